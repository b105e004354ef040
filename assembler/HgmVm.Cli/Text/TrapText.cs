using HgmVm.Assembler.Text;
using HgmVm.Execution;
using HgmVm.Isa;

namespace HgmVm.Cli.Text;

/// <summary>A trap for people: kind, sentence, the source line with a caret, what is known of the object, the
/// stack.</summary>
internal static class TrapText
{
    public static void Write(Trap trap, Func<string, SourceText?> findSource, Terminal terminal)
    {
        TextWriter error = terminal.Error;
        StackEntry? top = trap.Stack.Count > 0 ? trap.Stack[0] : null;
        string place = top is null ? "" : $"{Place(top)}: ";
        error.WriteLine($"{place}{terminal.Paint($"trap {trap.Kind.Name()}", "31;1")}: {trap.Message}");
        if (top is not null) WriteExcerpt(top, findSource(top.SourceName), terminal);
        if (trap.AllocatedAt is { } allocated) error.WriteLine($"  allocated at {allocated}");
        if (trap.FreedAt is { } freed) error.WriteLine($"  freed at {freed}");
        foreach (string holder in trap.Holders ?? []) error.WriteLine($"  held by {holder}");
        if (trap.Stack.Count == 0) return;
        error.WriteLine("stack:");
        foreach (StackEntry entry in trap.Stack)
        {
            if (entry.Omitted > 0) error.WriteLine($"  … {entry.Omitted} more …");
            error.WriteLine($"  {entry.Function} ({Place(entry)})");
        }
    }

    private static string Place(StackEntry entry) => entry switch
    {
        { SourceName.Length: > 0, Line: > 0 } => $"{entry.SourceName}:{entry.Line}",
        { Line: > 0 } => $"line {entry.Line}",
        _ => $"position {entry.Position}",
    };

    private static void WriteExcerpt(StackEntry entry, SourceText? source, Terminal terminal)
    {
        if (source is null || entry.Line < 1 || entry.Line > source.LineCount) return;
        // One column a character; a line that is too long for a screen is cut.
        const int MaxColumns = 160;
        string line = source.Line(entry.Line).ToString().Replace('\t', ' ');
        string shown = line.Length > MaxColumns ? line[..MaxColumns] + "…" : line;
        string code = WithoutComment(shown).TrimEnd();
        int start = code.Length - code.TrimStart().Length;
        string number = $"{entry.Line,5} | ";
        terminal.Error.WriteLine(number + shown);
        string caret = $"^{new string('~', Math.Max(0, code.Length - start - 1))}";
        terminal.Error.WriteLine($"{new string(' ', number.Length - 2)}| {new string(' ', start)}{terminal.Paint(caret, "31;1")}");
    }

    private static string WithoutComment(string line)
    {
        bool inString = false;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && (i == 0 || line[i - 1] != '\\')) inString = !inString;
            if (line[i] == ';' && !inString) return line[..i];
        }
        return line;
    }
}
