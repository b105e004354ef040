using HgmVm.Bytecode;
using HgmVm.Isa;

namespace HgmVm.Assembler.Emission;

/// <summary>The tables whose order a text says itself, with <c>table</c> items.</summary>
[Flags]
internal enum WrittenTables
{
    None = 0,
    Types = 1,
    Paths = 2,
    Strings = 4,
}

/// <summary>Brings the shared tables of a module into the order of <see cref="FirstUse"/> and drops what nothing
/// uses.</summary>
/// <remarks>
/// Binding meets types in the order of its passes, and shapes of imported structs when their names turn up.
/// Disassembled text lists those structs at its start. Reordering at the end is what makes both give the same tables.
/// </remarks>
internal static class CanonicalOrder
{
    /// <summary>Changes all tables but those that the text wrote out: a disassembly writes only those that need
    /// it.</summary>
    public static void Apply(Module module, WrittenTables written)
    {
        FirstUse use = FirstUse.Of(module);
        if (!written.HasFlag(WrittenTables.Types) && !(use.HeapTypes.IsWholeTable && use.Signatures.IsWholeTable))
            RenumberTypes(module, use);
        if (!written.HasFlag(WrittenTables.Paths) && !use.Paths.IsWholeTable)
            RenumberCode(module, role => role is OperandRole.Field or OperandRole.Method, module.Paths, use.Paths);
        if (!written.HasFlag(WrittenTables.Strings) && !use.Strings.IsWholeTable)
            RenumberCode(module, role => role == OperandRole.Text, module.Strings, use.Strings);
    }

    private static void RenumberTypes(Module module, FirstUse use)
    {
        Pick(module.HeapTypes, use.HeapTypes, type => type.IsStruct ? type
            : type.WithElement(Renumber(type.Element, use)));
        Pick(module.Signatures, use.Signatures, signature => new Signature(
            signature.Parameters.ConvertAll(type => Renumber(type, use)),
                signature.Results.ConvertAll(type => Renumber(type, use))));
        Replace(module.Paths, path => path.Row is not { } row ? path
            : new FieldPath(FieldPath.FirstRow + use.HeapTypes.PlaceOf(row), path.Fields));
        foreach (StructDefinition definition in module.Structs)
            Replace(definition.Fields, field => field with { Type = Renumber(field.Type, use) });
        Replace(module.Globals, global => global with { Type = Renumber(global.Type, use) });
        foreach (FunctionDefinition function in module.Functions)
        {
            function.Signature = use.Signatures.PlaceOf(function.Signature);
            Replace(function.Registers, register => register with { Type = Renumber(register.Type, use) });
        }
    }

    private static ValueType Renumber(ValueType type, FirstUse use)
    {
        if (type.Kind == ValueKind.Function) return type with { Index = (ushort)use.Signatures.PlaceOf(type.Index) };
        return type.NamesHeapType ? type with { Index = (ushort)use.HeapTypes.PlaceOf(type.Index) } : type;
    }

    private static void RenumberCode<T>(Module module, Predicate<OperandRole> names, List<T> table,
        FirstUse.Sequence order)
    {
        Pick(table, order, entry => entry);
        foreach (FunctionDefinition function in module.Functions)
        {
            List<Instruction> code = function.Code;
            for (int position = 0; position < code.Count;)
            {
                OpcodeRow row = OpcodeTable.Row(code[position].Opcode);
                for (int i = 0; i < row.OperandCount; i++)
                {
                    if (!names(row[i].Role)) continue;
                    OperandPlaces.Write(code, position, i, order.PlaceOf(OperandPlaces.Read(code, position, i)!.Value));
                }
                position += row.WordCount(code[position]);
            }
        }
    }

    private static void Pick<T>(List<T> table, FirstUse.Sequence order, Func<T, T> renumber)
    {
        List<T> picked = [.. order.Entries.Select(entry => renumber(table[entry]))];
        table.Clear();
        table.AddRange(picked);
    }

    private static void Replace<T>(List<T> list, Func<T, T> renumber)
    {
        for (int i = 0; i < list.Count; i++) list[i] = renumber(list[i]);
    }
}
