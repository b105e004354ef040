using HgmVm.Assembler.Syntax;

namespace HgmVm.Assembler.Parsing;

/// <summary>The names of one text, each kept once. Looking one up that is known already allocates nothing.</summary>
internal sealed class NameTable
{
    private readonly Dictionary<string, DottedName> _names = new(256, StringComparer.Ordinal);
    private readonly Dictionary<string, DottedName>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public NameTable()
    {
        foreach (DottedName name in Keywords.Names) _names.Add(name.Text, name);
        _lookup = _names.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public DottedName Intern(ReadOnlySpan<char> text)
    {
        if (_lookup.TryGetValue(text, out DottedName? known)) return known;
        string copy = text.ToString();
        var name = new DottedName(copy, Keyword.None);
        _names.Add(copy, name);
        return name;
    }
}
