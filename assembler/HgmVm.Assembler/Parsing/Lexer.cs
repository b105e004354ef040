using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Text;
using HgmVm.Bytecode;

namespace HgmVm.Assembler.Parsing;

/// <summary>
/// Cuts a text into tokens. It never gives up: what it cannot make sense of is diagnosed, and a token stands in its
/// place.
/// </summary>
/// <remarks>
/// It works on the characters directly and allocates only names met for the first time and literals; combinators over
/// characters would cost several calls for each. Line ends that continue a statement are left out here (after a comma
/// or an opening bracket; before a closing one, a brace or an arrow), so every statement is one contiguous run of
/// tokens.
/// </remarks>
internal sealed partial class Lexer
{
    private readonly string _text;
    private readonly DiagnosticBag _bag;
    private readonly NameTable _names = new();
    private Token[] _tokens;
    private int _count;
    private int _position;

    private Lexer(SourceText source, DiagnosticBag bag)
    {
        _text = source.Text;
        _bag = bag;
        // Generated code has a token every five characters or so.
        _tokens = new Token[_text.Length / 4 + 16];
    }

    /// <summary>The tokens of a text, ended by one of kind <see cref="TokenKind.End"/>.</summary>
    public static Token[] Tokenize(SourceText source, DiagnosticBag bag)
    {
        var lexer = new Lexer(source, bag);
        if (lexer._text.StartsWith('\uFEFF')) lexer._position = 1;
        while (lexer._position < lexer._text.Length) lexer.Next();
        lexer.EndLine(lexer._text.Length);
        lexer.Add(new Token(TokenKind.End, lexer._text.Length, 0));
        Array.Resize(ref lexer._tokens, lexer._count);
        return lexer._tokens;
    }

    private TokenKind LastKind => _count == 0 ? TokenKind.NewLine : _tokens[_count - 1].Kind;

    private void Next()
    {
        char c = _text[_position];
        switch (c)
        {
            case ' ' or '\t' or '\f' or '\v':
                _position++;
                break;
            case '\r' or '\n':
                EndLine(_position);
                _position++;
                break;
            case ';':
                int length = _text.AsSpan(_position).IndexOfAny('\r', '\n');
                _position = length < 0 ? _text.Length : _position + length;
                break;
            case '"':
                ReadString();
                break;
            case '\'':
                ReadCharacter();
                break;
            case >= '0' and <= '9':
                ReadNumber(_position);
                break;
            case '+' or '-' when StartsNumberAfterSign(_position + 1):
                ReadNumber(_position);
                break;
            case '.' when LastKind == TokenKind.CloseBracket && _text[_position - 1] == ']' && IsNameStart(Peek(1)):
                Add(TokenKind.Dot, 1);
                break;
            case '-' when Peek(1) == '>':
                Continue();
                Add(TokenKind.Arrow, 2);
                break;
            default:
                if (IsNameStart(c)) ReadName();
                else ReadPunctuation(c);
                break;
        }
    }

    private void ReadPunctuation(char c)
    {
        TokenKind kind = PunctuationKind(c);
        if (kind == TokenKind.Bad)
        {
            ReadBadCharacters();
            return;
        }
        if (kind is TokenKind.CloseParenthesis or TokenKind.CloseBracket or TokenKind.OpenBrace or TokenKind.Comma)
            Continue();
        Add(kind, 1);
    }

    private static TokenKind PunctuationKind(char c) => c switch
    {
        ',' => TokenKind.Comma,
        ':' => TokenKind.Colon,
        '=' => TokenKind.Equal,
        '(' => TokenKind.OpenParenthesis,
        ')' => TokenKind.CloseParenthesis,
        '[' => TokenKind.OpenBracket,
        ']' => TokenKind.CloseBracket,
        '{' => TokenKind.OpenBrace,
        '}' => TokenKind.CloseBrace,
        _ => TokenKind.Bad,
    };

    private void Add(TokenKind kind, int length)
    {
        Add(new Token(kind, _position, length));
        _position += length;
    }

    private void Add(Token token)
    {
        if (_count == _tokens.Length) Array.Resize(ref _tokens, _tokens.Length * 2);
        _tokens[_count++] = token;
    }

    /// <summary>A line ends here; that counts only when the line held something and is not continued.</summary>
    private void EndLine(int position)
    {
        if (LastKind is TokenKind.NewLine or TokenKind.Comma or TokenKind.OpenParenthesis or TokenKind.OpenBracket)
            return;
        Add(new Token(TokenKind.NewLine, position, 0));
    }

    /// <summary>The next token continues the line before, if it comes first on its own.</summary>
    private void Continue()
    {
        if (_count > 0 && LastKind == TokenKind.NewLine) _count--;
    }

