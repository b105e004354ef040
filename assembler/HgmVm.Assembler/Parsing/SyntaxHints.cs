using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Text;

namespace HgmVm.Assembler.Parsing;

/// <summary>
/// What to do about an unexpected token: advice for the mistakes that people used to other languages make.
/// </summary>
internal static class SyntaxHints
{
    private static readonly string[] s_itemWords =
        [.. Keywords.Names.Where(name => Keywords.StartsItem(name.Keyword)).Select(name => name.Text)];

    private static readonly string[] s_typeWords =
        [.. Keywords.Names.Where(name => Keywords.IsType(name.Keyword)).Select(name => name.Text)];

    public static string? For(Token found, string[] expected, ReadOnlySpan<Token> statement, SourceText source)
    {
        string name = found.Kind == TokenKind.Name ? found.Name.Text : "";
        if (expected.Contains("a type")) return ForType(found, name);
        if (expected.Contains("`array` or a struct") || expected.Contains("a struct"))
            return Keywords.IsScalar(found.Keyword) ? $"to refer to several of them: `array {name}`" : null;
        if (name.Length > 0 && Suggest.Closest(name, Words(expected)) is { } word) return $"did you mean `{word}`?";
        if (IsContinued(found, statement, source))
            return "the line before ends with a comma, so this line continues it";
        Keyword first = statement.IsEmpty ? Keyword.None : statement[0].Keyword;
        bool wantsSeparator = expected.Contains("`,`") && expected.Contains("the end of the line");
        return found.Kind switch
        {
            TokenKind.Equal => ForEqual(first),
            TokenKind.Arrow => "`->` stands between the parentheses of a call or a signature and its results",
            TokenKind.OpenParenthesis when expected.Contains("`]`") || expected.Contains("`)`") =>
                "a call is an instruction of its own: keep its result in a register first",
            TokenKind.OpenBracket when expected.Contains("`mode`") => "without brackets: `struct Ship mode fast {`",
            TokenKind.OpenBracket when expected.Contains("`]`") || expected.Contains("`)`") =>
                "load the element into a register first: an index and an argument are registers or literals",
            TokenKind.Comma when expected.Contains("`:`") => "each register has its own type: `a: i64, b: i64`",
            TokenKind.Colon when wantsSeparator =>
                "registers are declared with `let`, labels stand at the start of a line",
            TokenKind.Float when expected.Contains("an instruction") =>
                "`inf` and `nan` are numbers and cannot name a label",
            TokenKind.Name or TokenKind.Integer or TokenKind.Float or TokenKind.String when wantsSeparator =>
                first == Keyword.Let ? "commas separate registers; after a type may stand a mode: `ref Ship fast`"
                    : "commas separate operands, a line holds one instruction",
            _ when expected.Contains("a name without dots") && name.Contains('.', StringComparison.Ordinal) =>
                "what a module declares has a plain name; others write the module's name before it",
            _ => null,
        };
    }

    private static string? ForEqual(Keyword first) => first switch
    {
        Keyword.Let => "a register has no initial value: give it one with an instruction, for example `const`",
        Keyword.Final or Keyword.Varying => "a field has no initial value: it starts as zero, null or empty",
        Keyword.Global => "the type stands before the value: `global count: i64 = 5`",
        Keyword.None => "there are no assignments: the target is the first operand, as in `add sum, a, b`",
        _ => null,
    };

    private static string ForType(Token found, string name) => name switch
    {
        "" => "types are i32, i64, f32, f64, `fn(...)`, and `own`, `ref`, `borrow` or `con` of a struct or an array",
        "string" or "str" or "text" => "a string is an array of bytes: `own array u8`",
        "int" or "long" or "usize" or "isize" or "size" or "u64" => "whole numbers in registers are `i32` and `i64`",
        "float" or "double" => "floats are `f32` and `f64`",
        "char" or "byte" => "bytes are `u8`, in fields and arrays; in registers they are `i32`",
        "array" => "an array stands behind a reference: `own array u8`, `borrow array u8`",
        _ => Suggest.Hint(name, s_typeWords.Where(word => word.Length > 2 || name.Length <= 2))
            ?? $"a struct stands behind a reference: `own {Quote.Shorten(name)}`, `ref`, `borrow` or `con`",
    };

    /// <summary>The words among the expected things.</summary>
    private static IEnumerable<string> Words(string[] expected) =>
        expected.SelectMany(label => label.Split('`')).Where(part => part.Length > 1 && char.IsAsciiLetter(part[0])
            && !part.Contains(' ', StringComparison.Ordinal));

    private static bool IsContinued(Token found, ReadOnlySpan<Token> statement, SourceText source) =>
        found.Kind == TokenKind.Name && !statement.IsEmpty
        && source.LineAt(found.Span.Start) > source.LineAt(statement[0].Span.Start);

    public static string ForItem(ReadOnlySpan<Token> statement)
    {
        const string Items = "items start with import, struct, sealed, interface, impl, drop, global, host fn, extern or fn";
        Token first = statement[0];
        if (first.Kind != TokenKind.Name) return Items;
        string name = first.Name.Text;
        string? foreign = name switch
        {
            "func" or "function" or "def" or "proc" or "sub" or "fun" => "a function starts with `fn`",
            "class" or "type" or "record" or "data" =>
                "a type of fields is a struct: `struct Name { final x: i64, varying y: i64 }`",
            "union" or "variant" => "a union of structs is declared with `sealed`: `sealed Weapon = Sword, Axe`",
            "enum" => "there are no enumerations: use an i32, or `sealed Color = Red, Green` over structs without fields",
            "trait" or "protocol" => "what structs can do is an interface: `interface Creature { fn act(self: borrow Creature) }`",
            "var" or "const" or "static" => "a variable of the module starts with `global`",
            "use" or "using" or "include" or "require" or "from" => "another module is named with `import`",
            "namespace" or "package" => "the module is named in the first line, with `module`",
            "let" or "line" => "this belongs into the braces of a function",
            _ => null,
        };
        if (foreign is not null) return foreign;
        if (Suggest.Closest(name, s_itemWords) is { } word) return $"did you mean `{word}`?";
        return statement.Length > 1 && statement[1].Kind is not (TokenKind.OpenParenthesis or TokenKind.Equal)
            ? "instructions and labels stand inside the braces of a function" : Items;
    }
}
