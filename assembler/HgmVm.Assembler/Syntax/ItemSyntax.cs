using System.Collections.Immutable;
using HgmVm.Assembler.Text;

namespace HgmVm.Assembler.Syntax;

/// <summary>What a module consists of, in the order written.</summary>
public abstract record ItemSyntax(TextSpan Span) : SyntaxNode(Span);

/// <summary><c>mode fast</c>.</summary>
public sealed record ModeItemSyntax(ModeSyntax Mode, TextSpan Span) : ItemSyntax(Span);

/// <summary><c>allow fast geometry, geometry.Point</c>.</summary>
public sealed record AllowFastSyntax(ImmutableArray<NameSyntax> Names, TextSpan Span) : ItemSyntax(Span);

/// <summary><c>allow soft-tether</c>.</summary>
public sealed record AllowSoftTetherSyntax(TextSpan Span) : ItemSyntax(Span);

/// <summary><c>import std.io</c>.</summary>
public sealed record ImportSyntax(NameSyntax Module, TextSpan Span) : ItemSyntax(Span);

/// <summary><c>source "ships.hgm"</c>: the text that a disassembled module came from.</summary>
public sealed record SourceSyntax(string Path, TextSpan Span) : ItemSyntax(Span);

/// <summary>A struct of this module, or with <paramref name="IsExtern"/> the shape of an imported one.</summary>
/// <param name="IsExtern">Then the name is <c>module.Struct</c>.</param>
/// <param name="Name">Dotted when it is extern.</param>
/// <param name="Mode">The <c>mode fast</c> after the name, if any.</param>
/// <param name="Fields">In the order written.</param>
/// <param name="Span">From the first word to the closing brace.</param>
public sealed record StructSyntax(
    bool IsExtern, NameSyntax Name, ModeSyntax? Mode, ImmutableArray<FieldSyntax> Fields, TextSpan Span)
    : ItemSyntax(Span);

/// <summary>A union: <c>sealed Weapon = Laser, Torpedo</c>, or with <paramref name="IsExtern"/> the shape of an
/// imported one.</summary>
public sealed record UnionSyntax(bool IsExtern, NameSyntax Name, ImmutableArray<NameSyntax> Variants,
    TextSpan Span) : ItemSyntax(Span);

/// <summary>An interface, or with <paramref name="IsExtern"/> the shape of an imported one: <c>interface Creature { fn
/// act(self: borrow Creature) }</c>.</summary>
/// <param name="IsExtern">Then the name is <c>module.Interface</c>.</param>
/// <param name="Name">Dotted when it is extern.</param>
/// <param name="Methods">In the order written.</param>
/// <param name="Span">From the first word to the closing brace.</param>
public sealed record InterfaceSyntax(bool IsExtern, NameSyntax Name, ImmutableArray<FunctionSyntax> Methods,
    TextSpan Span) : ItemSyntax(Span);

/// <summary><c>impl Creature for Goblin { act = goblin_act }</c>, or with <paramref name="IsExtern"/> only that another
/// module says so.</summary>
/// <param name="IsExtern">Then it has no methods.</param>
/// <param name="Interface">The interface.</param>
/// <param name="Struct">The struct.</param>
/// <param name="Methods">In the order written.</param>
/// <param name="Span">From the first word to the name of the struct.</param>
public sealed record ImplementationSyntax(bool IsExtern, NameSyntax Interface, NameSyntax Struct,
    ImmutableArray<MethodSyntax> Methods, TextSpan Span) : ItemSyntax(Span);

/// <summary><c>act = goblin_act</c>: the function that is a method.</summary>
public sealed record MethodSyntax(NameSyntax Name, NameSyntax Function, TextSpan Span) : SyntaxNode(Span);

/// <summary><c>final id: i32</c>; <c>unique</c> is varying, and nothing borrows it.</summary>
public sealed record FieldSyntax(bool IsFinal, bool IsUnique, NameSyntax Name, TypeSyntax Type,
    TextSpan Span) : SyntaxNode(Span);

/// <summary><c>global count: i64 = 5</c>.</summary>
/// <param name="Name">A simple name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Initial">An integer or float literal, if one was written.</param>
/// <param name="Span">The whole item.</param>
public sealed record GlobalSyntax(NameSyntax Name, TypeSyntax Type, OperandSyntax? Initial, TextSpan Span)
    : ItemSyntax(Span);

