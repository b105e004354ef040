using System.Globalization;
using System.Text;
using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Text;
using HgmVm.Diagnostics;

namespace HgmVm.Assembler;

/// <summary>
/// Writes diagnostics for people: where, which, what, the source line with the place underlined, and what to do.
/// </summary>
/// <example><code>
/// ships.hgm:12:16: error HGM0020: expected `,` or the end of the line, but found `fuel`
///    12 |     sub left fuel, 1
///       |              ^~~~
///       hint: commas separate operands, a line holds one instruction
/// </code></example>
public static class DiagnosticRenderer
{
    /// <summary>Renders all of them, with a blank line between, and a line that counts them at the end.</summary>
    /// <param name="diagnostics">In the order in which they shall be shown.</param>
    /// <param name="findSource">Gives the text of a file name; null when there is none, then no source lines are
    /// shown.</param>
    /// <param name="colour">True to mark severity and place with terminal colours.</param>
    public static string RenderAll(
        IEnumerable<Diagnostic> diagnostics, Func<string, SourceText?>? findSource = null, bool colour = false)
    {
        var output = new StringBuilder();
        int errors = 0, warnings = 0;
        foreach (Diagnostic diagnostic in diagnostics)
        {
            _ = diagnostic.IsError ? errors++ : warnings++;
            SourceText? source = diagnostic.Span is { } span ? findSource?.Invoke(span.File) : null;
            output.Append(Render(diagnostic, source, colour)).Append('\n');
        }
        if (errors + warnings > 0) output.Append(Count(errors, "error", warnings, "warning")).Append('\n');
        return output.ToString();
    }

    /// <summary>Renders one, ended by a line end.</summary>
    public static string Render(Diagnostic diagnostic, SourceText? source = null, bool colour = false)
    {
        var output = new StringBuilder();
        string word = diagnostic.IsError ? "error" : "warning";
        string paint = !colour ? "" : diagnostic.IsError ? Ansi.Red : Ansi.Yellow, plain = colour ? Ansi.Plain : "";
        string strong = colour ? Ansi.Bold : "";
        output.Append(CultureInfo.InvariantCulture,
            $"{strong}{Place(diagnostic)}{plain}{paint}{word} {diagnostic.Code}{plain}: {diagnostic.Message}\n");
        if (diagnostic.Span is { Line: > 0 } span && source is not null && span.Line <= source.LineCount)
            SourceExcerpt.Append(output, source.Line(span.Line), span, paint, plain);
        if (diagnostic.Hint is { } hint)
            output.Append(CultureInfo.InvariantCulture, $"      {strong}hint{plain}: {hint}\n");
        return output.ToString();
    }

    /// <summary>As much as is known of where it is, ended by <c>: </c>; empty when nothing is.</summary>
    private static string Place(Diagnostic diagnostic)
    {
        var parts = new List<string>();
        if (diagnostic.Span is { } span)
        {
            string place = span.File;
            if (span.Line > 0) place += $":{span.Line}";
            if (span.Line > 0 && span.Column > 0) place += $":{span.Column}";
            parts.Add(place);
        }
        if (diagnostic.Function is { } function)
        {
            string place = $"in `{Quote.Shorten(function)}`";
            if (diagnostic.Position >= 0) place += $" at {diagnostic.Position}";
            parts.Add(place);
        }
        return parts.Count == 0 ? "" : string.Join(": ", parts) + ": ";
    }

    private static string Count(int errors, string error, int warnings, string warning)
    {
        var parts = new List<string>();
        if (errors > 0) parts.Add(errors == 1 ? $"1 {error}" : $"{errors} {error}s");
        if (warnings > 0) parts.Add(warnings == 1 ? $"1 {warning}" : $"{warnings} {warning}s");
        return string.Join(", ", parts);
    }

    private static class Ansi
    {
        public const string Red = "\e[1;31m";
        public const string Yellow = "\e[1;33m";
        public const string Bold = "\e[1m";
        public const string Plain = "\e[0m";
    }
}
