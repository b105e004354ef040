using System.Collections.Immutable;
using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;
using Pidgin;
using static Pidgin.Parser<HgmVm.Assembler.Parsing.Token>;

namespace HgmVm.Assembler.Parsing;

/// <summary>
/// The smallest parsers of the grammar. Labels are what messages list after "expected", so they read as a user would
/// name the thing; <see cref="Unsaid"/> keeps out what could stand almost anywhere.
/// </summary>
/// <remarks>
/// The classes of the grammar hold pure parsers of one statement; the text as a whole is <see cref="ModuleParser"/>'s.
/// </remarks>
internal static class Atoms
{
    /// <summary>The label of something that messages do not mention.</summary>
    public const string Unsaid = "";

    public static readonly Parser<Token, Token> Comma = Of(TokenKind.Comma, "`,`");
    public static readonly Parser<Token, Token> Colon = Of(TokenKind.Colon, "`:`");
    public static readonly Parser<Token, Token> Equal = Of(TokenKind.Equal, "`=`");
    public static readonly Parser<Token, Token> Arrow = Of(TokenKind.Arrow, "`->`");
    public static readonly Parser<Token, Token> Dot = Of(TokenKind.Dot, "`.`");
    public static readonly Parser<Token, Token> OpenParenthesis = Of(TokenKind.OpenParenthesis, "`(`");
    public static readonly Parser<Token, Token> CloseParenthesis = Of(TokenKind.CloseParenthesis, "`)`");
    public static readonly Parser<Token, Token> OpenBracket = Of(TokenKind.OpenBracket, "`[`");
    public static readonly Parser<Token, Token> CloseBracket = Of(TokenKind.CloseBracket, "`]`");
    public static readonly Parser<Token, Token> Integer = Of(TokenKind.Integer, "a whole number");
    public static readonly Parser<Token, Token> StringLiteral = Of(TokenKind.String, "a string");

    public static readonly Parser<Token, NameSyntax> Name =
        Token(IsName).Select(t => t.Name).Labelled("a name");

    public static readonly Parser<Token, NameSyntax> SimpleName =
        Token(t => IsName(t) && ((DottedName)t.Value!).IsSimple).Select(t => t.Name).Labelled("a name without dots");

    /// <summary>What may follow a bracket of a path: <c>.charge</c>, <c>[2]</c>, any number of them.</summary>
    public static readonly Parser<Token, PathTailSyntax> PathTail = Parser.OneOf(
        Dot.Labelled(Unsaid).Then(Name.Labelled("a field"))
            .Select(name => new PathTailSyntax(PathSyntax.Of(name, 0).Steps, name.Span)),
        Parser.Map((index, close) => new PathTailSyntax(
                [new PathStep(null, (IntegerOperandSyntax)index.Value!, index.Span)], close.Span),
            OpenBracket.Labelled(Unsaid).Then(Integer), CloseBracket)).Many().Select(Joined);

    public static readonly Parser<Token, ModeSyntax> Mode =
        Token(t => Keywords.IsMode(t.Keyword)).Select(t => new ModeSyntax(Keywords.Mode(t.Keyword), t.Span));

    /// <summary>Any word is a name where one is wanted, except the one with a hyphen.</summary>
    public static bool IsName(Token token) => token.Kind == TokenKind.Name && token.Keyword != Keyword.SoftTether;

    public static Parser<Token, Token> Of(TokenKind kind, string label) => Token(t => t.Kind == kind).Labelled(label);

    public static Parser<Token, Token> Word(Keyword word) =>
        Token(t => t.Keyword == word).Labelled($"`{Keywords.Spelling(word)}`");

    /// <summary>A list between parentheses, separated by commas, perhaps empty.</summary>
    public static Parser<Token, ListSyntax<T>> Parenthesised<T>(Parser<Token, T> item) =>
        Parser.Map((open, items, close) => new ListSyntax<T>([.. items], TextSpan.Covering(open.Span, close.Span)),
            OpenParenthesis, item.Separated(Comma), CloseParenthesis);

    /// <summary>The whole statement and nothing after it.</summary>
    public static Parser<Token, T> Whole<T>(this Parser<Token, T> statement, string end) =>
        statement.Before(End.Labelled(end));

    private static PathTailSyntax Joined(IEnumerable<PathTailSyntax> parts)
    {
        var steps = ImmutableArray.CreateBuilder<PathStep>();
        TextSpan? end = null;
        foreach (PathTailSyntax part in parts)
        {
            steps.AddRange(part.Steps);
            end = part.End;
        }
        return new PathTailSyntax(steps.ToImmutable(), end);
    }

    public static TextSpan Cover(Token first, TextSpan last) => TextSpan.Covering(first.Span, last);
}

/// <summary>A list with its brackets.</summary>
internal sealed record ListSyntax<T>(ImmutableArray<T> Items, TextSpan Span);

/// <summary>Steps of a path.</summary>
/// <param name="Steps">None, when there is no such thing.</param>
/// <param name="End">The last token; null without steps.</param>
internal sealed record PathTailSyntax(ImmutableArray<PathStep> Steps, TextSpan? End);