/// <summary>Which word a function starts with.</summary>
public enum FunctionForm : byte
{
    /// <summary><c>fn name(...) { ... }</c>.</summary>
    Local,

    /// <summary><c>drop Struct(...) { ... }</c>; the name is the struct's, without <c>.drop</c>.</summary>
    Drop,

    /// <summary><c>host fn name(...)</c>; the dotted name is its whole name.</summary>
    Host,

    /// <summary><c>extern fn module.name(...)</c>.</summary>
    Extern,

    /// <summary><c>fn name(...)</c> in an interface.</summary>
    Method,
}

/// <summary>A function.</summary>
/// <param name="Form">Which word it starts with.</param>
/// <param name="Name">See <see cref="FunctionForm"/>.</param>
/// <param name="Parameters">In the order written.</param>
/// <param name="Results">Result types; empty without an arrow.</param>
/// <param name="Locals">The registers of all its <c>let</c> statements, in the order written.</param>
/// <param name="Body">Labels, line directives and instructions; empty for host and extern functions.</param>
/// <param name="Span">The header: from the first word to the last result.</param>
/// <param name="End">The closing brace, or the end of the header without one.</param>
public sealed record FunctionSyntax(
    FunctionForm Form, NameSyntax Name, ImmutableArray<RegisterSyntax> Parameters, ImmutableArray<TypeSyntax> Results,
    ImmutableArray<RegisterSyntax> Locals, ImmutableArray<StatementSyntax> Body, TextSpan Span, TextSpan End)
    : ItemSyntax(Span)
{
    /// <summary>What its <c>local</c> statements put into its frame block, with inline types.</summary>
    public ImmutableArray<RegisterSyntax> Frame { get; init; } = [];
}

/// <summary>A parameter or a local register: <c>s: borrow Ship</c>, <c>g: ref Ship fast</c>.</summary>
public sealed record RegisterSyntax(NameSyntax Name, TypeSyntax Type, ModeSyntax? Mode, TextSpan Span)
    : SyntaxNode(Span);

/// <summary><c>line 12</c> between items: the structs that follow come from that source line.</summary>
/// <param name="Line">As in <see cref="LineSyntax"/>.</param>
/// <param name="Span">The whole directive.</param>
public sealed record LineItemSyntax(int Line, TextSpan Span) : ItemSyntax(Span);

/// <summary>
/// <c>table type ref array u8</c> or <c>table type fn(i64) -> i64</c>: the next entry of the module's heap types (that
/// of the reference) or signatures. Only needed for modules whose tables are not in order of first use.
/// </summary>
public sealed record TableTypeSyntax(TypeSyntax Type, TextSpan Span) : ItemSyntax(Span);

/// <summary><c>table field Ship.fuel</c>: the next entry of the module's paths.</summary>
/// <param name="Path">The struct, and fields up to the first bracket.</param>
/// <param name="Tail">What follows from there.</param>
/// <param name="Span">All of it.</param>
public sealed record TableFieldSyntax(NameSyntax Path, ImmutableArray<PathStep> Tail, TextSpan Span) : ItemSyntax(Span);

/// <summary>A path that starts in a fixed array: <c>table field inline [3]inline Pod[2].x</c>.</summary>
public sealed record TableRowSyntax(TypeSyntax Row, ImmutableArray<PathStep> Tail, TextSpan Span) : ItemSyntax(Span);

/// <summary><c>table text "…"</c>: the next entry of the module's strings.</summary>
public sealed record TableTextSyntax(ImmutableArray<byte> Bytes, TextSpan Span) : ItemSyntax(Span);

/// <summary>A whole text.</summary>
/// <param name="Source">The text, for locating spans.</param>
/// <param name="Name">The name after <c>module</c>; null when it is missing, which has then been diagnosed.</param>
/// <param name="Items">All items that could be made out.</param>
/// <param name="Span">The whole text.</param>
public sealed record ModuleSyntax(SourceText Source, NameSyntax? Name, ImmutableArray<ItemSyntax> Items, TextSpan Span)
    : SyntaxNode(Span)
{
    /// <summary>
    /// The names in declarations that could not be parsed. To find one of them undeclared is no second mistake: the
    /// first has been diagnosed.
    /// </summary>
    public required IReadOnlySet<string> BrokenNames { get; init; }
}