    private char Peek(int distance) => _position + distance < _text.Length ? _text[_position + distance] : '\0';

    private char At(int position) => position < _text.Length ? _text[position] : '\0';

    private static bool IsNameStart(char c) => char.IsAsciiLetter(c) || c == '_';

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';

    private void ReadName()
    {
        int start = _position, end = start + 1;
        while (end < _text.Length && (IsNamePart(_text[end]) || _text[end] == '.')) end++;
        ReadOnlySpan<char> text = _text.AsSpan(start, end - start);
        if (text is "inf" or "nan")
        {
            ReadNumber(start);
            return;
        }
        if (At(end) == '-' && IsNameStart(At(end + 1)))
        {
            ReadDashedWord();
            return;
        }
        _position = end;
        if (text.Contains('.') && FindNameFault(text) is { } fault)
        {
            ReportName(start, end, fault);
            return;
        }
        if (text.Length > ModuleLimits.MaxNameBytes)
        {
            ReportName(start, end, $"a name of {text.Length} characters is longer than {ModuleLimits.MaxNameBytes}");
            return;
        }
        Add(new Token(TokenKind.Name, start, end - start, _names.Intern(text)));
    }

    /// <summary>What is wrong with the dots of a name; null when nothing is.</summary>
    private static string? FindNameFault(ReadOnlySpan<char> text)
    {
        for (int i = 1; i < text.Length; i++)
        {
            if (text[i - 1] != '.') continue;
            if (text[i] == '.') return "a name has no two dots in a row";
            if (char.IsAsciiDigit(text[i])) return "each part of a name starts with a letter or `_`";
        }
        return text[^1] == '.' ? "a name does not end with a dot" : null;
    }

    /// <summary>A word with hyphens: one permission has one, names have none.</summary>
    private void ReadDashedWord()
    {
        int start = _position, end = start;
        while (end < _text.Length && (IsNamePart(_text[end]) || _text[end] == '.'
            || (_text[end] == '-' && IsNameStart(At(end + 1))))) end++;
        _position = end;
        ReadOnlySpan<char> text = _text.AsSpan(start, end - start);
        if (text is "soft-tether") Add(new Token(TokenKind.Name, start, end - start, _names.Intern(text)));
        else ReportName(start, end, "a name has no hyphens",
            $"did you mean `{Quote.Shorten(text.ToString().Replace('-', '_'))}`?");
    }

    private void ReportName(int start, int end, string message, string? hint = null)
    {
        _bag.Report(AssemblerDiagnostics.MalformedName, TextSpan.FromBounds(start, end), message, hint);
        Add(new Token(TokenKind.Bad, start, end - start));
    }

    /// <summary>
    /// Takes all characters in a row that start nothing, so that a stretch of rubbish is one mistake.
    /// </summary>
    private void ReadBadCharacters()
    {
        int start = _position;
        char first = _text[start];
        do _position++;
        while (_position < _text.Length && !StartsToken(_text[_position]));
        string text = _text[start.._position];
        string what = text.Length == 1 || (text.Length == 2 && char.IsSurrogatePair(text, 0))
            ? $"the character {Quote.Character(text)} means nothing here"
            : $"the characters {Quote.Text(text)} mean nothing here";
        _bag.Report(AssemblerDiagnostics.BadCharacter, TextSpan.FromBounds(start, _position), what, HintFor(first));
        Add(new Token(TokenKind.Bad, start, _position - start));
    }

    private bool StartsToken(char c) => c is ' ' or '\t' or '\r' or '\n' or '\f' or '\v' or ';' or '"' or '\''
        || char.IsAsciiLetterOrDigit(c) || c == '_' || PunctuationKind(c) != TokenKind.Bad
        || (c is '+' or '-' && StartsNumberAfterSign(_position + 1)) || (c == '-' && Peek(1) == '>');

    private static string? HintFor(char c) => c switch
    {
        '#' or '/' => "a comment starts with `;`",
        '.' => "a dot stands inside a name or a number, without spaces: `s.fuel`, `0.5`",
        '-' or '+' => "a sign stands directly before its number: `-5`",
        '>' or '<' or '\u2192' => "an arrow is written `->`",
        '$' or '%' or '@' or '&' => "names have no sigils: letters, digits, `_` and dots",
        '|' or '*' or '!' or '^' or '~' => "there are no operators: an instruction is a mnemonic and its operands",
        '\u201C' or '\u201D' or '\u2018' or '\u2019' => "use straight quotes",
        _ when char.IsWhiteSpace(c) => "use a plain space",
        _ when char.IsLetter(c) =>
            "names consist of ASCII letters, digits, `_` and dots; strings and comments may hold anything",
        _ => null,
    };
}
