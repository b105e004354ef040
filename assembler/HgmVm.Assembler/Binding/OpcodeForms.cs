using HgmVm.Isa;

namespace HgmVm.Assembler.Binding;

/// <summary>
/// Which opcodes a written mnemonic may stand for: the one with that name, those whose type or <c>.imm</c>,
/// <c>.field</c>, <c>.inl</c> or <c>.element</c> was left out, the array opcode behind the shorthand
/// <c>ld x, a[i]</c>, and <c>inl</c> as the <c>borrow</c> of a member. Operands decide between them.
/// </summary>
internal static class OpcodeForms
{
    /// <summary>First part of the names of all opcodes on arrays.</summary>
    public const string ArrayFamily = "array";

    private static readonly string[] s_optional = ["i32", "i64", "f32", "f64", "imm", "field", "inl", "element"];
    private static readonly Dictionary<string, OpcodeRow[]> s_forms = Collect();

    /// <summary>The candidates, an exact name first, the rest by number; null when the mnemonic names none.</summary>
    public static OpcodeRow[]? Find(string mnemonic) => s_forms.GetValueOrDefault(mnemonic);

    /// <summary>Everything that may be written as a mnemonic.</summary>
    public static IEnumerable<string> Spellings => s_forms.Keys;

    // Rows come by number, and at most one has the whole name. Every start does this: sorting with LINQ would compile
    // and prepare more code than all the rest of it.
    private static Dictionary<string, OpcodeRow[]> Collect()
    {
        var forms = new Dictionary<string, List<OpcodeRow>>(StringComparer.Ordinal);
        foreach (OpcodeRow row in OpcodeTable.Rows)
        {
            if (row.IsInternal) continue;
            string name = row.Mnemonic;
            Add(name);
            while (name.LastIndexOf('.') is > 0 and int dot
                && Array.IndexOf(s_optional, name[(dot + 1)..]) >= 0) Add(name = name[..dot]);
            if (ElementShorthand(row) is { } verb) Add(verb);
            if (row.Opcode == Opcode.Inl) Add("borrow");

            void Add(string spelling)
            {
                if (!forms.TryGetValue(spelling, out List<OpcodeRow>? rows)) forms.Add(spelling, rows = []);
                rows.Insert(row.Mnemonic == spelling ? 0 : rows.Count, row);
            }
        }
        var arrays = new Dictionary<string, OpcodeRow[]>(forms.Count, StringComparer.Ordinal);
        foreach ((string spelling, List<OpcodeRow> rows) in forms) arrays.Add(spelling, rows.ToArray());
        return arrays;
    }

    /// <summary><c>ld</c> for <c>array.ld</c>: where the same verb also works on fields, brackets tell the two
    /// apart.</summary>
    private static string? ElementShorthand(OpcodeRow row)
    {
        if (!row.Mnemonic.StartsWith(ArrayFamily + ".", StringComparison.Ordinal)) return null;
        string verb = row.Mnemonic[(ArrayFamily.Length + 1)..];
        foreach (string suffix in (ReadOnlySpan<string>)[".field", ".inl"])
            if (verb.EndsWith(suffix, StringComparison.Ordinal)) verb = verb[..^suffix.Length];
        bool takesElement = false;
        for (int i = 0; i < row.OperandCount; i++) takesElement |= row[i].Role == OperandRole.Index;
        return takesElement && OpcodeTable.Find(verb) is not null ? verb : null;
    }
}
