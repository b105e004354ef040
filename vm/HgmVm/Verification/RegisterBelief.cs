namespace HgmVm.Verification;

/// <summary>What a register holds, in terms that a check at run time can look at.</summary>
public enum BeliefKind : byte
{
    /// <summary>Anything: code does not read it before it writes it.</summary>
    Unset,

    /// <summary>A number.</summary>
    Scalar,

    /// <summary>A function reference, perhaps null.</summary>
    Function,

    /// <summary>A generational reference: null, alive or dead.</summary>
    Ref,

    /// <summary>An own that is the single owner of a live object of its type.</summary>
    OwnFull,

    /// <summary>An own that holds nothing.</summary>
    OwnEmpty,

    /// <summary>A con whose object has been counted for it: at least one constraint is on the object.</summary>
    ConFull,

    /// <summary>A con that holds nothing.</summary>
    ConEmpty,

    /// <summary>A borrow whose object somebody above this frame keeps: not null.</summary>
    BorrowOfCaller,

    /// <summary>An untethered borrow: it refers to the same object as the source register, which is full.</summary>
    BorrowOfRegister,

    /// <summary>An untethered borrow of the object of some full owner or tether of the frame.</summary>
    BorrowOfSome,

    /// <summary>A borrow whose tether bit is set in the header it names; the throwaway's when it is null.</summary>
    BorrowTethered,
}

/// <summary>What the verifier believes about a register just before an instruction.</summary>
/// <param name="Kind">What the register holds.</param>
/// <param name="Source">
/// For <see cref="BeliefKind.BorrowOfRegister"/> the own, con or tethered borrow that keeps the object; for
/// <see cref="BeliefKind.BorrowTethered"/> the own register it was taken from, if it was; else -1.
/// </param>
/// <param name="MayBeNull">True for a borrow that may be null, after <c>tether.soft</c>.</param>
/// <param name="IsFresh">True for the own of an object that nothing else refers to.</param>
public readonly record struct RegisterBelief(BeliefKind Kind, int Source = -1, bool MayBeNull = false,
    bool IsFresh = false);
