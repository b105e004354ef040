using HgmVm.Diagnostics;

namespace HgmVm.Verification;

public static partial class VerifierDiagnostics
{
    public static readonly DiagnosticDescriptor FallsOffTheEnd = new("HGM2020", "control falls off the end",
        "The last instruction of a function never goes on to the next: it is `ret`, `tailcall`, `jmp`, `switch`, `trap` or `unreachable`.");

    public static readonly DiagnosticDescriptor UnknownOpcode = new("HGM2021", "unknown opcode",
        "The number is no opcode, or one that exists only in executable code and never in a module.");

    public static readonly DiagnosticDescriptor CutOff = new("HGM2022", "instruction cut off",
        "The extension words of the last instruction lie beyond the end of the function.");

    public static readonly DiagnosticDescriptor UnusedPlace = new("HGM2023", "unused place is not zero",
        "Places of an instruction that no operand uses are zero, so that each instruction has one encoding.");

    public static readonly DiagnosticDescriptor WrongJump = new("HGM2024", "jump into nowhere",
        "A label is the position of an instruction's first word in the same function.");

    public static readonly DiagnosticDescriptor EmptySwitch = new("HGM2025", "switch without a default",
        "The first label of `switch` is where it goes when no other fits: there is at least that one.");

    public static readonly DiagnosticDescriptor SoftTetherNotAllowed = new("HGM2026", "soft tethers are not allowed",
        "`tether.soft` writes a tether bit only when the object lives, which a generation proves with a tiny chance of error. "
        + "A module that wants it says `allow soft-tether`; otherwise use `tether` or `lock`.");

    public static readonly DiagnosticDescriptor DestructorCalled = new("HGM2027", "destructor called",
        "A destructor runs exactly once, when its object is freed. It is not called, and no reference to it is made.");

    public static readonly DiagnosticDescriptor NoSuchOperand = new("HGM2030", "operand names nothing",
        "The number of a register, function, global, string or field path is outside its table.");

    public static readonly DiagnosticDescriptor WrongOperand = new("HGM2031", "operand of the wrong kind",
        "The opcode takes another kind of register here. `hgmvm explain` and the page of the instruction set list the operands of "
        + "each opcode; numbers are converted by opcodes, never silently.");

    public static readonly DiagnosticDescriptor TypesDisagree = new("HGM2032", "types disagree",
        "Source and destination have exactly the same type; a narrow integer counts as i32 once it is in a register. "
        + "A `ref` to one struct is never a `ref` to another.");

    public static readonly DiagnosticDescriptor ForeignField = new("HGM2033", "field of another struct",
        "The field path starts at another struct than the one the register refers to.");

    public static readonly DiagnosticDescriptor WrongAccess = new("HGM2034", "wrong way to reach this value",
        "What can be copied is loaded and stored (`ld`, `st`). What has one owner is moved: `take`, `put`, `replace` and `pass`, "
        + "or for arrays also `push`, `pop`, `insert` and `remove`. `ref` and `tether` of a field reach the object that an `own` field owns.");

    public static readonly DiagnosticDescriptor WrongCount = new("HGM2035", "wrong number of values",
        "A call passes as many arguments and names as many results as the signature has; `ret` returns as many values as the "
        + "signature of its function has results.");

    public static readonly DiagnosticDescriptor WrongResults = new("HGM2036", "tail call with other results",
        "A tail call returns what its callee returns, so both signatures have the same results, and the call itself names none.");

    public static readonly DiagnosticDescriptor NotImplemented = new("HGM2038", "struct does not implement the interface",
        "`iface` and `narrow` go between an interface and a struct that implements it: `impl Creature for Goblin { ... }`, in the "
        + "module of one of the two.");

    public static readonly DiagnosticDescriptor FinalField = new("HGM2037", "final field changed",
        "A final field is set (`st`, `put`, `pass`) through the `own` register of an object that this function has just allocated, "
        + "and never taken or passed from, or replaced.");
}
