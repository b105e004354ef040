using System.Collections.Immutable;
using HgmVm.Assembler.Text;

namespace HgmVm.Assembler.Syntax;

/// <summary>
/// What a function's body consists of, in the order written. Register declarations stand apart, in its locals.
/// </summary>
public abstract record StatementSyntax(TextSpan Span) : SyntaxNode(Span);

/// <summary><c>again:</c>, the position of the next instruction.</summary>
public sealed record LabelSyntax(NameSyntax Name) : StatementSyntax(Name.Span);

/// <summary>
/// <c>line 12</c>: what follows comes from that source line, whatever line of this text it stands on.
/// </summary>
/// <param name="Line">0 to 2^31 - 1; 0 means unknown.</param>
/// <param name="Span">The whole directive.</param>
public sealed record LineSyntax(int Line, TextSpan Span) : StatementSyntax(Span);

/// <summary>A mnemonic and its operands: <c>sub left, left, amount</c>.</summary>
/// <param name="Mnemonic">With its dots; the type suffix may be missing.</param>
/// <param name="Operands">In the order written.</param>
/// <param name="Span">From the mnemonic to the last operand.</param>
public sealed record InstructionSyntax(NameSyntax Mnemonic, ImmutableArray<OperandSyntax> Operands, TextSpan Span)
    : StatementSyntax(Span);
