namespace HgmVm.Memory;

/// <summary>What a heap is asked for when it is made.</summary>
internal sealed record HeapOptions
{
    /// <summary>
    /// Bytes that spans in use, large blocks and side tables may hold together; 0 means three quarters of what the
    /// machine has. A limit is always there: without one, a program that asks for too much would have the whole process
    /// killed.
    /// </summary>
    public long MaxBytes { get; init; }

    /// <summary>Bits of a generation: 32, or 4 or 8 so that tests see generations run out.</summary>
    public int GenerationBits { get; init; } = 32;

    /// <summary>Makes exactly the n-th allocation (from 1) fail, buffers of arrays counted; 0 for none.</summary>
    public long FailAllocation { get; init; }

    /// <summary>True when the words of inline members have long generations, false when they have tether bits for
    /// scopes.</summary>
    public bool WideInnerWords { get; init; } = true;

    /// <summary>True when those words hold the table of a union's variant, false when they hold its type id.</summary>
    public bool TableUnionWords { get; init; }

    public SelfCheckLevel SelfCheck { get; init; }

    /// <summary>True to remember where each object was allocated and freed.</summary>
    public bool History { get; init; }

    /// <summary>
    /// Bytes of freed large blocks that may be kept for reuse before their pages go back to the system.
    /// </summary>
    public long LargeCacheBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Spans given back to the system that may show garbage instead of zeroes; 0 for none.</summary>
    public int GarbageSpans { get; init; }

    /// <summary>Held bytes at which the heap first looks for spans to give back on its own.</summary>
    public long FirstTrimBytes { get; init; } = 8 * 1024 * 1024;
}

/// <summary>Why an allocation came back null.</summary>
internal enum AllocationFailure : byte
{
    None,

    /// <summary><see cref="HeapOptions.FailAllocation"/> said so.</summary>
    Injected,

    /// <summary><see cref="HeapOptions.MaxBytes"/> is reached.</summary>
    Limit,

    /// <summary>The reserved range is used up, or the system refused memory.</summary>
    Machine,
}
