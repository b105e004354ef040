using HgmVm.Diagnostics;

namespace HgmVm.Verification;

/// <summary>
/// What the verifier refuses: HGM200x tables, HGM202x the shape of code, HGM203x operands and types, HGM204x to HGM206x
/// what registers hold on each path.
/// </summary>
public static partial class VerifierDiagnostics
{
    private static IReadOnlyList<DiagnosticDescriptor>? s_all;

    /// <summary>All of them, for <c>hgmvm explain</c> and the tests.</summary>
    public static IReadOnlyList<DiagnosticDescriptor> All => s_all ??=
    [
        LimitExceeded, InvalidName, DuplicateName, IndexOutOfRange, MisplacedType, MalformedTypeTables, WrongDestructor,
        WrongImport, InvalidPath, RegistersDisagree, UnexpectedCode, WrongLineTable, WrongInitialValue, InvalidMode,
        EndlessStruct, WrongUnion, WrongInterface, WrongImplementation, WrongDenseArray,
        FallsOffTheEnd, UnknownOpcode, CutOff, UnusedPlace, WrongJump, EmptySwitch, SoftTetherNotAllowed,
            DestructorCalled,
        NoSuchOperand, WrongOperand, TypesDisagree, ForeignField, WrongAccess, WrongCount, WrongResults, FinalField,
        NotImplemented,
        ReadBeforeWritten, OwnerOverwritten, OwnerEmpty, OwnerLeft, PathsDisagreeOnOwner, NamedTwice,
            TetheredOwnerEmptied,
        BorrowNotLive, TetherOverwritten, TetherLeft, PathsDisagreeOnTether, NotTethered, MaybeNullPassed,
            BorrowPassedWithOwner,
        NotFresh, TooLarge, TooManyTethers, TooManyErrors,
    ];

    public static readonly DiagnosticDescriptor LimitExceeded = new("HGM2001", "limit exceeded",
        "A table of the module, or of one of its functions, has more entries than any may have. Split the module or the function.");

    public static readonly DiagnosticDescriptor InvalidName = new("HGM2002", "invalid name",
        "Names are letters, digits and underscores and do not start with a digit. Module, host function and destructor names may "
        + "have several such parts joined by dots.");

    public static readonly DiagnosticDescriptor DuplicateName = new("HGM2003", "name used twice",
        "Functions, structs, globals, the fields of a struct and the registers of a function are found by name: each name "
        + "stands once among its kind.");

    public static readonly DiagnosticDescriptor IndexOutOfRange = new("HGM2004", "index outside its table",
        "An entry of a table names an entry of another that does not exist.");

    public static readonly DiagnosticDescriptor MisplacedType = new("HGM2005", "type not allowed here",
        "Narrow integers (i8, u8, i16, u16, u32, bool) live in fields, elements and globals only. Borrows live in registers and "
        + "parameters only: they are never stored and never returned. Inline members live in fields and in elements of fixed arrays.");

    public static readonly DiagnosticDescriptor MalformedTypeTables = new("HGM2006", "malformed type tables",
        "Types are compared by their index, so no entry may occur twice; a type may not contain itself except through a struct, "
        + "entries refer to earlier ones, and the depth and size of a type are bounded.");

    public static readonly DiagnosticDescriptor WrongDestructor = new("HGM2007", "wrong destructor",
        "The destructor of struct T is a local function of this module with the name `T.drop`, one parameter `borrow T` and no "
        + "result. No other local function has a dotted name.");

    public static readonly DiagnosticDescriptor WrongImport = new("HGM2008", "wrong import",
        "An imported struct or function names the module it comes from, which is in the list of imports and is not this one; "
        + "local and host functions name none.");

    public static readonly DiagnosticDescriptor InvalidPath = new("HGM2009", "invalid field path",
        "A path names a field of a struct of the module, and may go on through fields that are inline.");

    public static readonly DiagnosticDescriptor RegistersDisagree = new("HGM2010", "registers disagree with the signature",
        "The first registers of a function are its parameters, with the types of its signature. Imported and host functions have "
        + "either exactly these or none.");

    public static readonly DiagnosticDescriptor UnexpectedCode = new("HGM2011", "code where none belongs",
        "Only local functions have code and lines.");

    public static readonly DiagnosticDescriptor WrongLineTable = new("HGM2012", "wrong line table",
        "The entries of a line table stand at ascending positions of instructions, and lines are not negative.");

    public static readonly DiagnosticDescriptor WrongInitialValue = new("HGM2013", "initial value does not fit",
        "The initial bits of a global fit its type, zero-extended. References start null or empty: all bits zero.");

    public static readonly DiagnosticDescriptor EndlessStruct = new("HGM2015", "struct without end",
        "An inline member lies within its struct, so no struct may contain itself, and members lie at most 24 levels deep in one "
        + "another. A reference or an `own` makes a circle possible.");

    public static readonly DiagnosticDescriptor WrongUnion = new("HGM2016", "wrong union",
        "A union has one or more variants, each a struct that stands once among them, and nothing else: no fields, no destructor "
        + "and no mode. What has no variants is no union.");

    public static readonly DiagnosticDescriptor WrongInterface = new("HGM2017", "wrong interface",
        "An interface has methods and nothing else: no destructor and no mode. The first parameter of each method is an own, ref, "
        + "borrow or con of the interface: the object, as its function gets it.");

    public static readonly DiagnosticDescriptor WrongImplementation = new("HGM2018", "wrong implementation",
        "A struct implements an interface once, in the module of one of the two. There it has for each method a function with the "
        + "signature of the method, except that the first parameter refers to the struct.");

    public static readonly DiagnosticDescriptor WrongDenseArray = new("HGM2019", "array that cannot be dense",
        "The elements of a dense array have no words, so a reference to a place in it finds whatever element is there now. That is "
        + "harmless only where every element is the same to a reader: inline structs and fixed arrays of numbers, functions and refs "
        + "(which remember generations of their own). What owns or constrains something, a union, and what has a destructor need a "
        + "word: leave `dense` out.");

    public static readonly DiagnosticDescriptor InvalidMode = new("HGM2014", "no such mode or kind",
        "A mode is resilient, normal or fast; a function is local, imported or of the host.");
}
