using HgmVm.Assembler.Text;

namespace HgmVm.Assembler.Syntax;

/// <summary>A piece of the syntax tree: what was written, and where. Nothing here has been bound or checked.</summary>
public abstract record SyntaxNode(TextSpan Span);

/// <summary>
/// Bounds on what one text may contain, so that no input makes the assembler run out of stack or patience.
/// </summary>
public static class SyntaxLimits
{
    /// <summary>Brackets, reference words and result arrows that may be open inside one another.</summary>
    public const int MaxNesting = 64;

    /// <summary>Errors of one run after which the assembler gives up on the text.</summary>
    public const int MaxErrors = 100;
}
