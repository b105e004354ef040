using HgmVm.Bytecode;

namespace HgmVm.Assembler.Emission;

/// <summary>
/// Adds to a module's shared tables so that equal entries are one entry. A full table takes no more: the index returned
/// is then 0, and <see cref="Overflow"/> names the table, so that the caller can refuse the text.
/// </summary>
internal sealed class ModuleTables(Module module)
{
    private readonly Dictionary<HeapType, int> _heapTypes = [];
    private readonly Dictionary<Signature, int> _signatures = [];
    private readonly Dictionary<FieldPath, int> _paths = [];
    private readonly Dictionary<string, int> _strings = [];

    /// <summary>The table that did not take an entry, e.g. <c>heap types</c>; null while all have.</summary>
    public string? Overflow { get; private set; }

    public ushort HeapType(HeapType type) => Intern(_heapTypes, module.HeapTypes, type, type, "heap types", out _);

    public ushort Signature(Signature signature) =>
        Intern(_signatures, module.Signatures, signature, signature, "signatures", out _);

    public ushort Path(int structIndex, IEnumerable<ushort> fields, out bool isNew)
    {
        var path = new FieldPath(structIndex, fields);
        return Intern(_paths, module.Paths, path, path, "paths", out isNew);
    }

    /// <summary>Strings are equal when their bytes are; as a key, each byte is one character.</summary>
    public ushort Text(ReadOnlySpan<byte> bytes, out bool isNew) =>
        Intern(_strings, module.Strings, System.Text.Encoding.Latin1.GetString(bytes), bytes.ToArray(), "strings", out isNew);

    private ushort Intern<TKey,
        TEntry>(Dictionary<TKey, int> known, List<TEntry> table, TKey key, TEntry entry, string name,
        out bool isNew) where TKey : notnull
    {
        isNew = !known.TryGetValue(key, out int index);
        if (!isNew) return (ushort)index;
        index = Append(table, entry, name);
        known.Add(key, index);
        return (ushort)index;
    }

    private int Append<TEntry>(List<TEntry> table, TEntry entry, string name)
    {
        if (table.Count >= ModuleLimits.MaxTableEntries)
        {
            Overflow ??= name;
            return 0;
        }
        table.Add(entry);
        return table.Count - 1;
    }
}
