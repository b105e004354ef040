using System.Collections.Immutable;
using System.Text;
using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;
using Pidgin;
using static HgmVm.Assembler.Parsing.Atoms;
using static Pidgin.Parser;
using static Pidgin.Parser<HgmVm.Assembler.Parsing.Token>;

namespace HgmVm.Assembler.Parsing;

/// <summary>Items of a module; of structs and functions the header, up to the brace.</summary>
internal static class ItemGrammar
{
    private const string LineEnd = "the end of the line";

    private const string BodyStart = "`{`";

    private const string FieldEnd = "`,` or the end of the line";

    private static readonly Parser<Token, ModeSyntax> _mode = Mode.Labelled("`resilient`, `normal` or `fast`");

    public static readonly Parser<Token, NameSyntax> Module =
        Word(Keyword.Module).Then(Name.Labelled("the name of the module")).Whole(LineEnd);

    private static readonly Parser<Token, ItemSyntax> _modeItem = Map(
        (word, mode) => (ItemSyntax)new ModeItemSyntax(mode, Cover(word, mode.Span)),
        Word(Keyword.Mode), _mode).Whole(LineEnd);

    private static readonly Parser<Token, ItemSyntax> _allow = Map(
        (word, permission) => permission(word), Word(Keyword.Allow), OneOf(
            Word(Keyword.Fast).Then(Name.SeparatedAtLeastOnce(Comma)).Select(MakeAllowFast),
            Word(Keyword.SoftTether).Select<Func<Token, ItemSyntax>>(
                permission => word => new AllowSoftTetherSyntax(Cover(word, permission.Span))))).Whole(LineEnd);

    private static readonly Parser<Token, ItemSyntax> _import = Map(
        (word, name) => (ItemSyntax)new ImportSyntax(name, Cover(word, name.Span)),
        Word(Keyword.Import), Name.Labelled("the name of a module")).Whole(LineEnd);

    private static readonly Parser<Token, ItemSyntax> _source = Map(
        (word, text) => (ItemSyntax)new SourceSyntax(
            Encoding.UTF8.GetString(((StringOperandSyntax)text.Value!).Bytes.AsSpan()), Cover(word, text.Span)),
        Word(Keyword.Source), StringLiteral).Whole(LineEnd);

    private static readonly Parser<Token, ItemSyntax> _line = Map(
        (word, number) => (ItemSyntax)new LineItemSyntax(
            (int)((IntegerOperandSyntax)number.Value!).Magnitude, Cover(word, number.Span)),
        Word(Keyword.Line),
        Token(t => t.Value is IntegerOperandSyntax line && line.IsWithin(0, int.MaxValue))
            .Labelled("a line number")).Whole(LineEnd);

    private static readonly Parser<Token, ItemSyntax> _table = Map((word, entry) => entry(word), Word(Keyword.Table),
        OneOf(
            Word(Keyword.Type).Then(TypeGrammar.Type).Select<Func<Token, ItemSyntax>>(
                type => word => new TableTypeSyntax(type, Cover(word, type.Span))),
            Word(Keyword.Field).Then(OneOf(
                Map<Token, TypeSyntax, PathTailSyntax, Func<Token, ItemSyntax>>(
                    (row, tail) => word => new TableRowSyntax(row, tail.Steps, Cover(word, tail.End ?? row.Span)),
                    TypeGrammar.Inline.Labelled(Unsaid), PathTail),
                Map<Token, NameSyntax, PathTailSyntax, Func<Token, ItemSyntax>>(
                    (path, tail) => word => new TableFieldSyntax(path, tail.Steps, Cover(word, tail.End ?? path.Span)),
                    Name.Labelled("a struct and a field"), PathTail))),
            Word(Keyword.Text).Then(StringLiteral).Select<Func<Token, ItemSyntax>>(text => word => new TableTextSyntax(
                ((StringOperandSyntax)text.Value!).Bytes, Cover(word, text.Span))))).Whole(LineEnd);

    private static readonly Parser<Token, ItemSyntax> _global = Map(
        (word, name, type, value) => (ItemSyntax)new GlobalSyntax(name, type, value.GetValueOrDefault(),
            Cover(word, value.HasValue ? value.Value.Span : type.Span)),
        Word(Keyword.Global), SimpleName, Colon.Then(TypeGrammar.Type),
        Equal.Then(Token(t => t.Kind is TokenKind.Integer or TokenKind.Float).Labelled("a number")
            .Select(t => (OperandSyntax)t.Value!)).Optional()).Whole(LineEnd);

