using HgmVm.Assembler.Syntax;

namespace HgmVm.Assembler.Parsing;

/// <summary>
/// Measures how deep the grammar would recurse on a statement, before it does. The depth is the brackets open at once
/// plus, for each of them, the reference words and arrows since the last comma inside it: each of these starts a type
/// in a type.
/// </summary>
internal static class Nesting
{
    /// <summary>
    /// Index of the first token that lies deeper than <see cref="SyntaxLimits.MaxNesting"/>; -1 when none does.
    /// </summary>
    public static int FindTooDeep(ReadOnlySpan<Token> statement)
    {
        Span<int> chains = stackalloc int[SyntaxLimits.MaxNesting + 2];
        int open = 0, depth = 0;
        for (int i = 0; i < statement.Length; i++)
        {
            Token token = statement[i];
            switch (token.Kind)
            {
                case TokenKind.OpenParenthesis or TokenKind.OpenBracket:
                    depth++;
                    if (depth > SyntaxLimits.MaxNesting) return i;
                    chains[++open] = 0;
                    break;
                case TokenKind.CloseParenthesis or TokenKind.CloseBracket when open > 0:
                    depth -= chains[open--] + 1;
                    break;
                case TokenKind.Comma:
                    depth -= chains[open];
                    chains[open] = 0;
                    break;
                case TokenKind.Arrow:
                case TokenKind.Name when Keywords.IsReference(token.Keyword):
                    chains[open]++;
                    depth++;
                    if (depth > SyntaxLimits.MaxNesting) return i;
                    break;
            }
        }
        return -1;
    }
}
