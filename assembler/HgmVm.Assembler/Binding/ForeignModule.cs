using HgmVm.Assembler.Text;
using HgmVm.Bytecode;

namespace HgmVm.Assembler.Binding;

/// <summary>
/// An imported module, and which of its structs and functions stand in our tables. Importing one copies its shape with
/// its types translated, and the shapes of all structs that those types name.
/// </summary>
internal sealed class ForeignModule(Module module, ModuleScope scope)
{
    private readonly int?[] _structs = new int?[module.Structs.Count];
    private readonly Queue<(int Ours, StructDefinition Theirs)> _shapeless = [];
    private Dictionary<string, int>? _structNames;
    private Dictionary<string, int>? _functionNames;

    /// <summary>Names of the structs it defines.</summary>
    public IEnumerable<string> StructNames => StructsByName.Keys;

    /// <summary>Names of the functions that other modules may call: those it has the bodies of, except
    /// destructors.</summary>
    public IEnumerable<string> FunctionNames => FunctionsByName.Keys;

    private Dictionary<string, int> StructsByName => _structNames ??= Index(module.Structs,
        definition => definition.Module is null, definition => definition.Name);

    private Dictionary<string, int> FunctionsByName => _functionNames ??= Index(module.Functions,
        function => function.Kind == FunctionKind.Local && !function.Name.Contains('.', StringComparison.Ordinal),
        function => function.Name);

    public int? FindStruct(string name) => StructsByName.TryGetValue(name, out int index) ? index : null;

    public int? FindFunction(string name) => FunctionsByName.TryGetValue(name, out int index) ? index : null;

    /// <summary>True when it says that a struct implements an interface.</summary>
    /// <param name="structName">With its module.</param>
    /// <param name="interfaceName">With its module.</param>
    public bool Implements(string structName, string interfaceName)
    {
        return module.Implementations.Exists(known => !known.IsImported
            && NameOf(known.Struct) == structName && NameOf(known.Interface) == interfaceName);

        string? NameOf(int index) => (uint)index >= (uint)module.Structs.Count ? null
            : $"{module.Structs[index].Module ?? module.Name}.{module.Structs[index].Name}";
    }

    /// <summary>Our index of their struct.</summary>
    public int ImportStruct(int index, TextSpan span)
    {
        int ours = Map(index, span);
        CopyShapes(span);
        return ours;
    }

    /// <summary>Our index of their function. Parameters keep their names; it is a new entry, since the caller found
    /// none.</summary>
    public int ImportFunction(int index, TextSpan span)
    {
        FunctionDefinition theirs = module.Functions[index];
        Signature signature = module.Signatures[theirs.Signature];
        var ours = new FunctionDefinition
        {
            Name = theirs.Name, Kind = FunctionKind.Imported, Module = module.Name,
                Signature = Translate(signature, span),
        };
        if (theirs.Registers.Count >= signature.Parameters.Count)
        {
            for (int i = 0; i < signature.Parameters.Count; i++)
                ours.Registers.Add(new RegisterDefinition(theirs.Registers[i].Name,
                    Translate(signature.Parameters[i], span)));
        }
        scope.AddFunction(ours, span, out int place);
        CopyShapes(span);
        return place;
    }

    /// <summary>
    /// Our index of their struct, whose fields may still be missing. They follow one struct at a time, because structs
    /// can refer to each other in circles and in chains of any length.
    /// </summary>
    private int Map(int index, TextSpan span)
    {
        if (_structs[index] is { } known) return known;
        StructDefinition theirs = module.Structs[index];
        string owner = theirs.Module ?? module.Name;
        string name = owner == scope.Module.Name ? theirs.Name : $"{owner}.{theirs.Name}";
        if (!scope.TryFindStruct(name, out int ours))
        {
            scope.AddStruct(new StructDefinition { Name = theirs.Name, Module = owner, IsUnion = theirs.IsUnion,
                IsInterface = theirs.IsInterface }, span,
                out ours);
            _shapeless.Enqueue((ours, theirs));
        }
        _structs[index] = ours;
        return ours;
    }

    private void CopyShapes(TextSpan span)
    {
        while (_shapeless.TryDequeue(out (int Ours, StructDefinition Theirs) next))
        {
            foreach (int variant in next.Theirs.Variants)
                scope.Module.Structs[next.Ours].Variants.Add(Map(variant, span));
            foreach (FieldDefinition field in next.Theirs.Fields)
                scope.AddField(next.Ours, field with { Type = Translate(field.Type, span) });
        }
    }

    private ValueType Translate(ValueType type, TextSpan span)
    {
        if (type.Kind == ValueKind.Function)
            return type with { Index = Translate(module.Signatures[type.Index], span) };
        if (!type.NamesHeapType) return type;
        HeapType target = module.HeapTypes[type.Index];
        HeapType ours = target.IsStruct
            ? HeapType.Struct(Map(target.StructIndex, span)) : target.WithElement(Translate(target.Element, span));
        return type with { Index = scope.Types.Intern(ours, span) };
    }

    private ushort Translate(Signature signature, TextSpan span) => scope.Types.Intern(new Signature(
        signature.Parameters.ConvertAll(type => Translate(type, span)),
        signature.Results.ConvertAll(type => Translate(type, span))), span);

    private static Dictionary<string, int> Index<T>(List<T> table, Func<T, bool> wanted, Func<T, string> name)
    {
        var index = new Dictionary<string, int>();
        for (int i = 0; i < table.Count; i++)
        {
            if (wanted(table[i])) index.TryAdd(name(table[i]), i);
        }
        return index;
    }
}
