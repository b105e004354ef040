namespace HgmVm.Linking;

/// <summary>How a layout keeps the scopes of inline members apart; chosen when a program is linked.</summary>
public enum InnerPolicy : byte
{
    /// <summary>A word with generation and tether before each member that is a scope (seed 001).</summary>
    Generations,

    /// <summary>A tether bit in the header of the object around it (V21 C, seed 004).</summary>
    Bits,

    /// <summary>Generation and tether in the first final owner of the member (ISGFFOP, seed 001).</summary>
    Owners,
}

/// <summary>How the words before inline unions say what the union holds (CGIVSI); chosen when a program is
/// linked.</summary>
public enum UnionWords : byte
{
    /// <summary>By its type id, beside generation and tether.</summary>
    Packed,

    /// <summary>By the place of its table, exclusive-or the generation.</summary>
    Table,
}

/// <summary>Where the tether of a member stands.</summary>
internal enum MemberGuard : byte
{
    /// <summary>It has none: who borrows it holds on to what it lies in (M13).</summary>
    None,

    /// <summary>In the word before it.</summary>
    Word,

    /// <summary>In a bit of the header, or word, of what it lies in.</summary>
    Bit,

    /// <summary>In its first final owner (<see cref="Memory.MarkedOwner"/>).</summary>
    Owner,
}

/// <summary>Why a member has the guard it has; <c>hgmvm layout</c> prints the sentence.</summary>
internal enum GuardReason : byte
{
    NotInline,
    Final,
    Unique,
    NoFinalOwners,
    FinalOwners,
    UnionTag,
    PassesScopesOn,
    OutOfBits,
}

/// <summary>A field in its struct.</summary>
/// <param name="Offset">Byte offset in the payload; a word, if there is one, stands in the eight bytes before.</param>
/// <param name="Bytes">Bytes it takes, its word not counted.</param>
/// <param name="Guard">Where its tether is.</param>
/// <param name="Bit">For <see cref="MemberGuard.Bit"/>: how many bits above that of the struct; else 0.</param>
/// <param name="IsScope">True when it must not be replaced while it is tethered.</param>
/// <param name="Reason">Why.</param>
/// <param name="Owner">For <see cref="MemberGuard.Owner"/>: how many bytes into the member that owner is; else
/// 0.</param>
internal readonly record struct MemberLayout(int Offset, int Bytes, MemberGuard Guard, int Bit, bool IsScope,
    GuardReason Reason, int Owner = 0)
{
    /// <summary>Bytes from the member to the end of the word that holds its tether, where that is its own.</summary>
    public int WordEnd => Guard == MemberGuard.Owner ? Owner + Memory.InnerWord.SizeBytes : 0;
}
