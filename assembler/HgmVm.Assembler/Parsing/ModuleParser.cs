using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;
using Pidgin;

namespace HgmVm.Assembler.Parsing;

/// <summary>
/// Turns a text into a syntax tree. It cuts the tokens into statements, gives each to the grammar, and goes on after
/// one that does not fit, so that one run finds all mistakes.
/// </summary>
/// <remarks>
/// The loops here only ever move forward, so the time is linear in the text whatever it holds, and they recurse
/// nowhere; the grammar recurses on types alone, which <see cref="Nesting"/> bounds.
/// </remarks>
public sealed partial class ModuleParser
{
    private readonly SourceText _source;
    private readonly DiagnosticBag _bag;
    private readonly Token[] _tokens;
    private readonly List<ItemSyntax> _items = [];
    private readonly HashSet<string> _brokenNames = new(StringComparer.Ordinal);
    private int _position;
    private NameSyntax? _name;
    private bool _sawStatement;

    /// <summary>Bit n: the item that starts with keyword n, of which there is one in a text, has been met.</summary>
    private ulong _stated;

    private ModuleParser(SourceText source, DiagnosticBag bag)
    {
        _source = source;
        _bag = bag;
        _tokens = Lexer.Tokenize(source, bag);
    }

    /// <summary>
    /// Parses a text. Everything wrong with its shape is in the bag afterwards; what could be made out is in the tree.
    /// </summary>
    public static ModuleSyntax Parse(SourceText source, DiagnosticBag bag)
    {
        var parser = new ModuleParser(source, bag);
        parser.ParseItems();
        return new ModuleSyntax(source, parser._name, [.. parser._items], new TextSpan(0, source.Text.Length))
        {
            BrokenNames = parser._brokenNames,
        };
    }

    private Token Current => _tokens[_position];

    private void ParseItems()
    {
        while (!_bag.IsFull)
        {
            SkipNewLines();
            if (Current.Kind == TokenKind.End) break;
            if (Current.Kind == TokenKind.CloseBrace) ReportStrayBraces();
            else ParseItem();
        }
        if (!_sawStatement) ReportMissingModule(new TextSpan(0, 0));
    }

    private void ParseItem()
    {
        Statement statement = ReadStatement();
        ReadOnlySpan<Token> tokens = Tokens(statement);
        Keyword first = tokens.IsEmpty ? Keyword.None : tokens[0].Keyword;
        bool isFirst = !_sawStatement;
        _sawStatement = true;
        if (first == Keyword.Module)
        {
            ParseModule(statement, isFirst);
            return;
        }
        if (isFirst && !statement.SawBad) ReportMissingModule(tokens.IsEmpty ? Current.Span : tokens[0].Span);
        Parser<Token, ItemSyntax>? parser =
            ItemGrammar.For(first, tokens.Length > 1 ? tokens[1].Keyword : Keyword.None);
        if (parser is null)
        {
            // A text that starts with rubbish is probably no assembly: that the module line is missing says enough.
            if (!isFirst) ReportUnknownItem(statement);
            SkipBlock();
            return;
        }
        bool parsed = TryRun(parser, statement, out ItemSyntax? item);
        if (!parsed) Break(tokens);
        else if (first is Keyword.Mode or Keyword.Source) StateOnce(first, tokens[0].Span);
        ParseBodyOf(item, first, tokens.Length > 1 ? tokens[1].Keyword : Keyword.None);
    }

    private void ParseModule(Statement statement, bool isFirst)
    {
        Token word = Tokens(statement)[0];
        StateOnce(Keyword.Module, word.Span);
        if (!isFirst && _name is null)
            _bag.Report(AssemblerDiagnostics.MissingModule, word.Span, "the module line comes first");
        if (TryRun(ItemGrammar.Module, statement, out NameSyntax? name)) _name ??= name;
        SkipUnexpectedBlock("a module has no braces: its items follow on the next lines");
    }

    private void StateOnce(Keyword word, TextSpan span)
    {
        ulong bit = 1UL << (int)word;
        if ((_stated & bit) != 0)
            _bag.Report(AssemblerDiagnostics.StatedTwice, span, $"`{Keywords.Spelling(word)}` has been stated already");
        _stated |= bit;
    }

