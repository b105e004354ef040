using System.Text;

namespace HgmVm.Bytecode;

/// <summary>
/// Follows constant paths through inline members. A step names a field of a struct by its number, or an element of a
/// fixed array by its index.
/// </summary>
public static class FieldPaths
{
    /// <summary>
    /// The field at the end of a path; for an element, what it would be as a field. Null, and why, when the path leads
    /// nowhere. Works on modules that nobody has verified.
    /// </summary>
    public static FieldDefinition? Follow(Module module, FieldPath path, out string problem)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(path);
        problem = "";
        FieldDefinition? at = StartOf(module, path);
        if (path.Row is { } row && at is null) problem = $"starts in heap type {row}, which is no fixed array";
        else if (at is null && (uint)path.StructIndex >= (uint)module.Structs.Count)
            problem = $"names struct {path.StructIndex} of {module.Structs.Count}";
        else if (path.Fields.Count is 0 or > ModuleLimits.MaxInlineDepth)
            problem = $"has {path.Fields.Count} steps, 1 to {ModuleLimits.MaxInlineDepth} are possible";
        if (problem.Length > 0) return null;
        int next = at is null ? 1 : 0;
        at ??= FieldOf(module.Structs[path.StructIndex], path.Fields[0], out problem);
        for (; at is not null && next < path.Fields.Count; next++)
            at = Step(module, at, path.Fields[next], out problem);
        return at;
    }

    /// <summary>The fixed array that a path starts in, as a member without a name; null when it starts in a struct, or
    /// its start names nothing.</summary>
    public static FieldDefinition? StartOf(Module module, FieldPath path)
    {
        if (path.Row is not { } row || row >= module.HeapTypes.Count || !module.HeapTypes[row].IsFixed) return null;
        return new FieldDefinition("", new ValueType(ValueKind.Inline, (ushort)row), false);
    }

    /// <summary>The fields that a good path goes through, the last one included.</summary>
    public static IEnumerable<FieldDefinition> Steps(Module module, FieldPath path)
    {
        FieldDefinition? at = StartOf(module, path);
        foreach (ushort step in path.Fields)
        {
            at = at is null ? module.Structs[path.StructIndex].Fields[step] : Step(module, at, step, out _)!;
            yield return at;
        }
    }

    /// <summary>The path as texts spell it, e.g. <c>nav.range</c>, <c>arms[2].charge</c> or
    /// <c>[2].charge</c>.</summary>
    public static string Spell(Module module, FieldPath path)
    {
        var text = new StringBuilder();
        FieldDefinition? from = StartOf(module, path);
        foreach (FieldDefinition at in Steps(module, path))
        {
            // The name of an element begins with that of its array.
            bool isElement = from is not null && RowOf(module, from.Type) is not null;
            text.Append(from is null || isElement ? "" : ".").Append(isElement ? at.Name[from!.Name.Length..] : at.Name);
            from = at;
        }
        return text.ToString();
    }

    /// <summary>
    /// What a step from an inline member leads to. Elements that are structs change with the whole array only, so they
    /// are final in it; a union keeps its word, and an owner its place, whatever becomes of the others.
    /// </summary>
    public static FieldDefinition? Step(Module module, FieldDefinition from, int step, out string problem)
    {
        if (StructOf(module, from.Type) is { } owner) return FieldOf(module.Structs[owner], step, out problem);
        problem = $"goes on after `{from.Name}`, which is no inline struct or fixed array";
        if (RowOf(module, from.Type) is not { } array) return null;
        problem = $"names element {step} of `{from.Name}`, which has {array.Count}";
        if (step >= array.Count) return null;
        problem = "";
        ValueType element = array.Element;
        bool isWhole = element.Kind == ValueKind.Inline
            && !(StructOf(module, element) is { } part && module.Structs[part].IsUnion);
        return new FieldDefinition($"{from.Name}[{step}]", element, array.HasFinalElements || isWhole);
    }

    /// <summary>The fixed array that an inline member is; null when the type is anything else, or its index names
    /// nothing.</summary>
    public static HeapType? RowOf(Module module, ValueType type) =>
        type.Kind == ValueKind.Inline && type.Index < module.HeapTypes.Count
            && module.HeapTypes[type.Index] is { IsFixed: true } row ? row : null;

    private static FieldDefinition? FieldOf(StructDefinition owner, int step, out string problem)
    {
        bool isThere = step < owner.Fields.Count;
        problem = isThere ? "" : $"names field {step}, `{owner.Name}` has {owner.Fields.Count}";
        return isThere ? owner.Fields[step] : null;
    }

    /// <summary>The struct that an inline member is; null when the type is anything else, or its index names
    /// nothing.</summary>
    public static int? StructOf(Module module, ValueType type) =>
        type.Kind == ValueKind.Inline && type.Index < module.HeapTypes.Count
            && module.HeapTypes[type.Index] is { IsStruct: true } target
        && target.StructIndex < module.Structs.Count ? target.StructIndex : null;
}
