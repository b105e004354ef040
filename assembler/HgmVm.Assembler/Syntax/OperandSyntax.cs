using System.Collections.Immutable;
using HgmVm.Assembler.Text;

namespace HgmVm.Assembler.Syntax;

/// <summary>An operand as written; what a name stands for is the binder's business.</summary>
public abstract record OperandSyntax(TextSpan Span) : SyntaxNode(Span);

/// <summary>A register, a label, a function, a global, or a register and its field: <c>s.fuel</c>.</summary>
public sealed record NameOperandSyntax(NameSyntax Name) : OperandSyntax(Name.Span);

/// <summary>A whole number or a character: <c>-5</c>, <c>0xFF</c>, <c>'a'</c>.</summary>
/// <param name="Value">Its value, sign applied; the magnitude is at most 2^64 - 1.</param>
/// <param name="IsBitPattern">True for <c>0x</c> and <c>0b</c> without a sign: then <c>0xFFFFFFFF</c> is a fine
/// i32.</param>
/// <param name="Span">Where it stands, sign included.</param>
public sealed record IntegerOperandSyntax(Int128 Value, bool IsBitPattern, TextSpan Span) : OperandSyntax(Span);

/// <summary>A number that is not whole: <c>1.5</c>, <c>-0x1.8p3</c>, <c>inf</c>, <c>nan:0x400001</c>.</summary>
/// <param name="Text">As written, underscores removed; its shape is right, its value has not been looked at.</param>
/// <param name="Span">Where it stands, sign included.</param>
public sealed record FloatOperandSyntax(string Text, TextSpan Span) : OperandSyntax(Span);

/// <summary>A string literal: UTF-8, with whatever bytes its escapes put in.</summary>
public sealed record StringOperandSyntax(ImmutableArray<byte> Bytes, TextSpan Span) : OperandSyntax(Span);

/// <summary>An element: <c>a[i]</c>.</summary>
public sealed record ElementOperandSyntax(NameSyntax Array, OperandSyntax Index, TextSpan Span) : OperandSyntax(Span);

/// <summary>A call: <c>f(x, y) -> r, s</c>. Only ever the sole operand of an instruction.</summary>
/// <param name="Target">The function, or the register that holds a function reference.</param>
/// <param name="Arguments">What stands between the parentheses.</param>
/// <param name="Results">The names after the arrow; empty without one.</param>
/// <param name="Span">From the target to the last result.</param>
public sealed record CallOperandSyntax(
    NameSyntax Target, ImmutableArray<OperandSyntax> Arguments, ImmutableArray<NameSyntax> Results, TextSpan Span)
    : OperandSyntax(Span);
