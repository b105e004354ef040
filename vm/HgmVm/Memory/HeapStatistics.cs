namespace HgmVm.Memory;

/// <summary>Exact figures of a heap at one moment. Buffers of arrays count in bytes, not as objects.</summary>
public sealed record HeapStatistics
{
    /// <summary>Objects that were ever allocated.</summary>
    public long Allocations { get; init; }

    /// <summary>Objects that died, undead ones included.</summary>
    public long Frees { get; init; }

    /// <summary>Objects that live: allocations less frees.</summary>
    public long LiveObjects { get; init; }

    /// <summary>Bytes of the slots and runs of live objects and their buffers.</summary>
    public long LiveBytes { get; init; }

    /// <summary>Bytes that spans in use, large blocks and side tables hold.</summary>
    public long HeldBytes { get; init; }

    /// <summary>The largest value of <see cref="HeldBytes"/>.</summary>
    public long PeakHeldBytes { get; init; }

    /// <summary>Slots whose generations are used up.</summary>
    public long RetiredSlots { get; init; }

    /// <summary>Spans whose pages went back to the system, counted each time.</summary>
    public long SpansReleased { get; init; }

    /// <summary>Dead objects whose storage waits for a tether or a constraint reference to end.</summary>
    public long UndeadObjects { get; init; }
}
