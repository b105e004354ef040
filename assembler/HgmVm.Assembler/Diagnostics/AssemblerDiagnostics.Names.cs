using HgmVm.Diagnostics;

namespace HgmVm.Assembler.Diagnostics;

/// <summary>HGM1xxx: names and operands.</summary>
public static partial class AssemblerDiagnostics
{
    public static readonly DiagnosticDescriptor DuplicateName = new("HGM1001", "declared twice",
        "Two things of the same kind have the same name, or a directive that may stand once stands twice. Structs, globals and "
        + "functions have one name each in a module; fields in their struct; registers and labels in their function. "
        + "Structs, globals, functions, registers and labels may share names with each other.");

    public static readonly DiagnosticDescriptor UnknownMnemonic = new("HGM1002", "unknown mnemonic",
        "No opcode has this name. An opcode's name is a verb, often with a type: `add.i64`. The type may be left out where "
        + "the registers decide it. The page isa.md lists all opcodes.");

    public static readonly DiagnosticDescriptor UnknownRegister = new("HGM1003", "unknown register",
        "Registers are the parameters of a function and what it declares with `let name: type`. They belong to one function; "
        + "what several functions share is a `global`, read with `global.ld`.");

    public static readonly DiagnosticDescriptor UnknownLabel = new("HGM1004", "unknown label",
        "A label is written `name:` before an instruction of the same function. Jumps into other functions do not exist.");

    public static readonly DiagnosticDescriptor UnknownFunction = new("HGM1005", "unknown function",
        "Functions of this module are called by their name, imported ones by module and name: `import std.io`, then "
        + "`call std.io.print_i64(x)`. Functions of the host are declared: `host fn io.write(...)`.");

    public static readonly DiagnosticDescriptor UnknownGlobal = new("HGM1006", "unknown global",
        "A global is declared in its module as `global count: i64 = 5`. Globals of other modules cannot be reached; call a function there.");

    public static readonly DiagnosticDescriptor UnknownStruct = new("HGM1007", "unknown struct",
        "Structs of this module go by their name, imported ones by module and name: `ref ships.Ship`.");

    public static readonly DiagnosticDescriptor UnknownField = new("HGM1008", "unknown field",
        "The struct that the register refers to has no field of this name.");

    public static readonly DiagnosticDescriptor NotAStruct = new("HGM1009", "no fields here",
        "Only an `own`, `ref`, `borrow` or `con` of a struct has fields: `object.field`. Elements of arrays are written `array[index]`. "
        + "A path has one step; to reach further, bring the inner object into a register first, with `tether` or `ld`.");

    public static readonly DiagnosticDescriptor WrongOperand = new("HGM1010", "wrong operand",
        "An operand of this kind cannot stand here: a literal for a register, an element for a field, a name for a text. "
        + "The hint shows the operands that the opcode takes.");

    public static readonly DiagnosticDescriptor WrongOperandCount = new("HGM1011", "wrong number of operands",
        "Operands are missing, or there are too many. The hint shows the operands that the opcode takes.");

    public static readonly DiagnosticDescriptor NoMatchingForm = new("HGM1012", "no form for these types",
        "The type in the opcode's name was left out, and none of its forms takes registers of these types together. "
        + "Opcodes do not convert: bring all operands to one type first, e.g. with `extend` from i32 to i64.");

    public static readonly DiagnosticDescriptor LiteralOutOfRange = new("HGM1013", "literal out of range",
        "The number does not fit where it stands. Literal operands of arithmetic and of branches are signed and 16 bits wide; "
        + "`const` loads any value into a register. A bit pattern of a signed type can be written in hexadecimal: `0xFFFFFFFF`.");

    public static readonly DiagnosticDescriptor UnknownModule = new("HGM1014", "module not found",
        "The text uses a name of an imported module, but the module cannot be found or read. `import a.b` looks for `a/b.hgm` "
        + "and `a.b.hgm` (or .hgmb) beside the importing file, then in the library folders; `std.` modules come with the machine.");

