using HgmVm.Assembler.Syntax;
using HgmVm.Bytecode;

namespace HgmVm.Assembler.Parsing;

/// <summary>
/// The words that mean something by themselves. None is reserved: where a name is wanted, each is a name.
/// </summary>
internal enum Keyword : byte
{
    None,
    Module,
    Mode,
    Allow,
    Import,
    Source,
    Struct,
    Drop,
    Global,
    Host,
    Extern,
    Table,
    Fn,
    Let,
    Line,
    Final,
    Varying,
    Type,
    Field,
    Text,
    SoftTether,
    Resilient,
    Normal,
    Fast,
    Array,
    Own,
    Ref,
    Borrow,
    Con,
    I32,
    I64,
    F32,
    F64,
    I8,
    U8,
    I16,
    U16,
    U32,
    Bool,
}

internal static class Keywords
{
    /// <summary>
    /// The names of all keywords, shared by every text: a name is one of them exactly if it is the same object.
    /// </summary>
    public static DottedName[] Names { get; } =
        [.. Enum.GetValues<Keyword>().Skip(1).Select(word => new DottedName(Spelling(word), word))];

    public static string Spelling(Keyword word) =>
        word == Keyword.SoftTether ? "soft-tether" : word.ToString().ToLowerInvariant();

    /// <summary>True for words that start an item of a module.</summary>
    public static bool StartsItem(Keyword word) => word is >= Keyword.Module and <= Keyword.Fn;

    public static bool IsMode(Keyword word) => word is >= Keyword.Resilient and <= Keyword.Fast;

    public static bool IsScalar(Keyword word) => word is >= Keyword.I32 and <= Keyword.Bool;

    public static bool IsReference(Keyword word) => word is >= Keyword.Own and <= Keyword.Con;

    /// <summary>True for words that begin a type, and so cannot be the name of a struct.</summary>
    public static bool IsType(Keyword word) => word is >= Keyword.Array and <= Keyword.Bool or Keyword.Fn;

    public static Mode Mode(Keyword word) => (Mode)(word - Keyword.Resilient);

    public static ValueKind ReferenceKind(Keyword word) => ValueKind.Own + (word - Keyword.Own);

    public static ValueKind ScalarKind(Keyword word) => ValueKind.I32 + (word - Keyword.I32);
}
