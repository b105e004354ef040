namespace HgmVm.Isa;

/// <summary>The rows of all opcodes, found by number or by name.</summary>
public static partial class OpcodeTable
{
    private static readonly OpcodeRow[] s_rows = CreateRows();
    private static readonly OpcodeRow?[] s_byNumber = IndexByNumber();
    private static Dictionary<string, OpcodeRow>? s_byName;

    /// <summary>All rows, by ascending number.</summary>
    public static IReadOnlyList<OpcodeRow> Rows => s_rows;

    /// <summary>The row of an opcode; null for a number that is no opcode.</summary>
    public static OpcodeRow? Find(int number) => (uint)number < (uint)s_byNumber.Length ? s_byNumber[number] : null;

    /// <summary>The row of an opcode that is known to exist.</summary>
    public static OpcodeRow Row(Opcode op) => s_byNumber[(int)op]!;

    /// <summary>The row with that canonical name; null when there is none.</summary>
    public static OpcodeRow? Find(string mnemonic)
    {
        s_byName ??= IndexByName();
        return s_byName.GetValueOrDefault(mnemonic);
    }

    private static Dictionary<string, OpcodeRow> IndexByName()
    {
        var rows = new Dictionary<string, OpcodeRow>(s_rows.Length, StringComparer.Ordinal);
        foreach (OpcodeRow row in s_rows) rows.Add(row.Mnemonic, row);
        return rows;
    }

    private static OpcodeRow?[] IndexByNumber()
    {
        var rows = new OpcodeRow?[OpcodeLimits.Count];
        foreach (OpcodeRow row in s_rows) rows[(int)row.Opcode] = row;
        return rows;
    }
}
