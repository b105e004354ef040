using System.Globalization;
using System.Text;
using HgmVm.Isa;

namespace HgmVm.IsaGen;

/// <summary>Writes the tables of <c>vm/docs/isa.md</c> below its hand-written preface.</summary>
internal static class MarkdownOutput
{
    public static string Write(string preface, IReadOnlyCollection<OpSource> ops)
    {
        var text = new StringBuilder(preface.TrimEnd()).Append("\n\n");
        Section(text, "Portable opcodes", ops.Where(op => op.Number < OpcodeLimits.FirstInternal));
        Section(text, "Executable opcodes (internal)", ops.Where(op => op.Number >= OpcodeLimits.FirstInternal));
        return text.ToString().TrimEnd() + "\n";
    }

    private static void Section(StringBuilder text, string title, IEnumerable<OpSource> ops)
    {
        text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n| number | opcode | operands | meaning | traps |\n| --- | --- | --- | --- | --- |\n");
        foreach (OpSource op in ops)
        {
            // `[a](b)` in the notation of registers would be a link.
            string meaning = op.Meaning.Replace("|", "\\|", StringComparison.Ordinal)
                .Replace("](", "]\\(", StringComparison.Ordinal);
            text.Append(CultureInfo.InvariantCulture,
                $"| {op.Number:X3} | `{op.Mnemonic}` | {Operands(op)} | {meaning} | {Traps(op.Declared.Traps)} |\n");
        }
        text.Append('\n');
    }

    private static string Operands(OpSource op)
    {
        var parts = new List<string>();
        for (int i = 0; i < op.Operands.Length; i++)
        {
            OperandSpec spec = op.Operands[i];
            string kind = spec.Class == OperandClass.None ? "" : ":" + spec.Class.ToString().ToLowerInvariant();
            string role = spec.Role.ToString().ToLowerInvariant();
            parts.Add($"{role}{kind}");
        }
        if (op.Declared.Extension is not (Extension.None or Extension.Operands or Extension.Literal))
            parts.Add("+" + op.Declared.Extension.ToString().ToLowerInvariant());
        return string.Join(", ", parts);
    }

    private static string Traps(TrapKinds traps) => string.Join(", ", Enum.GetValues<TrapKind>()
        .Where(kind => kind != TrapKind.None && ((int)traps >> (int)kind & 1) != 0).Select(kind => kind.Name()));
}
