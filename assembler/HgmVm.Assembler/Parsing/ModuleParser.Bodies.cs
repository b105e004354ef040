using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;

namespace HgmVm.Assembler.Parsing;

/// <summary>What stands in braces: the code of a function, the fields of a struct.</summary>
public sealed partial class ModuleParser
{
    private const string NoBlocksHint = "code has no blocks inside: use labels and jumps";

    /// <summary>
    /// Parses a body of code. Without a header to put it on, its mistakes are found and the rest is dropped.
    /// </summary>
    private FunctionSyntax? ParseCode(FunctionSyntax? header)
    {
        Token brace = _tokens[_position++];
        var locals = new List<RegisterSyntax>();
        var frame = new List<RegisterSyntax>();
        var body = new List<StatementSyntax>();
        TextSpan end;
        while (!BodyEnds(brace, out end))
        {
            if (Current.Kind != TokenKind.OpenBrace) ParseStatement(ReadStatement(), locals, frame, body);
            SkipUnexpectedBlock(NoBlocksHint);
        }
        return header is null ? null
            : header with { Locals = [.. locals], Frame = [.. frame], Body = [.. body], End = end };
    }

    private StructSyntax? ParseFields(StructSyntax? header)
    {
        Token brace = _tokens[_position++];
        var fields = new List<FieldSyntax>();
        TextSpan end;
        while (!BodyEnds(brace, out end))
        {
            if (Current.Kind == TokenKind.Comma) _position++;
            else if (Current.Kind != TokenKind.OpenBrace) ParseField(ReadField(), fields);
            SkipUnexpectedBlock("a field has no braces");
        }
        return header is null ? null : header with { Fields = [.. fields], Span = TextSpan.Covering(header.Span, end) };
    }

    private InterfaceSyntax? ParseMethods(InterfaceSyntax? header)
    {
        Token brace = _tokens[_position++];
        var methods = new List<FunctionSyntax>();
        TextSpan end;
        while (!BodyEnds(brace, out end, takesHeaders: true))
        {
            if (Current.Kind != TokenKind.OpenBrace)
            {
                Statement statement = ReadStatement();
                if (TryRun(ItemGrammar.Method, statement, out ItemSyntax? method)) methods.Add((FunctionSyntax)method);
                else Break(Tokens(statement));
            }
            SkipUnexpectedBlock("a method of an interface has no body: the functions of its structs have");
        }
        return header is null ? null
            : header with { Methods = [.. methods], Span = TextSpan.Covering(header.Span, end) };
    }

    private ImplementationSyntax? ParseFunctions(ImplementationSyntax? header)
    {
        Token brace = _tokens[_position++];
        var methods = new List<MethodSyntax>();
        while (!BodyEnds(brace, out _))
        {
            if (Current.Kind == TokenKind.Comma) _position++;
            else if (Current.Kind != TokenKind.OpenBrace)
            {
                Statement statement = ReadField();
                if (TryRun(ItemGrammar.MethodFunction, statement, out MethodSyntax? method)) methods.Add(method);
                else Break(Tokens(statement));
            }
            SkipUnexpectedBlock("a method has no braces: name the function that it is");
        }
        return header is null ? null : header with { Methods = [.. methods] };
    }

    /// <summary>
    /// Skips empty lines and says whether the body is over: at its brace, at the end of the text, or where an item
    /// starts. No field and no instruction starts with the words that items start with, so a forgotten brace costs one
    /// message.
    /// </summary>
    /// <param name="brace">The one that opened the body.</param>
    /// <param name="end">Where it is over.</param>
    /// <param name="takesHeaders">True where functions without a body may stand: one with a body starts an item.</param>
    private bool BodyEnds(Token brace, out TextSpan end, bool takesHeaders = false)
    {
        SkipNewLines();
        end = Current.Span;
        if (Current.Kind == TokenKind.CloseBrace)
        {
            _position++;
            return true;
        }
        bool itemStarts = Keywords.StartsItem(Current.Keyword) && _tokens[_position + 1].Kind != TokenKind.Colon
            && !(takesHeaders && Current.Keyword == Keyword.Fn
                && _tokens[EndOfStatement()].Kind != TokenKind.OpenBrace);
        if (Current.Kind == TokenKind.End || itemStarts)
        {
            _bag.Report(AssemblerDiagnostics.MissingBrace, brace.Span, itemStarts
                ? $"the body that starts here is not closed before `{Keywords.Spelling(Current.Keyword)}` "
                    + $"in line {_source.LineAt(end.Start)}"
                : "the body that starts here is not closed before the text ends");
            return true;
        }
        return _bag.IsFull;
    }