    /// <summary>
    /// Parses the braces that follow an item's header. The item is null when its header did not parse.
    /// </summary>
    private void ParseBodyOf(ItemSyntax? item, Keyword first, Keyword second)
    {
        Body body = BodyOf(first, second);
        if (Current.Kind == TokenKind.OpenBrace)
        {
            Token brace = Current;
            if (body == Body.Code) item = ParseCode(item as FunctionSyntax);
            else if (body == Body.Fields) item = ParseFields(item as StructSyntax);
            else if (body == Body.Methods) item = ParseMethods(item as InterfaceSyntax);
            else if (body == Body.Functions) item = ParseFunctions(item as ImplementationSyntax);
            else if (item is not (FunctionSyntax or ImplementationSyntax)) SkipUnexpectedBlock(null);
            else
            {
                _bag.Report(AssemblerDiagnostics.UnexpectedBody, brace.Span, item is FunctionSyntax
                    ? "a host or extern function has no body here" : "an extern implementation has no body here",
                    $"leave the braces out, or start with `{(item is FunctionSyntax ? "fn" : "impl")}` alone");
                SkipBlock();
            }
        }
        else if (item is not null && body != Body.None) ReportMissingBody(item, body);
        if (item is not null) _items.Add(item);
    }

    private void ReportMissingBody(ItemSyntax item, Body body)
    {
        (string what, string hint) = body switch
        {
            Body.Code => ("this function has no body",
                "`{` and code follow; a function without code starts with `host fn` or `extern fn`"),
            Body.Fields => ("this struct has no fields", "`{`, fields and `}` follow; `{ }` is a struct without any"),
            Body.Methods => ("this interface has no methods",
                "`{`, methods such as `fn act(self: borrow Creature)` and `}` follow; `{ }` is an interface without any"),
            _ => ("this implementation has no methods", "`{`, methods such as `act = goblin_act` and `}` follow"),
        };
        _bag.Report(AssemblerDiagnostics.MissingBody, item.Span, what, hint);
    }

    /// <summary>What stands in the braces of an item.</summary>
    private enum Body : byte
    {
        None,
        Code,
        Fields,
        Methods,
        Functions,
    }

    private static Body BodyOf(Keyword first, Keyword second) => (first == Keyword.Extern ? second : first) switch
    {
        Keyword.Fn or Keyword.Drop => first == Keyword.Extern ? Body.None : Body.Code,
        Keyword.Struct => Body.Fields,
        Keyword.Interface => Body.Methods,
        Keyword.Impl => first == Keyword.Extern ? Body.None : Body.Functions,
        _ => Body.None,
    };

    private void SkipNewLines()
    {
        while (Current.Kind == TokenKind.NewLine) _position++;
    }

    /// <summary>Takes what stands between here and the end of the line, or the next brace.</summary>
    private Statement ReadStatement()
    {
        int start = _position;
        bool sawBad = false;
        for (; !EndsStatement(Current.Kind); _position++) sawBad |= Current.Kind == TokenKind.Bad;
        return new Statement(start, _position, sawBad);
    }

    private static bool EndsStatement(TokenKind kind) =>
        kind is TokenKind.NewLine or TokenKind.OpenBrace or TokenKind.CloseBrace or TokenKind.End;

    private ReadOnlySpan<Token> Tokens(Statement statement) =>
        _tokens.AsSpan(statement.Start, statement.End - statement.Start);

    /// <summary>
    /// Skips a block, braces inside it included, if one starts here; to the end of the text if it has no end.
    /// </summary>
    private void SkipBlock()
    {
        if (Current.Kind != TokenKind.OpenBrace) return;
        int open = 0;
        for (; Current.Kind != TokenKind.End; _position++)
        {
            if (Current.Kind == TokenKind.OpenBrace) open++;
            if (Current.Kind != TokenKind.CloseBrace || --open > 0) continue;
            _position++;
            return;
        }
    }

    private void SkipUnexpectedBlock(string? hint)
    {
        if (Current.Kind != TokenKind.OpenBrace) return;
        if (_refusedBrace != _position)
            _bag.Report(AssemblerDiagnostics.UnexpectedToken, Current.Span, "`{` does not belong here", hint);
        SkipBlock();
    }

    /// <summary>A run of tokens of one statement, by index.</summary>
    /// <param name="Start">Its first token.</param>
    /// <param name="End">One past its last: the line end or brace after it.</param>
    /// <param name="SawBad">True when something in it has been diagnosed already.</param>
    private readonly record struct Statement(int Start, int End, bool SawBad);
}
