using System.Globalization;
using System.Text;
using HgmVm.Assembler.Text;
using HgmVm.Diagnostics;

namespace HgmVm.Assembler.Diagnostics;

/// <summary>A source line as a message shows it, and the carets under it.</summary>
internal static class SourceExcerpt
{
    /// <summary>Columns of a source line that are shown; of a wider one, a window around the caret.</summary>
    private const int Width = 100;

    /// <summary>Columns of context that a window keeps before the caret.</summary>
    private const int Before = 40;

    private const int TabWidth = 4;

    /// <summary>Writes the line and the underline; only the line when the column is not known.</summary>
    public static void Append(
        StringBuilder output, ReadOnlySpan<char> line, SourceSpan span, string paint, string plain)
    {
        int start = Math.Clamp(span.Column - 1, 0, line.Length);
        int end = Math.Min(line.Length, start + Math.Max(1, span.Length));
        int from = WindowStart(line, start);
        var shown = new StringBuilder();
        int column = 0, caretFrom = -1, caretTo = -1, i = from;
        while (i < line.Length && column < Width)
        {
            if (i >= start && caretFrom < 0) caretFrom = column;
            Rune.DecodeFromUtf16(line[i..], out Rune rune, out int used);
            column += AppendShown(shown, rune);
            i += used;
            if (i <= end || caretTo < 0 && i > start) caretTo = column;
        }
        if (caretFrom < 0) caretFrom = column;
        if (caretTo <= caretFrom) caretTo = caretFrom + 1;
        string head = from > 0 ? "… " : "", tail = i < line.Length ? " …" : "";
        string gutter = span.Line.ToString(CultureInfo.InvariantCulture).PadLeft(5);
        output.Append(CultureInfo.InvariantCulture, $"{gutter} | {head}{shown.ToString().TrimEnd()}{tail}\n");
        if (span.Column <= 0) return;
        string carets = "^" + new string('~', caretTo - caretFrom - 1);
        output.Append(CultureInfo.InvariantCulture,
            $"{new string(' ', gutter.Length)} | {new string(' ', head.Length + caretFrom)}{paint}{carets}{plain}\n");
    }

    /// <summary>Where to start showing a line: at its start, or so that the caret has some context before it.</summary>
    private static int WindowStart(ReadOnlySpan<char> line, int caret)
    {
        // Only when the caret would not be seen, or the line is wider than what is shown.
        if (caret + Width / 4 <= Width || line.Length <= Width) return 0;
        int from = Math.Max(0, Math.Min(caret - Before, line.Length - Width));
        if (from > 0 && char.IsLowSurrogate(line[from])) from++;
        return from;
    }

    /// <summary>Appends what a character looks like, and gives the columns it takes.</summary>
    private static int AppendShown(StringBuilder output, Rune rune)
    {
        if (rune.Value == '\t')
        {
            output.Append(' ', TabWidth);
            return TabWidth;
        }
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
        {
            output.Append(rune.ToString());
            return 0;
        }
        if (!Quote.IsVisible(rune))
        {
            output.Append('\u00B7');
            return 1;
        }
        output.Append(rune.ToString());
        return IsWide(rune.Value) ? 2 : 1;
    }

    /// <summary>The blocks whose characters terminals show two columns wide; near enough for a caret.</summary>
    private static bool IsWide(int c) =>
        c is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60)
        or (>= 0xFFE0 and <= 0xFFE6)
        or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD);
}