    private int EndOfStatement()
    {
        int end = _position;
        while (!EndsStatement(_tokens[end].Kind)) end++;
        return end;
    }

    private void ParseStatement(
        Statement statement, List<RegisterSyntax> locals, List<RegisterSyntax> frame, List<StatementSyntax> body)
    {
        ReadOnlySpan<Token> tokens = Tokens(statement);
        while (tokens.Length >= 2 && tokens[0].Kind == TokenKind.Name && tokens[1].Kind == TokenKind.Colon)
        {
            if (TryRun(StatementGrammar.Label, statement with { End = statement.Start + 2, SawBad = false },
                out LabelSyntax? label))
                body.Add(label);
            statement = statement with { Start = statement.Start + 2 };
            tokens = Tokens(statement);
        }
        if (tokens.IsEmpty) return;
        // No opcode is called `let` or `local`.
        if (tokens[0].Keyword is Keyword.Let or Keyword.Local)
        {
            bool isLocal = tokens[0].Keyword == Keyword.Local;
            if (TryRun(isLocal ? StatementGrammar.Local
                : StatementGrammar.Let, statement, out IEnumerable<RegisterSyntax>? registers))
                (isLocal ? frame : locals).AddRange(registers);
            else Break(tokens);
        }
        else if (tokens[0].Keyword == Keyword.Line) ParseLine(statement, body);
        else if (TryRun(StatementGrammar.Instruction, statement, out StatementSyntax? instruction))
            body.Add(instruction);
    }

    private void ParseLine(Statement statement, List<StatementSyntax> body)
    {
        if (!TryRun(StatementGrammar.Line, statement, out IntegerOperandSyntax? number)) return;
        if (!number.IsWithin(0, int.MaxValue))
            _bag.Report(AssemblerDiagnostics.LineOutOfRange, number.Span, $"{number.Digits} is no line number");
        else body.Add(new LineSyntax((int)number.Magnitude, Atoms.Cover(Tokens(statement)[0], number.Span)));
    }

    /// <summary>
    /// Takes what stands before the next comma outside of parentheses, the end of the line, or a brace.
    /// </summary>
    private Statement ReadField()
    {
        int start = _position, open = 0;
        bool sawBad = false;
        for (; !EndsStatement(Current.Kind); _position++)
        {
            if (Current.Kind == TokenKind.OpenParenthesis) open++;
            else if (Current.Kind == TokenKind.CloseParenthesis) open--;
            else if (Current.Kind == TokenKind.Comma && open <= 0) break;
            sawBad |= Current.Kind == TokenKind.Bad;
        }
        return new Statement(start, _position, sawBad);
    }

    private void ParseField(Statement statement, List<FieldSyntax> fields)
    {
        ReadOnlySpan<Token> tokens = Tokens(statement);
        bool hasNoKind = tokens.Length >= 2 && tokens[0].Kind == TokenKind.Name && tokens[1].Kind == TokenKind.Colon;
        if (hasNoKind && TryRun(ItemGrammar.FieldWithoutKind, statement, out FieldSyntax? field))
        {
            fields.Add(field);
            _bag.Report(AssemblerDiagnostics.MissingFieldKind, field.Name.Span,
                $"the field {Quote.Text(field.Name.Text)} is neither `final` nor `varying`",
                "`final` when it is set once, while its object is fresh; else `varying`");
        }
        else if (!hasNoKind && TryRun(ItemGrammar.Field, statement, out field)) fields.Add(field);
        else Break(tokens);
    }
}
