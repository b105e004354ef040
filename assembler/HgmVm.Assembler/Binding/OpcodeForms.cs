using HgmVm.Isa;

namespace HgmVm.Assembler.Binding;

/// <summary>
/// Which opcodes a written mnemonic may stand for: the one with that name, those whose type or <c>.imm</c> or <c>.field</c>
/// was left out, and the array opcode behind the shorthand <c>ld x, a[i]</c>. Operands decide between them.
/// </summary>
internal static class OpcodeForms
{
    /// <summary>First part of the names of all opcodes on arrays.</summary>
    public const string ArrayFamily = "array";

    private static readonly string[] s_optional = ["i32", "i64", "f32", "f64", "imm", "field"];
    private static readonly Dictionary<string, OpcodeRow[]> s_forms = Collect();

    /// <summary>The candidates, an exact name first, the rest by number; null when the mnemonic names none.</summary>
    public static OpcodeRow[]? Find(string mnemonic) => s_forms.GetValueOrDefault(mnemonic);

    /// <summary>Everything that may be written as a mnemonic.</summary>
    public static IEnumerable<string> Spellings => s_forms.Keys;

    private static Dictionary<string, OpcodeRow[]> Collect()
    {
        var forms = new Dictionary<string, List<OpcodeRow>>();
        foreach (OpcodeRow row in OpcodeTable.Rows)
        {
            if (row.IsInternal) continue;
            string name = row.Mnemonic;
            Add(name);
            while (name.LastIndexOf('.') is > 0 and int dot && s_optional.Contains(name[(dot + 1)..])) Add(name = name[..dot]);
            if (ElementShorthand(row) is { } verb) Add(verb);

            void Add(string spelling)
            {
                if (!forms.TryGetValue(spelling, out List<OpcodeRow>? rows)) forms.Add(spelling, rows = []);
                rows.Add(row);
            }
        }
        return forms.ToDictionary(pair => pair.Key,
            pair => pair.Value.OrderBy(row => row.Mnemonic != pair.Key).ThenBy(row => row.Opcode).ToArray());
    }

    /// <summary><c>ld</c> for <c>array.ld</c>: where the same verb also works on fields, brackets tell the two apart.</summary>
    private static string? ElementShorthand(OpcodeRow row)
    {
        if (!row.Mnemonic.StartsWith(ArrayFamily + ".", StringComparison.Ordinal)) return null;
        string verb = row.Mnemonic[(ArrayFamily.Length + 1)..];
        bool takesElement = Enumerable.Range(0, row.OperandCount).Any(i => row[i].Role == OperandRole.Index);
        return takesElement && OpcodeTable.Find(verb) is not null ? verb : null;
    }
}
