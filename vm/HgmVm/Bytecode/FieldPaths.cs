namespace HgmVm.Bytecode;

/// <summary>Follows constant paths through inline structs.</summary>
public static class FieldPaths
{
    /// <summary>
    /// The field at the end of a path. Null, and why, when the path leads nowhere. Works on modules that nobody has
    /// verified.
    /// </summary>
    public static FieldDefinition? Follow(Module module, FieldPath path, out string problem)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(path);
        problem = "";
        if ((uint)path.StructIndex >= (uint)module.Structs.Count) problem = $"names struct {path.StructIndex} of {module.Structs.Count}";
        else if (path.Fields.Count is 0 or > ModuleLimits.MaxInlineDepth)
            problem = $"has {path.Fields.Count} steps, 1 to {ModuleLimits.MaxInlineDepth} are possible";
        if (problem.Length > 0) return null;
        StructDefinition owner = module.Structs[path.StructIndex];
        for (int i = 0; ; i++)
        {
            int step = path.Fields[i];
            if (step >= owner.Fields.Count)
            {
                problem = $"names field {step}, `{owner.Name}` has {owner.Fields.Count}";
                return null;
            }
            FieldDefinition field = owner.Fields[step];
            if (i == path.Fields.Count - 1) return field;
            if (StructOf(module, field.Type) is { } next)
            {
                owner = module.Structs[next];
                continue;
            }
            problem = $"goes on after `{field.Name}`, which is no inline struct";
            return null;
        }
    }

    /// <summary>The fields that a good path goes through, the last one included.</summary>
    public static IEnumerable<FieldDefinition> Steps(Module module, FieldPath path)
    {
        int owner = path.StructIndex;
        foreach (ushort step in path.Fields)
        {
            FieldDefinition field = module.Structs[owner].Fields[step];
            yield return field;
            owner = StructOf(module, field.Type) ?? 0;
        }
    }

    /// <summary>The path as texts spell it, e.g. <c>nav.range</c>.</summary>
    public static string Spell(Module module, FieldPath path) =>
        string.Join('.', Steps(module, path).Select(field => field.Name));

    /// <summary>The struct that an inline member is; null when the type is anything else, or its index names
    /// nothing.</summary>
    public static int? StructOf(Module module, ValueType type) =>
        type.Kind == ValueKind.Inline && type.Index < module.HeapTypes.Count
            && module.HeapTypes[type.Index] is { IsStruct: true } target
        && target.StructIndex < module.Structs.Count ? target.StructIndex : null;
}
