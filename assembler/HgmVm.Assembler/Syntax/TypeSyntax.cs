using System.Collections.Immutable;
using HgmVm.Assembler.Text;
using HgmVm.Bytecode;

namespace HgmVm.Assembler.Syntax;

/// <summary>
/// A type as written. Nesting is at most <see cref="SyntaxLimits.MaxNesting"/> deep, so consumers may recurse.
/// </summary>
public abstract record TypeSyntax(TextSpan Span) : SyntaxNode(Span);

/// <summary><c>i32</c>, <c>f64</c>, <c>u8</c>, <c>bool</c> …</summary>
public sealed record ScalarTypeSyntax(ValueKind Kind, TextSpan Span) : TypeSyntax(Span);

/// <summary><c>fn(i64, ref Ship) -> (i64, i32)</c>.</summary>
public sealed record FunctionTypeSyntax(
    ImmutableArray<TypeSyntax> Parameters, ImmutableArray<TypeSyntax> Results, TextSpan Span) : TypeSyntax(Span);

/// <summary><c>own</c>, <c>ref</c>, <c>borrow</c>, <c>con</c> or <c>inline</c> of a struct: <c>ref
/// ships.Ship</c>.</summary>
public sealed record StructReferenceSyntax(ValueKind Kind, NameSyntax Struct, TextSpan Span) : TypeSyntax(Span);

/// <summary><c>own</c>, <c>ref</c>, <c>borrow</c> or <c>con</c> of an array: <c>own array u8</c>, <c>ref array dense
/// inline Point</c>.</summary>
public sealed record ArrayReferenceSyntax(
    ValueKind Kind, bool IsDense, TypeSyntax Element, TextSpan Span) : TypeSyntax(Span);

/// <summary>The same of a fixed array: <c>inline [3]i64</c>, <c>borrow [2]final own Pod</c>.</summary>
public sealed record FixedReferenceSyntax(
    ValueKind Kind, IntegerOperandSyntax Count, bool HasFinalElements, TypeSyntax Element,
        TextSpan Span) : TypeSyntax(Span);

/// <summary>A mode word: <c>fast</c>.</summary>
public sealed record ModeSyntax(Mode Mode, TextSpan Span) : SyntaxNode(Span);
