using System.Buffers;

namespace HgmVm.Bytecode;

/// <summary>
/// Which names a module may hold. The binary form holds no other names than the text form can write, so that every
/// module has a text: letters, digits and underscores of ASCII, not starting with a digit, joined by dots where dotted.
/// </summary>
public static class ModuleNames
{
    private static readonly SearchValues<char> s_inside =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>True for a name without dots: of a register, field, struct, global, or a function inside its module.</summary>
    public static bool IsIdentifier(ReadOnlySpan<char> name) => name.Length is > 0 and <= ModuleLimits.MaxNameBytes
        && !char.IsAsciiDigit(name[0]) && !name.ContainsAnyExcept(s_inside);

    /// <summary>True for identifiers joined by dots: of a module, a host function, a destructor (<c>Ship.drop</c>).</summary>
    public static bool IsDotted(ReadOnlySpan<char> name)
    {
        if (name.Length > ModuleLimits.MaxNameBytes) return false;
        foreach (Range part in name.Split('.'))
        {
            if (!IsIdentifier(name[part])) return false;
        }
        return true;
    }

    /// <summary>The name of a function as text forms and messages spell it: with its module, when it is imported.</summary>
    public static string FullName(this FunctionDefinition function) => Join(function.Module, function.Name);

    /// <summary>The name of a struct as text forms and messages spell it: with its module, when it is imported.</summary>
    public static string FullName(this StructDefinition definition) => Join(definition.Module, definition.Name);

    /// <summary>The name that a destructor of this struct has.</summary>
    public static string DestructorName(this StructDefinition definition) => definition.Name + ".drop";

    private static string Join(string? module, string name) => module is null ? name : $"{module}.{name}";
}
