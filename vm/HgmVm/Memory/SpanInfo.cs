using System.Runtime.InteropServices;

namespace HgmVm.Memory;

/// <summary>What a span of 64 KiB is bound to. The binding never changes back: see docs/decisions/0010.</summary>
internal enum SpanState : byte
{
    /// <summary>Never handed out.</summary>
    Unbound,

    /// <summary>Holds slots of one small size class.</summary>
    Small,

    /// <summary>
    /// As Small, but its pages went back to the system; its slots start anew above the generation floor.
    /// </summary>
    SmallReleased,

    /// <summary>The first span of a run that holds one large block, in use or cached.</summary>
    Run,

    /// <summary>As Run, but its pages went back to the system.</summary>
    RunReleased,

    /// <summary>A span of a run other than the first.</summary>
    RunBody,

    /// <summary>Some slot used up its generations when the pages went back: never used again.</summary>
    Spent,
}

/// <summary>
/// What the heap knows about a span, kept out of band: headers of spans at 64 KiB boundaries would all fall into one
/// cache set, and nothing a program writes can reach this table.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal struct SpanInfo
{
    public const int SizeBytes = 32;

    /// <summary>log2 of the bytes of a span.</summary>
    public const int Shift = 16;

    public const int SpanBytes = 1 << Shift;

    public SpanState State;

    /// <summary>Size class, or run class.</summary>
    public byte Class;

    /// <summary>Slots of a small span that have been handed out at least once since its pages were committed; for the
    /// span that its class still carves from, the class knows better.</summary>
    public ushort Carved;

    /// <summary>
    /// Even: the generation that slots start from, at least the highest any had before the last release.
    /// </summary>
    public uint Floor;

    /// <summary>
    /// Next span of the same class, by ascending address; 0 at the end. For a run's body: the run's first span.
    /// </summary>
    public uint Next;

    /// <summary>Next in the list of released spans of the class, or of cached or released runs; 0 at the end.</summary>
    public uint NextIdle;

    /// <summary>Bytes of the block that were touched, whole pages: what a run counts as held.</summary>
    public long HeldBytes;

    /// <summary>A released span, or the first one of a released run, that shows <see cref="GarbagePages"/>.</summary>
    public bool ShowsGarbage;
}
