namespace HgmVm.Diagnostics;

/// <summary>How bad it is.</summary>
public enum Severity : byte
{
    /// <summary>The text or module is refused.</summary>
    Error,

    /// <summary>It is accepted, but the user should know.</summary>
    Warning,
}

/// <summary>
/// A kind of mistake: its stable code, a title and a longer explanation for <c>hgmvm explain</c>. Each is declared
/// once, as a static field of its layer's catalog.
/// </summary>
/// <param name="Code">HGM0xxx text, HGM1xxx names and operands, HGM2xxx verification, HGM3xxx linking, HGM4xxx binary
/// form.</param>
/// <param name="Title">A few words, e.g. <c>owner not consumed</c>.</param>
/// <param name="Explanation">What it means, why it is refused, what to do; a small wrong and right example where it helps.</param>
/// <param name="Severity">Whether it refuses the text or only warns.</param>
public sealed record DiagnosticDescriptor(string Code, string Title, string Explanation,
    Severity Severity = Severity.Error);

/// <summary>A place in a text: 1-based line and column, and how many characters the caret underlines.</summary>
public readonly record struct SourceSpan(string File, int Line, int Column, int Length);

/// <summary>What a text or module has wrong: where, what, why, what to do.</summary>
/// <param name="Descriptor">The kind of mistake.</param>
/// <param name="Message">This instance of it, in one sentence without a final stop.</param>
/// <param name="Span">Where in the text, when there is a text; line 0 or column 0 when not known.</param>
/// <param name="Hint">What to do, e.g. <c>did you mean `add`?</c>; null when there is nothing to say.</param>
/// <param name="Function">The function concerned, for modules without text.</param>
/// <param name="Position">The code position concerned; -1 for none.</param>
/// <param name="Register">The register concerned; null for none.</param>
public sealed record Diagnostic(DiagnosticDescriptor Descriptor, string Message, SourceSpan? Span = null,
    string? Hint = null,
    string? Function = null, int Position = -1, string? Register = null)
{
    public string Code => Descriptor.Code;

    public bool IsError => Descriptor.Severity == Severity.Error;
}
