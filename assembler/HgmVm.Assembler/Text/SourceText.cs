using HgmVm.Diagnostics;

namespace HgmVm.Assembler.Text;

/// <summary>A text with its file name and the places where its lines start.</summary>
/// <remarks>Lines end at LF, CR LF or a lone CR. The index is built once, on first use: a text without mistakes never
/// needs it for messages, but the line table of its functions does.</remarks>
public sealed class SourceText(string text, string fileName)
{
    private int[]? _lineStarts;

    public string Text { get; } = text;

    /// <summary>As the user named it, for messages.</summary>
    public string FileName { get; } = fileName;

    public int LineCount => LineStarts.Length;

    private int[] LineStarts => _lineStarts ??= FindLineStarts(Text);

    /// <summary>The 1-based line of an offset; offsets at or past the end belong to the last line.</summary>
    public int LineAt(int offset)
    {
        int found = Array.BinarySearch(LineStarts, offset);
        return found >= 0 ? found + 1 : ~found;
    }

    /// <summary>The offset at which a 1-based line starts.</summary>
    public int LineStart(int line) => LineStarts[line - 1];

    /// <summary>The text of a 1-based line, without its line end; empty when there is no such line.</summary>
    public ReadOnlySpan<char> Line(int line)
    {
        if (line < 1 || line > LineCount) return default;
        int end = line < LineCount ? LineStarts[line] : Text.Length;
        return Text.AsSpan(LineStarts[line - 1], end - LineStarts[line - 1]).TrimEnd("\r\n");
    }

    /// <summary>
    /// The span as messages want it. One that runs over several lines is cut at the end of its first.
    /// </summary>
    public SourceSpan Locate(TextSpan span)
    {
        int start = Math.Clamp(span.Start, 0, Text.Length);
        int line = LineAt(start);
        int column = start - LineStarts[line - 1];
        int room = Math.Max(1, Line(line).Length - column);
        return new SourceSpan(FileName, line, column + 1, Math.Clamp(span.Length, 1, room));
    }

    public override string ToString() => $"{FileName} ({Text.Length} characters)";

    private static int[] FindLineStarts(string text)
    {
        var starts = new List<int>(text.Length / 24 + 1) { 0 };
        for (int i = 0; i < text.Length;)
        {
            int step = text.AsSpan(i).IndexOfAny('\r', '\n');
            if (step < 0) break;
            i += step;
            i += text[i] == '\r' && i + 1 < text.Length && text[i + 1] == '\n' ? 2 : 1;
            starts.Add(i);
        }
        return [.. starts];
    }
}
