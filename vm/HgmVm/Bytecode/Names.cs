namespace HgmVm.Bytecode;

/// <summary>What a name may look like, in text and in binary modules alike: a module read from bytes prints as readable text.</summary>
public static class Names
{
    /// <summary>True for <c>[A-Za-z_][A-Za-z0-9_]*</c> of at most <see cref="ModuleLimits.MaxNameBytes"/> characters.</summary>
    public static bool IsIdentifier(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || name.Length > ModuleLimits.MaxNameBytes || char.IsAsciiDigit(name[0])) return false;
        foreach (char c in name)
            if (!char.IsAsciiLetterOrDigit(c) && c != '_') return false;
        return true;
    }

    /// <summary>True for identifiers joined by single dots, e.g. <c>std.io</c>; one identifier is dotted too.</summary>
    public static bool IsDotted(ReadOnlySpan<char> name)
    {
        if (name.Length > ModuleLimits.MaxNameBytes) return false;
        while (name.IndexOf('.') is int dot and >= 0)
        {
            if (!IsIdentifier(name[..dot])) return false;
            name = name[(dot + 1)..];
        }
        return IsIdentifier(name);
    }
}
