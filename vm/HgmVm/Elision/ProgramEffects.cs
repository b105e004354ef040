using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Linking;

namespace HgmVm.Elision;

/// <summary>
/// The effects of every function of a program and of every method of its interfaces, their callees included: the least
/// solution over the call graph.
/// </summary>
internal sealed class ProgramEffects
{
    private static readonly Effects s_nothing = new();
    private static readonly Effects s_anything = MakeAnything();

    private readonly LinkedProgram _program;
    private readonly Effects[] _effects;
    /// <summary>For each type: the unions and interfaces that an object of it may be referred to by.</summary>
    private readonly ILookup<int, int> _alsoKnownAs;

    public ProgramEffects(LinkedProgram program)
    {
        _program = program;
        _effects = new Effects[program.Functions.Length + program.Interfaces.Values.Sum(known => known.MethodCount)];
        _alsoKnownAs = program.Types.SelectMany(type => type.Variants.Select(variant => (variant, type.Id)))
            .ToLookup(pair => pair.variant, pair => pair.Id);
        for (int i = 0; i < _effects.Length; i++) _effects[i] = new Effects();
        var callees = new List<int>[_effects.Length];
        foreach (LinkedFunction function in program.Functions) callees[function.Number] = AddOwn(function);
        foreach (LinkedInterface known in program.Interfaces.Values)
            for (int i = 0; i < known.MethodCount; i++)
            {
                callees[MethodNumber(known, i)] =
                    [.. known.Implementations.Values.Select(methods => methods[i].Number)];
            }
        bool changed;
        do
        {
            changed = false;
            for (int i = 0; i < _effects.Length; i++)
                foreach (int callee in callees[i]) changed |= _effects[i].Add(_effects[callee]);
        }
        while (changed);
    }

    /// <summary>False for fixed arrays, which have neither a length nor elements elsewhere.</summary>
    public bool IsHeapArray(LinkedType type) => _program.Types[type.Id].IsArray;

    /// <summary>What an instruction can do, calls with all that they come to.</summary>
    public Effects Of(LinkedFunction function, Instruction at)
    {
        OpcodeRow row = OpcodeTable.Row(at.Opcode);
        switch (at.Opcode)
        {
            case Opcode.Call or Opcode.TailCall:
                return _effects[function.Module.Functions[at.A].Number];
            case Opcode.CallIface:
                return _effects[MethodNumber(function, at)];
            case Opcode.Free:
                return OfFree(TypeOf(function, at.A));
            case Opcode.Replace:
                return OfReplace(FieldType(function, at.B));
            case Opcode.ArrayReplace:
                return OfReplace(_program.Types[TypeOf(function, at.A).Id].Element);
            case Opcode.ArrayPop or Opcode.ArrayRemove:
                var shorter = new Effects();
                shorter.AddShorten(TypeOf(function, at.B).Id);
                return shorter;
            case Opcode.ArrayPush or Opcode.ArrayInsert:
                var longer = new Effects();
                longer.AddGrow(TypeOf(function, at.A).Id);
                return longer;
            default:
                return row.MayFree || !KeepsLengths(row) ? s_anything : s_nothing;
        }
    }

    /// <summary>True for opcodes that are known not to shorten the array they are given.</summary>
    private static bool KeepsLengths(OpcodeRow row)
    {
        if (row.Opcode is >= Opcode.ArrayNew and <= Opcode.ArrayCopy) return true;
        for (int i = 0; i < row.OperandCount; i++)
            if (row[i].Class == OperandClass.Array) return false;
        return true;
    }

    private List<int> AddOwn(LinkedFunction function)
    {
        var callees = new List<int>();
        Effects own = _effects[function.Number];
        if (function.Host is not null)
        {
            // The host can free what it is given, and nothing else.
            if (function.Signature.Parameters.Any(type => type.Kind is ValueKind.Own or ValueKind.Con))
                own.AddAnything();
            return callees;
        }
        List<Instruction> code = function.Definition.Code;
        for (int position = 0; position < code.Count; position += OpcodeTable.Row(code[position].Opcode)
            .WordCount(code[position]))
        {
            Instruction at = code[position];
            if (at.Opcode is Opcode.Call or Opcode.TailCall) callees.Add(function.Module.Functions[at.A].Number);
            else if (at.Opcode == Opcode.CallIface) callees.Add(MethodNumber(function, at));
            else own.Add(Of(function, at));
        }
        return callees;
    }

    /// <summary>Methods are numbered behind the functions: what one can do is what any implementation can.</summary>
    private int MethodNumber(LinkedInterface target, int method) =>
        _program.Functions.Length + target.FirstMethod + method;

    private int MethodNumber(LinkedFunction function, Instruction at)
    {
        FieldPath path = function.Module.Module.Paths[at.A];
        return MethodNumber(_program.Interfaces[function.Module.StructIds[path.StructIndex]], path.Fields[0]);
    }

    /// <summary>
    /// A free with all that is owned runs destructors, and ends what undead objects were given meanwhile: that may be
    /// anything.
    /// </summary>
    private Effects OfFree(LinkedType type)
    {
        LinkedHeapType ending = _program.Types[type.Id];
        if (ending.Descriptor.NeedsDismantling || !ending.FieldTypes.Append(ending.Element).All(IsPlain))
            return s_anything;
        var ended = new Effects();
        ended.AddEnd(type.Id);
        foreach (int other in _alsoKnownAs[type.Id]) ended.AddEnd(other);
        return ended;
    }

    /// <summary>True when nothing else ends with a value of the kind.</summary>
    private static bool IsPlain(LinkedType type) => type.Kind is <= ValueKind.Function or ValueKind.Ref;

    private static Effects OfReplace(LinkedType type) => type.Kind == ValueKind.Con ? s_nothing : s_anything;

    private LinkedType FieldType(LinkedFunction function, int path)
    {
        FieldPath named = function.Module.Module.Paths[path];
        // Fields of inline members come along a longer path; whatever they are, they are treated as owners.
        if (named.Fields.Count != 1) return new LinkedType(ValueKind.Own);
        return _program.Types[function.Module.StructIds[named.StructIndex]].FieldTypes[named.Fields[0]];
    }

    private static LinkedType TypeOf(LinkedFunction function, int register) =>
        function.Module.Link(function.Definition.Registers[register].Type);

    private static Effects MakeAnything()
    {
        var effects = new Effects();
        effects.AddAnything();
        return effects;
    }
}