    private static readonly Parser<Token, ModeSyntax> _structMode =
        Word(Keyword.Mode).Then(_mode);

    private static readonly Parser<Token, ItemSyntax> _struct =
        StructHeader(Word(Keyword.Struct), SimpleName, isExtern: false);

    private static readonly Parser<Token, ItemSyntax> _function =
        FunctionHeader(FunctionForm.Local, Word(Keyword.Fn), SimpleName, BodyStart);

    private static readonly Parser<Token, ItemSyntax> _drop =
        FunctionHeader(FunctionForm.Drop, Word(Keyword.Drop), SimpleName.Labelled("the name of a struct"), BodyStart);

    private static readonly Parser<Token, ItemSyntax> _host = FunctionHeader(
        FunctionForm.Host, Word(Keyword.Host).Before(Word(Keyword.Fn)), Name, LineEnd);

    private static readonly Parser<Token, Token> _extern = Word(Keyword.Extern);

    private static readonly Parser<Token, ItemSyntax> _externFunction = FunctionHeader(
        FunctionForm.Extern, _extern.Before(Word(Keyword.Fn)), Name, LineEnd);

    private static readonly Parser<Token, ItemSyntax> _externStruct =
        StructHeader(_extern.Before(Word(Keyword.Struct)), Name, isExtern: true);

    private static readonly Parser<Token,
        ItemSyntax> _sealed = Union(Word(Keyword.Sealed), SimpleName, isExtern: false);

    private static readonly Parser<Token,
        ItemSyntax> _externSealed = Union(_extern.Before(Word(Keyword.Sealed)), Name, isExtern: true);

    private static readonly Parser<Token, ItemSyntax> _interface =
        InterfaceHeader(Word(Keyword.Interface), SimpleName, isExtern: false);

    private static readonly Parser<Token, ItemSyntax> _externInterface =
        InterfaceHeader(_extern.Before(Word(Keyword.Interface)), Name, isExtern: true);

    private static readonly Parser<Token, ItemSyntax> _impl =
        Implementation(Word(Keyword.Impl), isExtern: false, BodyStart);

    private static readonly Parser<Token, ItemSyntax> _externImpl =
        Implementation(_extern.Before(Word(Keyword.Impl)), isExtern: true, LineEnd);

    /// <summary>After the word <c>extern</c> stands neither <c>fn</c> nor <c>struct</c>: fails, and says so.</summary>
    private static readonly Parser<Token, ItemSyntax> _externNothing =
        _extern.Then(OneOf(Word(Keyword.Fn), Word(Keyword.Struct), Word(Keyword.Interface)))
            .Select(_ => (ItemSyntax)null!).Whole(LineEnd);

    /// <summary>A field. <see cref="ModuleParser"/> splits bodies at commas and line ends.</summary>
    public static readonly Parser<Token, FieldSyntax> Field = Map(
        (word, name, _, type) => new FieldSyntax(word.Keyword == Keyword.Final, word.Keyword == Keyword.Unique, name,
            type, Cover(word, type.Span)),
        OneOf(Word(Keyword.Final), Word(Keyword.Varying), Word(Keyword.Unique).Labelled(Unsaid)), SimpleName, Colon,
            TypeGrammar.Type)
        .Whole(FieldEnd);

    /// <summary>A field whose first word was forgotten: diagnosed, and taken as a varying one.</summary>
    public static readonly Parser<Token, FieldSyntax> FieldWithoutKind = Map(
        (name, type) => new FieldSyntax(false, false, name, type, TextSpan.Covering(name.Span, type.Span)),
        SimpleName.Before(Colon), TypeGrammar.Type).Whole(FieldEnd);

    /// <summary>A method of an interface.</summary>
    public static readonly Parser<Token, ItemSyntax> Method =
        FunctionHeader(FunctionForm.Method, Word(Keyword.Fn), SimpleName, LineEnd);

