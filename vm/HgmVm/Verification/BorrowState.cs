namespace HgmVm.Verification;

/// <summary>How sure a borrow register is, from the most useful state to the least: joining two paths moves down this
/// list.</summary>
internal enum BorrowKind : byte
{
    /// <summary>A parameter, or taken from one: lives as long as the function.</summary>
    Parameter,

    /// <summary>Untethered, taken from one register: ends when that is emptied or untethered.</summary>
    Of,

    /// <summary>Untethered, taken from different registers on different paths: ends when any owner is emptied or any
    /// tether ends.</summary>
    OfAny,

    /// <summary>Ended when the source register was emptied or untethered.</summary>
    Ended,

    /// <summary>Not written on every path.</summary>
    Unset,

    /// <summary>Tethered, with the obligation to untether. Joins with nothing but itself.</summary>
    Tethered,

    /// <summary>An error was reported: nothing is known, and nothing more is said about it.</summary>
    Unknown,
}

/// <summary>
/// What is known about a borrow register: a kind, the register it was taken from, and whether it may be null. Chains
/// are resolved when a borrow is made: a borrow of an untethered borrow has the source of that one, so a source is
/// always an own, a con or a tethered borrow.
/// </summary>
internal readonly record struct BorrowState
{
    /// <summary>No source register.</summary>
    public const ushort NoSource = ushort.MaxValue;

    private readonly uint _bits;

    public BorrowState(BorrowKind kind, int source = NoSource, bool mayBeNull = false) =>
        _bits = (uint)source | (uint)kind << 16 | (mayBeNull ? 1u << 24 : 0);

    public BorrowKind Kind => (BorrowKind)(byte)(_bits >> 16);

    /// <summary>
    /// The register it was taken from (<c>Of</c>, <c>Ended</c>), or for <c>Tethered</c> the own register that must not
    /// be emptied while the tether lives; <see cref="NoSource"/> when there is none.
    /// </summary>
    public int Source => (int)(_bits & 0xFFFF);

    public bool MayBeNull => _bits >> 24 != 0;

    /// <summary>True when the register can be used.</summary>
    public bool IsLive => Kind is BorrowKind.Parameter or BorrowKind.Of or BorrowKind.OfAny or BorrowKind.Tethered;

    public bool IsTethered => Kind == BorrowKind.Tethered;

    /// <summary>What holds after two paths meet; <c>Unknown</c> when only one of them has a tether.</summary>
    public BorrowState Join(BorrowState other)
    {
        if (this == other) return this;
        if (Kind == BorrowKind.Unknown || other.Kind == BorrowKind.Unknown) return new BorrowState(BorrowKind.Unknown);
        if (IsTethered != other.IsTethered) return new BorrowState(BorrowKind.Unknown);
        bool mayBeNull = MayBeNull || other.MayBeNull;
        if (IsTethered) return new BorrowState(BorrowKind.Tethered, Source == other.Source ? Source
            : NoSource, mayBeNull);
        BorrowState lower = Kind >= other.Kind ? this : other;
        BorrowKind kind = lower.Kind;
        if (Kind == other.Kind && Source != other.Source)
            kind = kind == BorrowKind.Of ? BorrowKind.OfAny : BorrowKind.Unset;
        int source = kind is BorrowKind.Of or BorrowKind.Ended ? lower.Source : NoSource;
        return new BorrowState(kind, source, mayBeNull && kind <= BorrowKind.OfAny);
    }
}
