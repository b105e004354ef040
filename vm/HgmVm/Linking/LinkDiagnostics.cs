using HgmVm.Diagnostics;

namespace HgmVm.Linking;

/// <summary>The kinds of mistakes that show only when modules meet.</summary>
public static class LinkDiagnostics
{
    public static readonly DiagnosticDescriptor MissingModule = new("HGM3001", "module not found",
        "A module imports another that is not among the modules of the program. Pass it, or put it on the library path.");

    public static readonly DiagnosticDescriptor CyclicImport = new("HGM3002", "cyclic imports",
        "Modules may not import each other in a circle: layouts need an order. Move what both need into a third module.");

    public static readonly DiagnosticDescriptor MissingItem = new("HGM3003", "imported item not found",
        "A module was built against a struct, function or implementation that its import does not define. Assemble the module again.");

    public static readonly DiagnosticDescriptor ShapeMismatch = new("HGM3004", "imported item has another shape",
        "A module was built against another version of a struct or function: fields, their order or types, or the "
        + "signature differ. Offsets would be wrong, so the program is refused. Assemble the module again.");

    public static readonly DiagnosticDescriptor MissingHostFunction = new("HGM3005", "host function not offered",
        "A module asks for a host function that this host does not offer, or offers with another signature.");

    public static readonly DiagnosticDescriptor DuplicateModule = new("HGM3006", "two modules of one name",
        "Every module of a program needs a name of its own.");

    public static readonly DiagnosticDescriptor TooManyTypes = new("HGM3007", "too many types",
        "Object headers have 16 bits for the type, so a program has at most 65,000 struct and array types.");

    public static readonly DiagnosticDescriptor StructTooLarge = new("HGM3008", "struct too large",
        "The fields of a struct take at most 32,000 bytes: field offsets in executable code are 16 bits wide and a struct "
        + "has to fit the largest size class. Put bulk data into arrays.");

    public static readonly DiagnosticDescriptor FastNotPermitted = new("HGM3009", "fast mode not permitted",
        "Fast code is trusted code: it needs the owner's permission, by `allow fast NAME` in the main module or "
        + "`--allow-fast NAME` on the command line. Without it the code runs in normal mode.", Severity.Warning);

    public static readonly DiagnosticDescriptor NoMain = new("HGM3010", "no main function",
        "A program starts at `fn main()` of its main module, which has no parameters and returns nothing or one i32, "
        + "the exit code.");

    public static readonly DiagnosticDescriptor TooManyParts = new("HGM3011", "too many parts of types",
        "The machine lists the references, inner words and destructors of each type, those of inline members and of every variant "
        + "of inline unions once for each type that contains them: 65,535 at most for a type, 1,048,576 for a program. Own large "
        + "members, or put them into arrays, instead.");

    public static readonly DiagnosticDescriptor TooManyMethods = new("HGM3012", "too many methods of interfaces",
        "The machine has a table of all types for each method of an interface: 65,535 methods at most, and 4,194,304 entries in "
        + "all tables.");

    public static readonly DiagnosticDescriptor DenseDestructor = new("HGM3013", "dense elements with a destructor",
        "The elements of a dense array have no words, so a reference to one finds whatever value is in its place. What has a "
        + "destructor stands for something that ends, and must not be found by references to what was there before. Leave "
        + "`dense` out. The struct is of another module, so this shows only when the modules meet.");

    public static readonly DiagnosticDescriptor TooManyMemberTypes = new("HGM3014", "too many types of members with interfaces",
        "A reference to an interface says of an inline member what it is, by one of 2,048 numbers: no more structs than that can "
        + "be inline somewhere in a program and implement an interface. Own some of them instead.");

    /// <summary>All of them, for <c>explain</c> and tests.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
    [
        MissingModule, CyclicImport, MissingItem, ShapeMismatch, MissingHostFunction, DuplicateModule, TooManyTypes,
        StructTooLarge, FastNotPermitted, NoMain, TooManyParts, TooManyMethods, DenseDestructor, TooManyMemberTypes,
    ];
}