    /// <summary>A method of an implementation, and the function that it is.</summary>
    public static readonly Parser<Token, MethodSyntax> MethodFunction = Map(
        (name, function) => new MethodSyntax(name, function, TextSpan.Covering(name.Span, function.Span)),
        SimpleName.Labelled("the name of a method").Before(Equal), Name.Labelled("the name of a function")).Whole(FieldEnd);

    /// <summary>The parser of an item, by its first two words; null when the first starts none.</summary>
    public static Parser<Token, ItemSyntax>? For(Keyword first, Keyword second) => (first, second) switch
    {
        (Keyword.Mode, _) => _modeItem,
        (Keyword.Allow, _) => _allow,
        (Keyword.Import, _) => _import,
        (Keyword.Source, _) => _source,
        (Keyword.Line, _) => _line,
        (Keyword.Table, _) => _table,
        (Keyword.Global, _) => _global,
        (Keyword.Struct, _) => _struct,
        (Keyword.Sealed, _) => _sealed,
        (Keyword.Interface, _) => _interface,
        (Keyword.Impl, _) => _impl,
        (Keyword.Fn, _) => _function,
        (Keyword.Drop, _) => _drop,
        (Keyword.Host, _) => _host,
        (Keyword.Extern, Keyword.Fn) => _externFunction,
        (Keyword.Extern, Keyword.Struct) => _externStruct,
        (Keyword.Extern, Keyword.Sealed) => _externSealed,
        (Keyword.Extern, Keyword.Interface) => _externInterface,
        (Keyword.Extern, Keyword.Impl) => _externImpl,
        (Keyword.Extern, _) => _externNothing,
        _ => null,
    };

    private static Func<Token, ItemSyntax> MakeAllowFast(IEnumerable<NameSyntax> names)
    {
        ImmutableArray<NameSyntax> list = [.. names];
        return word => new AllowFastSyntax(list, Cover(word, list[^1].Span));
    }

    private static Parser<Token,
        ItemSyntax> Union(Parser<Token, Token> word, Parser<Token, NameSyntax> name, bool isExtern) =>
        Map((start, found, variants) => (ItemSyntax)MakeUnion(start, found, [.. variants], isExtern),
            word, name, Equal.Then(Name.Labelled("a struct").SeparatedAtLeastOnce(Comma))).Whole(LineEnd);

    private static UnionSyntax MakeUnion(Token start, NameSyntax name, ImmutableArray<NameSyntax> variants,
        bool isExtern) =>
        new UnionSyntax(isExtern, name, variants, Cover(start, variants[^1].Span));

    private static Parser<Token, ItemSyntax> StructHeader(
        Parser<Token, Token> word, Parser<Token, NameSyntax> name, bool isExtern) =>
        Map((start, found, mode) => (ItemSyntax)new StructSyntax(isExtern, found, mode.GetValueOrDefault(), [],
                Cover(start, found.Span)),
            word, name, _structMode.Optional()).Whole(BodyStart);

    private static Parser<Token, ItemSyntax> InterfaceHeader(
        Parser<Token, Token> word, Parser<Token, NameSyntax> name, bool isExtern) =>
        Map((start, found) => (ItemSyntax)new InterfaceSyntax(isExtern, found, [], Cover(start, found.Span)),
            word, name).Whole(BodyStart);

    private static Parser<Token, ItemSyntax> Implementation(Parser<Token, Token> word, bool isExtern, string end) =>
        Map((start, type, target) => (ItemSyntax)new ImplementationSyntax(isExtern, type, target, [],
                Cover(start, target.Span)),
            word, Name.Labelled("the name of an interface"),
            Word(Keyword.For).Then(Name.Labelled("the name of a struct"))).Whole(end);

    private static Parser<Token, ItemSyntax> FunctionHeader(
        FunctionForm form, Parser<Token, Token> word, Parser<Token, NameSyntax> name, string end) =>
        Map((start, found, parameters, results) =>
            {
                TextSpan last = results.HasValue ? results.Value.Span : parameters.Span;
                return (ItemSyntax)new FunctionSyntax(form, found, parameters.Items,
                    results.HasValue ? results.Value.Items : [], [], [], Cover(start, last), new TextSpan(last.End, 0));
            },
            word, name, Parenthesised(TypeGrammar.Register), TypeGrammar.Results.Optional()).Whole(end);
}
