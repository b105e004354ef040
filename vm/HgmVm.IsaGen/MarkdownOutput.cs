using System.Globalization;
using System.Text;
using HgmVm.Isa;

namespace HgmVm.IsaGen;

/// <summary>Writes the tables of <c>vm/docs/isa.md</c> below its hand-written preface: one for each family.</summary>
internal static class MarkdownOutput
{
    public static string Write(string preface, IReadOnlyCollection<OpSource> ops)
    {
        var text = new StringBuilder(preface.TrimEnd()).Append("\n\n");
        foreach (IGrouping<string, OpSource> family in ops.GroupBy(OpFamilies.TitleOf))
            Section(text, family.Key, [.. family]);
        return text.ToString().TrimEnd() + "\n";
    }

    private static void Section(StringBuilder text, string title, OpSource[] ops)
    {
        // The derived twins of an opcode say nothing new: they stand in its row, so that one glance sees a family.
        ILookup<OpAttribute, OpSource> twins = ops.Where(IsTwin).ToLookup(op => op.Declared);
        bool trap = ops.Any(op => op.Declared.Traps != 0);
        text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n");
        Row(text, ["number", "opcode", "operands", "meaning"], trap ? "traps" : null, twins.Count > 0 ? "twins" : null);
        Row(text, ["---", "---", "---", "---"], trap ? "---" : null, twins.Count > 0 ? "---" : null);
        foreach (OpSource op in ops.Where(op => !IsTwin(op)))
        {
            IEnumerable<string> names = twins[op.Declared].Select(twin => $"{twin.Number:X3} `{twin.Mnemonic}`");
            Row(text, [$"{op.Number:X3}", $"`{op.Mnemonic}`", Operands(op), Escape(op.Meaning)],
                trap ? Traps(op.Declared.Traps) : null, twins.Count > 0 ? string.Join(", ", names) : null);
        }
        text.Append('\n');
    }

    private static bool IsTwin(OpSource op) => op.Number != op.Declared.Number;

    private static void Row(StringBuilder text, string[] cells, params ReadOnlySpan<string?> optional)
    {
        foreach (string cell in cells) text.Append("| ").Append(cell).Append(cell.Length > 0 ? " " : "");
        foreach (string? cell in optional)
        {
            if (cell is not null) text.Append("| ").Append(cell).Append(cell.Length > 0 ? " " : "");
        }
        text.Append("|\n");
    }

    /// <summary>Keeps the notation from being read as markup: a bar ends a cell, `[a](b)` would be a link.</summary>
    private static string Escape(string meaning) => meaning.Replace("|", "\\|", StringComparison.Ordinal)
        .Replace("](", "]\\(", StringComparison.Ordinal);

    /// <summary>The place of each operand, what fits and what happens to it: <c>a: i64 out, b: i64</c>.</summary>
    private static string Operands(OpSource op)
    {
        var parts = new List<string>();
        for (int i = 0; i < op.Operands.Length; i++) parts.Add(Operand("abcdefg"[i], op.Operands[i]));
        switch (op.Declared.Extension)
        {
            case Extension.Call: parts.Add("b arguments, c results"); break;
            case Extension.Values: parts.Add("a values"); break;
            case Extension.Labels: parts.Add("b labels"); break;
            default: break;
        }
        return string.Join(", ", parts);
    }

    private static string Operand(char place, OperandSpec spec)
    {
        string fits = spec.Class.ToString().ToLowerInvariant();
        return spec.Role switch
        {
            OperandRole.Def => $"{place}: {fits} out",
            OperandRole.Use => $"{place}: {fits}",
            OperandRole.Move => $"{place}: {fits} moved",
            OperandRole.Index => $"{place}: {fits} index",
            OperandRole.Imm16 => $"{place}: literal16",
            OperandRole.Imm32 => $"{place}: literal32",
            OperandRole.Imm64 => "literal64",
            _ => $"{place}: {spec.Role.ToString().ToLowerInvariant()}",
        };
    }

    private static string Traps(TrapKinds traps) => string.Join(", ", Enum.GetValues<TrapKind>()
        .Where(kind => kind != TrapKind.None && ((int)traps >> (int)kind & 1) != 0).Select(kind => kind.Name()));
}
