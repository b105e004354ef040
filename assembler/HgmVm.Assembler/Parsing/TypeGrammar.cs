using System.Collections.Immutable;
using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;
using Pidgin;
using static HgmVm.Assembler.Parsing.Atoms;
using static Pidgin.Parser;
using static Pidgin.Parser<HgmVm.Assembler.Parsing.Token>;

namespace HgmVm.Assembler.Parsing;

/// <summary>Types. The only recursive part of the grammar: <see cref="Nesting"/> bounds it before it runs.</summary>
internal static class TypeGrammar
{
    private static readonly Parser<Token, TypeSyntax> _nested = Rec(() => Type!);

    private static readonly Parser<Token, TypeSyntax> _scalar = Token(t => Keywords.IsScalar(t.Keyword))
        .Select(t => (TypeSyntax)new ScalarTypeSyntax(Keywords.ScalarKind(t.Keyword), t.Span));

    /// <summary>What follows the word of a reference, waiting for that word: <c>array i64</c>, <c>array dense inline
    /// Point</c>.</summary>
    private static readonly Parser<Token, Func<Token, TypeSyntax>> _array = Map(
        (_, dense, element) => (Func<Token, TypeSyntax>)(word => new ArrayReferenceSyntax(
            Keywords.ReferenceKind(word.Keyword), dense.HasValue, element, Cover(word, element.Span))),
        Word(Keyword.Array), Word(Keyword.Dense).Labelled(Unsaid).Optional(), _nested);

    /// <summary><c>[3]i64</c>, <c>[3]final own Pod</c>.</summary>
    private static readonly Parser<Token, Func<Token, TypeSyntax>> _fixed = Map(
        (count, final, element) => (Func<Token, TypeSyntax>)(word => new FixedReferenceSyntax(
            Keywords.ReferenceKind(word.Keyword), (IntegerOperandSyntax)count.Value!, final.HasValue, element,
                Cover(word, element.Span))),
        OpenBracket.Labelled(Unsaid).Then(Integer.Labelled("a number of elements")).Before(CloseBracket),
        Word(Keyword.Final).Labelled(Unsaid).Optional(), _nested);

    private static readonly Parser<Token, Func<Token, TypeSyntax>> _struct =
        Token(t => IsName(t) && !Keywords.IsType(t.Keyword)).Labelled("a struct").Select(
            t => (Func<Token, TypeSyntax>)(word =>
                new StructReferenceSyntax(Keywords.ReferenceKind(word.Keyword), t.Name,
                Cover(word, t.Name.Span))));

    /// <summary>What lies inline: <c>inline [3]inline Pod</c>.</summary>
    public static readonly Parser<Token, TypeSyntax> Inline = Map((word, target) => target(word),
        Word(Keyword.Inline), OneOf(_array, _fixed, _struct));

    private static readonly Parser<Token, TypeSyntax> _reference = Map((word, target) => target(word),
        Token(t => Keywords.IsReference(t.Keyword)), OneOf(_array, _fixed, _struct));

    private static readonly Parser<Token, ListSyntax<TypeSyntax>> _results = Arrow.Then(OneOf(
        Parenthesised(_nested), _nested.Select(type => new ListSyntax<TypeSyntax>([type], type.Span))));

    private static readonly Parser<Token, TypeSyntax> _function = Map((word, parameters, results) =>
        (TypeSyntax)new FunctionTypeSyntax(parameters.Items, results.HasValue ? results.Value.Items : [],
            Cover(word, results.HasValue ? results.Value.Span : parameters.Span)),
        Token(t => t.Keyword == Keyword.Fn), Parenthesised(_nested), _results.Optional());

    public static readonly Parser<Token, TypeSyntax> Type = OneOf(_scalar, _reference, _function).Labelled("a type");

    /// <summary>The results of a function: one type or several, with or without parentheses.</summary>
    public static readonly Parser<Token, ListSyntax<TypeSyntax>> Results = Arrow.Then(OneOf(
        Parenthesised(Type),
        Type.SeparatedAtLeastOnce(Comma).Select(ToList)));

    /// <summary>A register with its type and perhaps a mode: <c>g: ref Ship fast</c>.</summary>
    public static readonly Parser<Token, RegisterSyntax> Register = Map(
        (name, _, type, mode) => new RegisterSyntax(name, type, mode.GetValueOrDefault(),
            TextSpan.Covering(name.Span, mode.HasValue ? mode.Value.Span : type.Span)),
        SimpleName, Colon, Type, Mode.Labelled(Unsaid).Optional());

    private static ListSyntax<TypeSyntax> ToList(IEnumerable<TypeSyntax> types)
    {
        ImmutableArray<TypeSyntax> list = [.. types];
        return new ListSyntax<TypeSyntax>(list, TextSpan.Covering(list[0].Span, list[^1].Span));
    }
}
