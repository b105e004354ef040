using HgmVm.Bytecode;
using HgmVm.Diagnostics;

namespace HgmVm.Verification;

/// <summary>Collects the errors of one module.</summary>
internal sealed class VerificationReport(Module module)
{
    /// <summary>A hostile module could have an error in each of its words; nobody reads more than this.</summary>
    public const int MaxErrors = 1_000;

    private readonly List<Diagnostic> _diagnostics = [];

    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    public int Count => _diagnostics.Count;

    /// <summary>True when no further error would be kept.</summary>
    public bool IsFull => _diagnostics.Count >= MaxErrors;

    /// <summary>Adds an error of the tables.</summary>
    /// <param name="descriptor">The kind of mistake.</param>
    /// <param name="message">One sentence without a final stop.</param>
    /// <param name="line">Source line, 1-based; 0 when unknown.</param>
    /// <param name="function">The function concerned; null for none.</param>
    /// <param name="hint">What to do about it; null when there is nothing to say.</param>
    public void Add(DiagnosticDescriptor descriptor, string message, int line = 0, string? function = null,
        string? hint = null) =>
        Add(new Diagnostic(descriptor, message, new SourceSpan(module.SourceName, line, 0, 0), hint, function));

    /// <summary>Puts the errors of one function, which were found in the order of the analysis, in the order of its
    /// code.</summary>
    public void SortFrom(int start)
    {
        Diagnostic[] sorted = [.. _diagnostics.Skip(start)
            .OrderBy(diagnostic => diagnostic.Descriptor == VerifierDiagnostics.TooManyErrors ? int.MaxValue
                : diagnostic.Position)];
        _diagnostics.RemoveRange(start, sorted.Length);
        _diagnostics.AddRange(sorted);
    }

    /// <summary>Adds an error; the one that fills the report becomes the remark that it is full.</summary>
    public void Add(Diagnostic diagnostic)
    {
        if (IsFull) return;
        _diagnostics.Add(_diagnostics.Count < MaxErrors - 1 ? diagnostic : new Diagnostic(
            VerifierDiagnostics.TooManyErrors, $"more than {MaxErrors - 1} errors: the rest is not listed", diagnostic.Span));
    }
}
