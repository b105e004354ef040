using HgmVm.Diagnostics;

namespace HgmVm.Assembler.Diagnostics;

/// <summary>HGM0xxx: characters, literals, statements.</summary>
public static partial class AssemblerDiagnostics
{
    public static readonly DiagnosticDescriptor TooManyErrors = new("HGM0001", "too many errors",
        "A run names the first hundred errors of a text and then stops. Mend those, then assemble again.");

    public static readonly DiagnosticDescriptor BadCharacter = new("HGM0002", "character without meaning", """
        Outside of strings and comments a text consists of names, numbers and , : = -> ( ) [ ] { }. A comment
        starts with a semicolon and ends with its line. Names are ASCII: a letter or underscore, then letters,
        digits and underscores.
        """);

    public static readonly DiagnosticDescriptor UnterminatedString = new("HGM0003", "string without an end", """
        A string starts and ends with a double quote on the same line. A line break inside is written \n, a
        quote \".
            wrong:  str text, "two
                    lines"
            right:  str text, "two\nlines"
        """);

    public static readonly DiagnosticDescriptor BadEscape = new("HGM0004", "unknown escape", """
        In strings and characters a backslash starts one of these: \n \t \r \0 \\ \" \' \xNN (a byte, two
        hexadecimal digits) \u{...} (a code point, one to six hexadecimal digits, written as UTF-8). A backslash
        itself is written \\.
        """);

    public static readonly DiagnosticDescriptor MalformedNumber = new("HGM0005", "malformed number", """
        Whole numbers are decimal (1_000), hexadecimal (0xFF) or binary (0b1010), with an optional sign directly
        before. Floats have digits on both sides of the point (0.5), or an exponent (1e-9), or both; hexadecimal
        floats are 0x1.8p3; inf, nan and nan:0x400001 are floats too. An underscore may stand between digits.
        """);

    public static readonly DiagnosticDescriptor NumberTooLarge = new("HGM0006", "number too large", """
        A whole number must fit 64 bits: from -9223372036854775808 to 18446744073709551615. Whether it fits the
        register that it is meant for is checked separately.
        """);

    public static readonly DiagnosticDescriptor MalformedCharacter = new("HGM0007", "malformed character", """
        A character literal is one character or escape between single quotes: 'a', '\n', '\u{20AC}'. Its value
        is the number of the code point. Text stands in double quotes.
        """);

    public static readonly DiagnosticDescriptor MalformedName = new("HGM0008", "malformed name", """
        A name consists of parts joined by single dots, without spaces: std.io.print_i64. Each part starts with
        a letter or an underscore and goes on with letters, digits and underscores. A whole name has at most 255
        characters.
        """);

    public static readonly DiagnosticDescriptor StringTooLong = new("HGM0009", "string too long",
        "A string constant has at most 16 MiB. Read larger texts at run time.");

    public static readonly DiagnosticDescriptor NotText = new("HGM0010", "not a text", """
        A text module is UTF-8. This file is not: it has bytes that no character is encoded as. Perhaps it is a
        binary file of another kind, or it was saved in another encoding (UTF-16, Latin-1).
        """);

    public static readonly DiagnosticDescriptor UnexpectedToken = new("HGM0020", "unexpected token", """
        The statement is fine up to here, but what follows does not fit. The message lists what could stand
        instead. The assembler goes on with the next line. A line that ends with a comma or an opening bracket
        continues on the next one.
        """);

    public static readonly DiagnosticDescriptor UnknownItem = new("HGM0021", "not an item of a module", """
        Between the functions of a module stand only items: module, mode, allow, import, source, struct, sealed,
        interface, impl, drop, global, host fn, extern, fn. Instructions and `let` stand inside the braces of a
        function.
        """);

    public static readonly DiagnosticDescriptor TooDeep = new("HGM0022", "nested too deeply", """
        Brackets, `own array own array ...` and chains of result arrows may be nested 64 deep. Nobody writes
        deeper ones by hand, and a generator that does is better off with a struct in between.
        """);

    public static readonly DiagnosticDescriptor MissingBrace = new("HGM0023", "closing brace missing", """
        The body that was opened here is not closed before the next item, or before the text ends. Items cannot
        stand inside a body, so the assembler takes the next `fn`, `struct` and so on as the beginning of
        something new.
        """);

    public static readonly DiagnosticDescriptor StrayBrace = new("HGM0024", "closing brace without an opening one",
        "Every body that was opened is closed already. Perhaps a brace too many closed a body earlier than intended.");

    public static readonly DiagnosticDescriptor MissingModule = new("HGM0025", "module line missing", """
        The first statement of a text names the module: `module ships`. The name is what others write after
        `import`, dots included.
        """);

    public static readonly DiagnosticDescriptor StatedTwice = new("HGM0026", "stated twice",
        "A text states its module name, its mode and its source at most once.");

    public static readonly DiagnosticDescriptor MissingFieldKind = new("HGM0027", "field neither final nor varying", """
        Every field says whether it ever changes. A `final` field is set while its object is fresh, before
        anyone else can see it; a `varying` one may be set at any time.
            wrong:  struct Point { x: i64 }
            right:  struct Point { final x: i64 }
        """);

    public static readonly DiagnosticDescriptor MissingBody = new("HGM0028", "body missing", """
        This item needs a body in braces. Only `host fn` and `extern fn` have none: the host or another module
        has it.
        """);

    public static readonly DiagnosticDescriptor UnexpectedBody = new("HGM0029", "body where none belongs", """
        `host fn` and `extern fn` only say what the function of the host or of another module looks like. A
        function with a body of its own is written `fn name(...) { ... }`.
        """);

    public static readonly DiagnosticDescriptor LineOutOfRange = new("HGM0030", "line number out of range",
        "The directive `line` takes a whole number from 0 (unknown) to 2147483647.");

    private static IReadOnlyList<DiagnosticDescriptor> Shape =>
    [
        TooManyErrors, BadCharacter, UnterminatedString, BadEscape, MalformedNumber, NumberTooLarge, MalformedCharacter,
        MalformedName, StringTooLong, NotText, UnexpectedToken, UnknownItem, TooDeep, MissingBrace, StrayBrace,
        MissingModule,
        StatedTwice, MissingFieldKind, MissingBody, UnexpectedBody, LineOutOfRange,
    ];
}
