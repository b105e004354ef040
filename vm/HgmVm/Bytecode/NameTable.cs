namespace HgmVm.Bytecode;

/// <summary>
/// The names of one module while it is read, each held once: a hostile module of short names would otherwise cost
/// ten times its size in strings.
/// </summary>
internal sealed class NameTable
{
    private readonly HashSet<string> _names = [];

    /// <summary>A name of one part. A wrong one is reported and reading goes on.</summary>
    public string Identifier(ref ByteReader reader, string what) => Read(ref reader, what, dots: false);

    /// <summary>A name that may have several parts joined by dots.</summary>
    public string Dotted(ref ByteReader reader, string what) => Read(ref reader, what, dots: true);

    private string Read(ref ByteReader reader, string what, bool dots)
    {
        int length = reader.Number(ModuleLimits.MaxNameBytes, "the length of a name");
        ReadOnlySpan<byte> bytes = reader.Bytes(length, what);
        Span<char> characters = stackalloc char[ModuleLimits.MaxNameBytes];
        characters = characters[..bytes.Length];
        for (int i = 0; i < bytes.Length; i++) characters[i] = (char)bytes[i];
        if (!reader.Failed && !(dots ? Names.IsDotted(characters) : Names.IsIdentifier(characters)))
            reader.Report(FormatDiagnostics.InvalidName, $"{what} is not a name");
        if (_names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(characters, out string? known)) return known;
        string name = characters.ToString();
        _names.Add(name);
        return name;
    }
}
