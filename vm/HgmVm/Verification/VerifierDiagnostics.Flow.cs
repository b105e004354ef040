using HgmVm.Diagnostics;

namespace HgmVm.Verification;

public static partial class VerifierDiagnostics
{
    public static readonly DiagnosticDescriptor ReadBeforeWritten = new("HGM2040", "read before written",
        "On some path to this instruction nothing has written the register. Give it a value on every path.");

    public static readonly DiagnosticDescriptor OwnerOverwritten = new("HGM2041", "owner overwritten",
        "The register still holds an `own` or `con`, which would be lost. `free` or `release` it, store it, or pass it on first.");

    public static readonly DiagnosticDescriptor OwnerEmpty = new("HGM2042", "owner is empty",
        "The `own` or `con` register was never filled, or its value was moved on: freed, stored, passed, returned. "
        + "After a move the new place holds it; keep a `ref` or a borrow to reach it from here.");

    public static readonly DiagnosticDescriptor OwnerLeft = new("HGM2043", "owner not consumed",
        "The function returns while the register still holds an `own` or `con`. Every value is consumed exactly once on every "
        + "path: `free` or `release` it, store it, pass it on or return it.");

    public static readonly DiagnosticDescriptor PathsDisagreeOnOwner = new("HGM2044", "paths disagree on an owner",
        "Two paths meet here; on one the register holds an `own` or `con`, on the other it is empty. Consume it, or fill it, on "
        + "both before they meet.");

    public static readonly DiagnosticDescriptor NamedTwice = new("HGM2045", "register named twice",
        "One `own` or `con` register cannot be moved twice by the same instruction nor onto itself, and a call names each result "
        + "register once.");

    public static readonly DiagnosticDescriptor TetheredOwnerEmptied = new("HGM2046", "owner emptied while tethered",
        "A tethered borrow taken from this `own` register is still live. `untether` it first.");

    public static readonly DiagnosticDescriptor BorrowNotLive = new("HGM2047", "borrow is not live",
        "The borrow was not taken on every path, or it ended: an untethered borrow ends when the register it was taken from is "
        + "emptied or untethered, a tethered one at its `untether`. Take it again.");

    public static readonly DiagnosticDescriptor TetherOverwritten = new("HGM2048", "live tether overwritten",
        "The register holds a tethered borrow, whose tether would never end. `untether` it first.");

    public static readonly DiagnosticDescriptor TetherLeft = new("HGM2049", "tether not ended",
        "The function returns while a tether is live. `untether` it on every path.");

    public static readonly DiagnosticDescriptor PathsDisagreeOnTether = new("HGM2050", "paths disagree on a tether",
        "Two paths meet here; on one the register holds a live tether, on the other it does not. `untether` on both, or tether on "
        + "both, before they meet.");

    public static readonly DiagnosticDescriptor NotTethered = new("HGM2051", "no tether to end",
        "`untether` ends a tether that `tether`, `tether.soft`, `tether.field`, `array.tether` or `lock` began in this function. "
        + "An untethered borrow and a parameter have none.");

    public static readonly DiagnosticDescriptor MaybeNullPassed = new("HGM2052", "borrow may be null",
        "After `tether.soft` a borrow may be null. A callee does not expect that: pass one that `tether` or `lock` gave.");

    public static readonly DiagnosticDescriptor BorrowPassedWithOwner = new("HGM2053", "borrow passed along with its owner",
        "The call moves the owner into the callee, which may end the object while it still holds the borrow.");

    public static readonly DiagnosticDescriptor NotFresh = new("HGM2054", "object is not fresh",
        "A final field is set only while nobody else can know the object: after its `alloc` in this function, before the first "
        + "`ref`, `borrow`, `con` or `tether` of it, and on every path.");

    public static readonly DiagnosticDescriptor TooLarge = new("HGM2060", "too large to verify",
        "The function has too many registers and jump targets at once, or its loops are tangled beyond measure: verifying it would "
        + "take memory or time without bound. Split the function.");

    public static readonly DiagnosticDescriptor TooManyTethers = new("HGM2061", "too many tethers at once",
        "More than 255 tethers of the same type are live where one of them ends. Use fewer registers, or `untether` earlier.");

    public static readonly DiagnosticDescriptor TooManyErrors = new("HGM2062", "too many errors",
        "Verification of the module stopped after 1,000 errors.");
}