    public static readonly DiagnosticDescriptor NotImported = new("HGM1015", "module not imported",
        "The name belongs to a module that this text does not import. Add `import` and the module's name at the top.");

    public static readonly DiagnosticDescriptor ImportHasErrors = new("HGM1016", "imported module has errors",
        "The imported module was found, but its own text or bytes have errors, which are listed too. Mend those first.");

    public static readonly DiagnosticDescriptor ImportCycle = new("HGM1017", "cyclic import",
        "Modules import each other in a circle. Move what both need into a third module that imports neither.");

    public static readonly DiagnosticDescriptor BadDestructor = new("HGM1018", "no struct to drop",
        "`drop Ship(self: borrow Ship) { ... }` is the destructor of a struct of this module; a struct of another module has its own.");

    public static readonly DiagnosticDescriptor BadInitialValue = new("HGM1019", "initial value does not fit",
        "Globals of number types may have a literal: whole for integers, 0 or 1 for bool. References and function references start null or empty.");

    public static readonly DiagnosticDescriptor LimitExceeded = new("HGM1020", "too large for a module",
        "Modules have limits so that every index fits 16 bits and no input exhausts the machine: 65,535 entries in a table, "
        + "65,535 words of code and 16,384 registers in a function, 255 parameters and results, 4,096 fields in a struct, "
        + "255 characters in a name with its module, 16 MiB in a string. Split what is larger.");

    public static readonly DiagnosticDescriptor TypeTooLarge = new("HGM1021", "type too deep or too large",
        "A type may contain others up to 24 levels deep, and 4,096 in all when written out in full. "
        + "Name a level by making it a struct.");

    public static readonly DiagnosticDescriptor BadName = new("HGM1022", "name not allowed here",
        "Functions and globals of this module have names without dots; `Ship.drop` is written `drop Ship(...)`. An extern name "
        + "has its module before it: `extern fn std.io.print_i64(value: i64)`.");

    public static readonly DiagnosticDescriptor UnusedLabel = new("HGM1023", "label never used",
        "No jump goes to this label. Often it is the target of a jump that was misspelled or forgotten.", Severity.Warning);

    public static readonly DiagnosticDescriptor RepeatedTableEntry = new("HGM1024", "table entry repeated",
        "`table` lists the entries of a module's tables in order. Types and paths are compared by their place in the table, "
        + "so each stands there once.");

    public static readonly DiagnosticDescriptor BadImplementation = new("HGM1025", "interface not implemented", """
        An implementation names a function for each method of the interface, in the module of the
        interface or in that of the struct. The function has the signature of the method, except
        that its first parameter refers to the struct.
            interface Creature { fn act(self: borrow Creature, turn: i64) -> i64 }
            impl Creature for Goblin { act = goblin_act }
            fn goblin_act(g: borrow Goblin, turn: i64) -> i64 { ... }
        """);

    public static readonly DiagnosticDescriptor NoMethod = new("HGM1026", "no such method",
        "`call.iface c.act(turn)` calls a method of the interface that the register `c` refers to. A struct has functions, "
        + "which are called by their names, and `iface` gives it as an interface that it implements.");

    private static IReadOnlyList<DiagnosticDescriptor> Names =>
    [
        DuplicateName, UnknownMnemonic, UnknownRegister, UnknownLabel, UnknownFunction, UnknownGlobal, UnknownStruct,
            UnknownField,
        NotAStruct, WrongOperand, WrongOperandCount, NoMatchingForm, LiteralOutOfRange, UnknownModule, NotImported,
            ImportHasErrors,
        ImportCycle, BadDestructor, BadInitialValue, LimitExceeded, TypeTooLarge, BadName, UnusedLabel,
            RepeatedTableEntry, BadImplementation, NoMethod,
    ];
}
