using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;

namespace HgmVm.Assembler.Parsing;

/// <summary>What a token is.</summary>
internal enum TokenKind : byte
{
    /// <summary>The end of the text; always the last token, and only that.</summary>
    End,

    /// <summary>The end of a line that holds something and does not continue on the next one.</summary>
    NewLine,

    /// <summary>A name, dots included; its value is a <see cref="DottedName"/>.</summary>
    Name,

    /// <summary>A whole number or character; its value is an <see cref="IntegerOperandSyntax"/>.</summary>
    Integer,

    /// <summary>A number that is not whole; its value is a <see cref="FloatOperandSyntax"/>.</summary>
    Float,

    /// <summary>A string; its value is a <see cref="StringOperandSyntax"/>.</summary>
    String,
    Comma,
    Colon,
    Equal,
    Arrow,
    OpenParenthesis,
    CloseParenthesis,
    OpenBracket,
    CloseBracket,
    OpenBrace,
    CloseBrace,

    /// <summary>A dot between a closing bracket and a name; all others are parts of names and numbers.</summary>
    Dot,

    /// <summary>
    /// Something already diagnosed: whatever else seems wrong with its statement is not worth a second message.
    /// </summary>
    Bad,
}

/// <summary>
/// A token: what it is, where it stands, what it holds. A literal is complete in its token, so the lexer makes its
/// syntax node at once and the grammar only passes it on.
/// </summary>
/// <remarks>
/// Tokens, names and lists are classes, so that all parsers over them are one instantiation to the compiler: the code
/// of generics over our own structs cannot be precompiled, and compiling it was most of the time of a short run.
/// </remarks>
internal sealed class Token(TokenKind kind, int start, int length, object? value = null)
{
    public TokenKind Kind { get; } = kind;

    public TextSpan Span { get; } = new(start, length);

    public object? Value { get; } = value;

    /// <summary>Which word of the language a name is; <see cref="Keyword.None"/> for any other token.</summary>
    public Keyword Keyword => Kind == TokenKind.Name ? ((DottedName)Value!).Keyword : Keyword.None;

    public NameSyntax Name => new((DottedName)Value!, Span);

    public override string ToString() => $"{Kind} {Value}";
}
