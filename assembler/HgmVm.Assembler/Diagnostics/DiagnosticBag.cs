using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;
using HgmVm.Diagnostics;

namespace HgmVm.Assembler.Diagnostics;

/// <summary>
/// Collects what is wrong with one text, up to <see cref="SyntaxLimits.MaxErrors"/> errors: beyond that a note says so
/// and the rest is dropped, because a text with so many mistakes is usually not assembly at all.
/// </summary>
public sealed class DiagnosticBag(SourceText source)
{
    private readonly List<Diagnostic> _diagnostics = [];
    private int _errors;

    public SourceText Source { get; } = source;

    public bool HasErrors => _errors > 0;

    /// <summary>True when no more is taken in: the caller may stop looking.</summary>
    public bool IsFull => _errors > SyntaxLimits.MaxErrors;

    /// <param name="descriptor">The kind of mistake.</param>
    /// <param name="span">What the caret underlines.</param>
    /// <param name="message">One sentence without a final stop; names from the text stand in backticks.</param>
    /// <param name="hint">What to do about it.</param>
    public void Report(DiagnosticDescriptor descriptor, TextSpan span, string message, string? hint = null) =>
        Add(new Diagnostic(descriptor, message, Source.Locate(span), hint));

    public void Add(Diagnostic diagnostic)
    {
        if (IsFull) return;
        if (diagnostic.IsError && ++_errors > SyntaxLimits.MaxErrors)
        {
            diagnostic = new Diagnostic(AssemblerDiagnostics.TooManyErrors,
                $"more than {SyntaxLimits.MaxErrors} errors; the rest of the text was not looked at", diagnostic.Span);
        }
        _diagnostics.Add(diagnostic);
    }

    /// <summary>
    /// All of them, in the order of the text; those about other files, such as imported ones, come after.
    /// </summary>
    public IReadOnlyList<Diagnostic> ToList() =>
        _diagnostics.Count == 0 ? [] : [.. _diagnostics.OrderBy(d => d.Code == AssemblerDiagnostics.TooManyErrors.Code)
            .ThenBy(d => !IsHere(d)).ThenBy(d => IsHere(d) ? d.Span!.Value.Line : 0)
            .ThenBy(d => IsHere(d) ? d.Span!.Value.Column : 0)];

    private bool IsHere(Diagnostic diagnostic) => diagnostic.Span?.File == Source.FileName;
}
