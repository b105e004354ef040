using HgmVm.Memory;

namespace HgmVm.Execution;

/// <summary>Limits of a run, and what is observed while it runs.</summary>
public sealed class VmOptions
{
    /// <summary>Default of <see cref="MaxStackBytes"/>.</summary>
    public const long DefaultStackBytes = 64L << 20;

    /// <summary>Least and most of <see cref="MaxStackBytes"/>.</summary>
    public const long LeastStackBytes = 64L << 10, MostStackBytes = 64L << 30;

    /// <summary>Units of fuel: one for each function entry and each backward jump. Null: no limit.</summary>
    public long? Fuel { get; init; }

    /// <summary>Wall time of a run. Null: no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Ends a run with the trap <c>timeout</c> when it is cancelled.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Bytes of heap memory. Null: as much as the heap's own default.</summary>
    public long? MaxHeapBytes { get; init; }

    /// <summary>Bytes of the guest stack. Only what is used takes memory.</summary>
    public long MaxStackBytes { get; init; } = DefaultStackBytes;

    /// <summary>
    /// What runs the program. Compiled code runs on a native thread of the machine's own, and so do the host functions
    /// that it calls. A run that is watched (<see cref="History"/>, <see cref="CheckBeliefs"/>) is interpreted whatever this says.
    /// </summary>
    public ExecutionTier Tier { get; init; }

    /// <summary>
    /// Shows random words, none of which passes for a living object, where memory was given back to the system, and not
    /// zeroes. On Linux only; up to 32,765 spans of 64 KiB.
    /// </summary>
    public bool GarbageInReleasedMemory { get; init; }

    /// <summary>How much the heap checks itself.</summary>
    public SelfCheckLevel SelfCheck { get; init; }

    /// <summary>Bits of a generation: 32, or 8 or 4 so that tests see slots retire.</summary>
    public int GenerationBits { get; init; } = 32;

    /// <summary>The number of the allocation that fails; 0 for none.</summary>
    public long FailAllocation { get; init; }

    /// <summary>Remembers where objects were allocated and freed, for traps and leak reports. Slows down.</summary>
    public bool History { get; init; }

    /// <summary>Compares registers with what the verifier believed, for the first 20,000 steps; for tests. Very
    /// slow.</summary>
    public bool CheckBeliefs { get; init; }

    /// <summary>
    /// Prepares code for a long run at once, instead of when the program has run for a while. Observed runs are never
    /// prepared: they show each instruction by itself.
    /// </summary>
    public bool WarmStart { get; init; }

    /// <summary>Counts instructions, checks and tethers. Slows down.</summary>
    public bool CountInstructions { get; init; }

    /// <summary>
    /// Performs every check that was proved unnecessary as well; <see cref="Machine.ElisionException"/> when a proof is wrong.
    /// </summary>
    public bool VerifyElision { get; init; }

    /// <summary>Leaves no check out, proved or not: to measure what proofs are worth.</summary>
    public bool KeepChecks { get; init; }

    /// <summary>Units of fuel that the interpreter gets at a time; it looks at clock, cancellation and tier in
    /// between.</summary>
    internal long FuelPortion { get; init; } = 20_000;

    /// <summary>Portions of fuel after which a run is compiled (<see cref="ExecutionTier.Auto"/>): about two milliseconds.</summary>
    internal int PortionsUntilCompiled { get; init; } = 10;

    /// <summary>Compiles while the program waits: tests then know where the tiers change.</summary>
    internal bool CompileInForeground { get; init; }
}

/// <summary>What runs a program.</summary>
public enum ExecutionTier : byte
{
    /// <summary>The interpreter starts, and what runs long is compiled meanwhile.</summary>
    Auto,

    /// <summary>The interpreter alone.</summary>
    Interpreter,

    /// <summary>Compiled code from the start, for all that can be compiled.</summary>
    Compiled,
}
