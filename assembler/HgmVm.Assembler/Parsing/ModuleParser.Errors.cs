using System.Diagnostics.CodeAnalysis;
using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;
using Pidgin;

namespace HgmVm.Assembler.Parsing;

/// <summary>Running the grammar on a statement, and saying what is wrong with it.</summary>
public sealed partial class ModuleParser
{
    /// <summary>
    /// Runs a parser on a statement and reports why it fails. Where the lexer has complained already, the statement is
    /// read without the bad tokens, for the sake of what it declares, and a second complaint is not made.
    /// </summary>
    private bool TryRun<T>(Parser<Token, T> parser, Statement statement, [MaybeNullWhen(false)] out T result)
    {
        result = default;
        ReadOnlySpan<Token> tokens = Tokens(statement);
        if (statement.SawBad) tokens = WithoutBad(tokens);
        int tooDeep = Nesting.FindTooDeep(tokens);
        if (tooDeep >= 0)
        {
            _bag.Report(AssemblerDiagnostics.TooDeep, tokens[tooDeep].Span,
                $"this lies more than {SyntaxLimits.MaxNesting} levels deep");
            return false;
        }
        Result<Token, T> outcome = parser.Parse(tokens);
        if (!outcome.Success)
        {
            if (!statement.SawBad) ReportSyntax(outcome.Error!, tokens, _tokens[statement.End]);
            return false;
        }
        result = outcome.Value!;
        return true;
    }

    private static Token[] WithoutBad(ReadOnlySpan<Token> tokens)
    {
        var good = new List<Token>(tokens.Length);
        foreach (Token token in tokens)
        {
            if (token.Kind != TokenKind.Bad) good.Add(token);
        }
        return [.. good];
    }

    /// <param name="error">What the grammar says.</param>
    /// <param name="statement">What it was run on.</param>
    /// <param name="after">The token after the statement: a line end, a brace, or the end of the text.</param>
    private void ReportSyntax(ParseError<Token> error, ReadOnlySpan<Token> statement, Token after)
    {
        Token found = error.Unexpected.HasValue ? error.Unexpected.Value : after;
        TextSpan span = found.Span;
        // At the end of a line the caret stands behind the last character that counts, not behind a comment.
        if (found.Kind is TokenKind.NewLine or TokenKind.End && !statement.IsEmpty)
            span = new TextSpan(statement[^1].Span.End, 1);
        if (found.Kind == TokenKind.OpenBrace) _refusedBrace = _position;
        string[] expected = [.. error.Expected.Select(e => e.Label).OfType<string>()
            .Where(label => label != Atoms.Unsaid)];
        // That a name has no dots matters only where one with dots was found.
        if (found.Kind != TokenKind.Name)
            expected = [.. expected.Select(label => label == "a name without dots" ? "a name" : label).Distinct()];
        string what = expected.Length == 0 ? $"unexpected {Describe(found)}"
            : $"expected {Join(expected)}, but found {Describe(found)}";
        _bag.Report(AssemblerDiagnostics.UnexpectedToken, span, what,
            SyntaxHints.For(found, expected, statement, _source));
    }

    /// <summary>The brace that a message was about: that it does not belong there is no second message.</summary>
    private int _refusedBrace = -1;

    private static string Join(string[] words) => words.Length == 1 ? words[0]
        : $"{string.Join(", ", words[..^1])} or {words[^1]}";

    private string Describe(Token token) => token.Kind switch
    {
        TokenKind.NewLine => "the end of the line",
        TokenKind.End => "the end of the text",
        TokenKind.String => "a string",
        _ => Quote.Text(_source.Text.AsSpan(token.Span.Start, token.Span.Length)),
    };

    private void ReportUnknownItem(Statement statement)
    {
        ReadOnlySpan<Token> tokens = Tokens(statement);
        if (statement.SawBad) return;
        if (tokens.IsEmpty)
        {
            _bag.Report(AssemblerDiagnostics.UnknownItem, Current.Span, "these braces belong to no item",
                "a header such as `fn name()` stands on the same line or on the line before");
            return;
        }
        _bag.Report(AssemblerDiagnostics.UnknownItem, tokens[0].Span,
            $"{Describe(tokens[0])} does not start an item of a module",
            SyntaxHints.ForItem(tokens));
    }

    private void ReportMissingModule(TextSpan span) =>
        _bag.Report(AssemblerDiagnostics.MissingModule, span, "a text starts with the name of its module",
            "for example: `module main`");

    /// <summary>Reports a row of closing braces once.</summary>
    private void ReportStrayBraces()
    {
        _bag.Report(AssemblerDiagnostics.StrayBrace, Current.Span, "there is nothing left to close here");
        _sawStatement = true;
        while (Current.Kind is TokenKind.CloseBrace or TokenKind.NewLine) _position++;
    }

    /// <summary>
    /// Remembers the names of a declaration that did not parse: finding them undeclared would be no second mistake.
    /// </summary>
    private void Break(ReadOnlySpan<Token> tokens)
    {
        foreach (Token token in tokens)
        {
            if (token.Kind == TokenKind.Name) _brokenNames.Add(token.Name.Text);
        }
    }
}
