namespace HgmVm.Bytecode;

/// <summary>What a name may look like, in text and in binary modules alike: a module read from bytes prints as readable
/// text.</summary>
public static class Names
{
    private static readonly string[] s_typeWords =
        ["i32", "i64", "f32", "f64", "i8", "u8", "i16", "u16", "u32", "bool", "fn", "own", "ref", "borrow", "con", "array", "inline"];

    /// <summary>
    /// True for <c>[A-Za-z_][A-Za-z0-9_]*</c> of at most <see cref="ModuleLimits.MaxNameBytes"/> characters, except <c>inf</c>
    /// and <c>nan</c>, which are numbers, and <c>_</c>, which stands for a parameter whose name is unknown.
    /// </summary>
    public static bool IsIdentifier(ReadOnlySpan<char> name) => IsPart(name) && name is not ("inf" or "nan" or "_");

    /// <summary>True for identifiers that do not begin a type: <c>own array</c> would be read as the start of an array
    /// type.</summary>
    public static bool IsStructName(ReadOnlySpan<char> name) => IsIdentifier(name)
        && !s_typeWords.Contains(name.ToString());

    /// <summary>True for identifiers joined by single dots, e.g. <c>std.io</c>; one identifier is dotted too.</summary>
    public static bool IsDotted(ReadOnlySpan<char> name)
    {
        if (name.Length > ModuleLimits.MaxNameBytes) return false;
        if (!name.Contains('.')) return IsIdentifier(name);
        while (name.IndexOf('.') is int dot and >= 0)
        {
            if (!IsPart(name[..dot])) return false;
            name = name[(dot + 1)..];
        }
        return IsPart(name);
    }

    /// <summary>The name of a function as texts and messages spell it: with its module, when it is imported.</summary>
    public static string FullName(this FunctionDefinition function) => Join(function.Module, function.Name);

    /// <summary>The name of a struct as texts and messages spell it: with its module, when it is imported.</summary>
    public static string FullName(this StructDefinition definition) => Join(definition.Module, definition.Name);

    /// <summary>The name that the destructor of this struct has.</summary>
    public static string DestructorName(this StructDefinition definition) => definition.Name + ".drop";

    private static string Join(string? module, string name) => module is null ? name : $"{module}.{name}";

    private static bool IsPart(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || name.Length > ModuleLimits.MaxNameBytes || char.IsAsciiDigit(name[0])) return false;
        foreach (char c in name)
            if (!char.IsAsciiLetterOrDigit(c) && c != '_') return false;
        return true;
    }
}
