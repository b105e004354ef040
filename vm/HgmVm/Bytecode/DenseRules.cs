namespace HgmVm.Bytecode;

/// <summary>
/// Which elements an array may hold densely, without a word before each. Then nothing tells an element from the one
/// that takes its place, so a reference to it that was made before reads the other: the same shape, deeply type-stable
/// in the sense of M12. What may not be found that way has to have a word:
/// <list type="bullet">
/// <item>owners and constraint references, which must be consumed once, and whose objects nobody tethers for a reader
/// of the element that held them;</item>
/// <item>unions, whose next value may be another variant (and whose tag stands in the word);</item>
/// <item>what has a destructor: it stands for something that ends.</item>
/// </list>
/// Numbers are harmless, and so are refs: each remembers the generation of what it refers to. Final fields are as those
/// of a member without a word: replaced with the whole value only.
/// </summary>
/// <param name="module">A module whose indices are in range and whose structs do not contain themselves.</param>
internal sealed class DenseRules(Module module)
{
    /// <summary>What was found out about structs; empty for one that is harmless.</summary>
    private readonly Dictionary<int, string> _known = [];

    /// <summary>
    /// Why elements of a type need a word; null when they do not. Destructors of imported structs are for the linker to
    /// see.
    /// </summary>
    public string? ProblemOf(ValueType element) => element.Kind != ValueKind.Inline
        ? "only inline elements have a word that could be left out" : Within(element, "an element");

    private string? Within(ValueType type, string what)
    {
        if (type.IsLinear) return $"{what} is {TypeNameOf(type.Kind)}, which cannot be shared";
        if (type.Kind != ValueKind.Inline) return null;
        HeapType target = module.HeapTypes[type.Index];
        if (!target.IsStruct) return Within(target.Element, what);
        if (!_known.TryGetValue(target.StructIndex, out string? problem))
        {
            problem = OfStruct(module.Structs[target.StructIndex]) ?? "";
            _known.Add(target.StructIndex, problem);
        }
        return problem.Length == 0 ? null : problem;
    }

    private static string TypeNameOf(ValueKind kind) => kind == ValueKind.Own ? "an own" : "a con";

    private string? OfStruct(StructDefinition part)
    {
        if (part.IsUnion) return $"`{part.Name}` is a union, whose variants differ";
        if (part.Destructor is not null) return $"`{part.Name}` has a destructor";
        foreach (FieldDefinition field in part.Fields)
            if (Within(field.Type, $"`{part.Name}.{field.Name}`") is { } problem) return problem;
        return null;
    }
}
