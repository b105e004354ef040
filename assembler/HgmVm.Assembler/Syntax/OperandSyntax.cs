using System.Collections.Immutable;
using System.Globalization;
using HgmVm.Assembler.Text;

namespace HgmVm.Assembler.Syntax;

/// <summary>An operand as written; what a name stands for is the binder's business.</summary>
public abstract record OperandSyntax(TextSpan Span) : SyntaxNode(Span);

/// <summary>A register, a label, a function, a global, or a register and its field: <c>s.fuel</c>.</summary>
public sealed record NameOperandSyntax(NameSyntax Name) : OperandSyntax(Name.Span);

/// <summary>A whole number or a character: <c>-5</c>, <c>0xFF</c>, <c>'a'</c>.</summary>
/// <param name="Magnitude">Its value without the sign.</param>
/// <param name="IsNegative">Never for zero.</param>
/// <param name="IsBitPattern">True for <c>0x</c> and <c>0b</c> without a sign: then <c>0xFFFFFFFF</c> is a fine
/// i32.</param>
/// <param name="Span">Where it stands, sign included.</param>
public sealed record IntegerOperandSyntax(ulong Magnitude, bool IsNegative, bool IsBitPattern, TextSpan Span)
    : OperandSyntax(Span)
{
    /// <summary>
    /// The value, for messages and rare cases: methods that touch 128-bit numbers are never precompiled, and literals
    /// are met at every start.
    /// </summary>
    public Int128 Value => IsNegative ? -(Int128)Magnitude : Magnitude;

    /// <summary>The value as 64 bits in two's complement; a magnitude above 2^63 wraps.</summary>
    public ulong Bits => IsNegative ? 0 - Magnitude : Magnitude;

    /// <summary>As decimal text.</summary>
    public string Digits => (IsNegative ? "-" : "") + Magnitude.ToString(CultureInfo.InvariantCulture);

    /// <summary>True when the value lies in a range that contains 0.</summary>
    public bool IsWithin(long least, ulong most) => IsNegative ? Magnitude <= 0 - (ulong)least : Magnitude <= most;
}

/// <summary>A number that is not whole: <c>1.5</c>, <c>-0x1.8p3</c>, <c>inf</c>, <c>nan:0x400001</c>.</summary>
/// <param name="Text">As written, underscores removed; its shape is right, its value has not been looked at.</param>
/// <param name="Span">Where it stands, sign included.</param>
public sealed record FloatOperandSyntax(string Text, TextSpan Span) : OperandSyntax(Span);

/// <summary>A string literal: UTF-8, with whatever bytes its escapes put in.</summary>
public sealed record StringOperandSyntax(ImmutableArray<byte> Bytes, TextSpan Span) : OperandSyntax(Span);

/// <summary>An element: <c>a[i]</c>, or a field of an inline one: <c>a[i].pos.x</c>.</summary>
/// <param name="Array">The register.</param>
/// <param name="Index">What stands between the brackets.</param>
/// <param name="Path">What stands behind them; null when nothing does.</param>
/// <param name="Span">All of it.</param>
public sealed record ElementOperandSyntax(NameSyntax Array, OperandSyntax Index, PathSyntax? Path, TextSpan Span)
    : OperandSyntax(Span);

/// <summary>A member of what a register refers to, behind brackets: <c>s.arms[2].charge</c>.</summary>
/// <param name="Name">Up to the first bracket: the register and a field.</param>
/// <param name="Path">What stands behind the register.</param>
/// <param name="Span">All of it.</param>
public sealed record MemberOperandSyntax(NameSyntax Name, PathSyntax Path, TextSpan Span) : OperandSyntax(Span);

/// <summary>A call: <c>f(x, y) -> r, s</c>. Only ever the sole operand of an instruction.</summary>
/// <param name="Target">The function, or the register that holds a function reference.</param>
/// <param name="Arguments">What stands between the parentheses.</param>
/// <param name="Results">The names after the arrow; empty without one.</param>
/// <param name="Span">From the target to the last result.</param>
public sealed record CallOperandSyntax(
    NameSyntax Target, ImmutableArray<OperandSyntax> Arguments, ImmutableArray<NameSyntax> Results, TextSpan Span)
    : OperandSyntax(Span);
