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
    Sealed,
    Interface,
    Impl,
    Drop,
    Global,
    Host,
    Extern,
    Table,
    Fn,
    Let,
    Local,
    Line,
    Final,
    Varying,
    Unique,
    Dense,
    Type,
    Field,
    Text,
    For,
    SoftTether,
    Resilient,
    Normal,
    Fast,
    Array,
    Own,
    Ref,
    Borrow,
    Con,
    Inline,
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
    /// By number. The names in the enumeration say the same, which a test holds; reading them from there at run time
    /// would take a hundred methods of reflection at every start.
    /// </summary>
    private static readonly string[] s_spellings =
    [
        "", "module", "mode", "allow", "import", "source", "struct", "sealed", "interface", "impl", "drop", "global", "host", "extern", "table", "fn",
        "let", "local", "line", "final", "varying", "unique", "dense", "type", "field", "text", "for", "soft-tether", "resilient", "normal",
        "fast", "array",
        "own", "ref", "borrow", "con", "inline", "i32", "i64", "f32", "f64", "i8", "u8", "i16", "u16", "u32", "bool",
    ];

    /// <summary>
    /// The names of all keywords, shared by every text: a name is one of them exactly if it is the same object.
    /// </summary>
    public static DottedName[] Names { get; } = MakeNames();

    public static string Spelling(Keyword word) => s_spellings[(int)word];

    private static DottedName[] MakeNames()
    {
        var names = new DottedName[s_spellings.Length - 1];
        for (int i = 0; i < names.Length; i++) names[i] = new DottedName(s_spellings[i + 1], (Keyword)(i + 1));
        return names;
    }

    /// <summary>True for words that start an item of a module.</summary>
    public static bool StartsItem(Keyword word) => word is >= Keyword.Module and <= Keyword.Fn;

    public static bool IsMode(Keyword word) => word is >= Keyword.Resilient and <= Keyword.Fast;

    public static bool IsScalar(Keyword word) => word is >= Keyword.I32 and <= Keyword.Bool;

    public static bool IsReference(Keyword word) => word is >= Keyword.Own and <= Keyword.Inline;

    /// <summary>True for words that begin a type, and so cannot be the name of a struct.</summary>
    public static bool IsType(Keyword word) => word is >= Keyword.Array and <= Keyword.Bool or Keyword.Fn;

    public static Mode Mode(Keyword word) => (Mode)(word - Keyword.Resilient);

    public static ValueKind ReferenceKind(Keyword word) => ValueKind.Own + (word - Keyword.Own);

    public static ValueKind ScalarKind(Keyword word) => ValueKind.I32 + (word - Keyword.I32);
}
