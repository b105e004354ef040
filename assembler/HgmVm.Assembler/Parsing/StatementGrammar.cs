using System.Collections.Immutable;
using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;
using Pidgin;
using static HgmVm.Assembler.Parsing.Atoms;
using static Pidgin.Parser;
using static Pidgin.Parser<HgmVm.Assembler.Parsing.Token>;

namespace HgmVm.Assembler.Parsing;

/// <summary>Operands, instructions and what else stands on a line of a body.</summary>
internal static class StatementGrammar
{
    /// <summary>
    /// What may follow a name and makes more of it; made only when it is there, so a plain name costs no node.
    /// </summary>
    private abstract record Suffix;

    private sealed record ElementSuffix(OperandSyntax Index, ImmutableArray<PathStep> Tail, TextSpan End) : Suffix;

    private sealed record CallSuffix(
        ListSyntax<OperandSyntax> Arguments, ImmutableArray<NameSyntax> Results) : Suffix;

    private static readonly Parser<Token, OperandSyntax> _literal = Token(t =>
        t.Kind is TokenKind.Integer or TokenKind.Float or TokenKind.String).Select(t => (OperandSyntax)t.Value!);

    private static readonly Parser<Token, OperandSyntax> _plain = OneOf(
        Name.Select(name => (OperandSyntax)new NameOperandSyntax(name)), _literal);

    private static readonly Parser<Token, Suffix> _element = OpenBracket.Then(Map(
        (index, close, tail) => (Suffix)new ElementSuffix(index, tail.Steps, tail.End ?? close.Span),
        _plain.Labelled("an index"), CloseBracket, PathTail));

    private static readonly Parser<Token, Suffix> _call = Map(
        (arguments, results) => (Suffix)new CallSuffix(arguments, results.HasValue ? [.. results.Value] : []),
        Parenthesised(_plain.Labelled("an argument")),
        Arrow.Then(Name.Labelled("a register").SeparatedAtLeastOnce(Comma)).Optional());

    private static readonly Parser<Token, OperandSyntax> _operand = OneOf(
        Map(Attach, Name, OneOf(_element, _call).Labelled(Unsaid).Optional()), _literal).Labelled("an operand");

    /// <summary><c>verb.type operand, operand</c>.</summary>
    public static readonly Parser<Token, StatementSyntax> Instruction = Map(MakeInstruction,
        Name.Labelled("an instruction"), _operand.Separated(Comma)).Whole("the end of the line");

    /// <summary><c>line 12</c>; the number's range is checked afterwards.</summary>
    public static readonly Parser<Token, IntegerOperandSyntax> Line = Word(Keyword.Line)
        .Then(Integer, (_, number) => (IntegerOperandSyntax)number.Value!).Whole("the end of the line");

    /// <summary><c>let s: borrow Ship, left: i64</c>.</summary>
    public static readonly Parser<Token, IEnumerable<RegisterSyntax>> Let = Declaration(Keyword.Let);

    /// <summary><c>local engine: inline Engine, pos: inline [3]i64</c>.</summary>
    public static readonly Parser<Token, IEnumerable<RegisterSyntax>> Local = Declaration(Keyword.Local);

    /// <summary><c>again:</c>; what follows on the line is a statement of its own.</summary>
    public static readonly Parser<Token, LabelSyntax> Label =
        SimpleName.Before(Colon).Select(name => new LabelSyntax(name));

    private static Parser<Token, IEnumerable<RegisterSyntax>> Declaration(Keyword word) =>
        Word(word).Then(TypeGrammar.Register.SeparatedAtLeastOnce(Comma)).Whole("the end of the line");

    private static OperandSyntax Attach(NameSyntax name, Maybe<Suffix> suffix) => suffix.GetValueOrDefault() switch
    {
        ElementSuffix element => Attach(name, element),
        CallSuffix call => new CallOperandSyntax(name, call.Arguments.Items, call.Results,
            TextSpan.Covering(name.Span, call.Results is [.., var last] ? last.Span : call.Arguments.Span)),
        _ => new NameOperandSyntax(name),
    };

    /// <summary>An element of an array in a register, or of one that a path leads to.</summary>
    private static OperandSyntax Attach(NameSyntax name, ElementSuffix element)
    {
        TextSpan span = TextSpan.Covering(name.Span, element.End);
        if (name.IsSimple)
        {
            PathSyntax? path = element.Tail.IsEmpty ? null
                : new PathSyntax(element.Tail, TextSpan.Covering(element.Tail[0].Span, element.End));
            return new ElementOperandSyntax(name, element.Index, path, span);
        }
        PathSyntax start = PathSyntax.Of(name, 1);
        var index = new PathStep(null, element.Index as IntegerOperandSyntax, element.Index.Span);
        return new MemberOperandSyntax(name,
            new PathSyntax([.. start.Steps, index, .. element.Tail], TextSpan.Covering(start.Span, element.End)), span);
    }

    private static StatementSyntax MakeInstruction(NameSyntax mnemonic, IEnumerable<OperandSyntax> operands)
    {
        ImmutableArray<OperandSyntax> list = [.. operands];
        TextSpan end = list.IsEmpty ? mnemonic.Span : list[^1].Span;
        return new InstructionSyntax(mnemonic, list, TextSpan.Covering(mnemonic.Span, end));
    }
}
