namespace HgmVm.Bytecode;

/// <summary>
/// What follows from the shapes of a module's structs for members that are inline: that none contains itself, and which
/// of them a scope can hold on to. It depends on the program alone, not on how a layout keeps the scopes apart.
/// </summary>
public sealed class InlineRules
{
    private const int Unknown = -1;
    private const int Open = -2;

    private readonly Module _module;
    private readonly int[] _depths;
    private readonly Dictionary<int, bool> _holdsFinalOwner = [];
    private readonly Dictionary<int, bool> _isPlain = [];

    private InlineRules(Module module)
    {
        _module = module;
        _depths = new int[module.Structs.Count];
        // Not Array.Fill, which would be compiled at every start.
        for (int i = 0; i < _depths.Length; i++) _depths[i] = Unknown;
    }

    /// <summary>
    /// The rules of a module whose indices are in range; null, and which struct, when one contains itself or its
    /// members are inline in one another more than <see cref="ModuleLimits.MaxInlineDepth"/> deep.
    /// </summary>
    public static InlineRules? Of(Module module, out int culprit)
    {
        var rules = new InlineRules(module);
        for (culprit = 0; culprit < module.Structs.Count; culprit++)
            if (rules.DepthOf(culprit, 0) > ModuleLimits.MaxInlineDepth) return null;
        culprit = -1;
        return rules;
    }

    /// <summary>
    /// True for a member that is a scope of its own (M12): inline, varying, not unique, and holding a final owner, so
    /// that whoever looks into it relies on it not being replaced. A final owner behind another varying member does not
    /// count: that one is a scope itself. A union always is one, final or not: what it lies in may be replaced, and
    /// then a reader of one variant would find another. The notes disagree on unions without final owners; this is the
    /// safe side.
    /// </summary>
    public bool IsScope(FieldDefinition member)
    {
        if (member.Type.Kind != ValueKind.Inline || member.IsUnique) return false;
        return IsUnion(member.Type) || (!member.IsFinal && HoldsFinalOwner(_module.HeapTypes[member.Type.Index]));
    }

    /// <summary>True for the type of an inline union.</summary>
    public bool IsUnion(ValueType type) => FieldPaths.StructOf(_module, type) is { } index
        && _module.Structs[index].IsUnion;

    /// <summary>True when a value of the type, as long as it is not replaced as a whole, keeps some owner from
    /// changing.</summary>
    public bool HoldsFinalOwner(HeapType type)
    {
        if (type.IsFixed) return HoldsFinalOwner(type.Element, type.HasFinalElements
            || type.Element.Kind == ValueKind.Inline);
        if (type.IsArray) return false;
        if (_holdsFinalOwner.TryGetValue(type.StructIndex, out bool known)) return known;
        bool holds = _module.Structs[type.StructIndex].Fields.Exists(field =>
            HoldsFinalOwner(field.Type, field.IsFinal));
        _holdsFinalOwner[type.StructIndex] = holds;
        return holds;
    }

    /// <summary>
    /// True for an inline type whose values can be written over one another, tethered or not: all in it varies, is
    /// copied and owns nothing (M14).
    /// </summary>
    public bool IsPlain(ValueType type)
    {
        if (type.Kind != ValueKind.Inline) return !type.IsLinear;
        HeapType target = _module.HeapTypes[type.Index];
        if (!target.IsStruct) return target.IsFixed && !target.HasFinalElements && IsPlain(target.Element);
        if (_isPlain.TryGetValue(target.StructIndex, out bool known)) return known;
        StructDefinition part = _module.Structs[target.StructIndex];
        bool isPlain = !part.IsUnion && part.Fields.TrueForAll(field =>
            (!field.IsFinal || field.Type.Kind == ValueKind.Inline) && IsPlain(field.Type));
        _isPlain[target.StructIndex] = isPlain;
        return isPlain;
    }

    private bool HoldsFinalOwner(ValueType type, bool isFinal) => isFinal && type.Kind switch
    {
        ValueKind.Own => true,
        ValueKind.Inline => HoldsFinalOwner(_module.HeapTypes[type.Index]),
        _ => false,
    };

    /// <summary>Levels of inline structs in a struct; beyond the limit for one that contains itself.</summary>
    private int DepthOf(int structIndex, int level)
    {
        if (_depths[structIndex] >= 0) return _depths[structIndex];
        if (_depths[structIndex] == Open || level > ModuleLimits.MaxInlineDepth) return ModuleLimits.MaxInlineDepth + 1;
        _depths[structIndex] = Open;
        int depth = 0;
        foreach (int variant in _module.Structs[structIndex].Variants)
            depth = Math.Max(depth, 1 + DepthOf(variant, level + 1));
        foreach (FieldDefinition field in _module.Structs[structIndex].Fields)
        {
            depth = Math.Max(depth, DepthOf(field.Type, level + 1));
            if (depth > ModuleLimits.MaxInlineDepth) break;
        }
        _depths[structIndex] = Unknown;
        if (depth <= ModuleLimits.MaxInlineDepth) _depths[structIndex] = depth;
        return depth;
    }

    private int DepthOf(ValueType type, int level)
    {
        int wrappers = 0;
        while (type.Kind == ValueKind.Inline)
        {
            HeapType target = _module.HeapTypes[type.Index];
            if (target.IsStruct) return 1 + wrappers + DepthOf(target.StructIndex, level + wrappers);
            if (target.IsArray) break;
            wrappers++;
            type = target.Element;
        }
        return wrappers;
    }
}
