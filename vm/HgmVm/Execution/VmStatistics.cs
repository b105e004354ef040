using HgmVm.Memory;

namespace HgmVm.Execution;

/// <summary>What a machine has done so far.</summary>
public sealed record VmStatistics
{
    /// <summary>Executed instructions; 0 unless they are counted.</summary>
    public long Instructions { get; init; }

    /// <summary>Liveness checks that were run; 0 unless instructions are counted.</summary>
    public long ChecksRun { get; init; }

    /// <summary>Accesses that needed no liveness check: through owners, borrows, constraint references and
    /// globals.</summary>
    public long ChecksElided { get; init; }

    /// <summary>Liveness and bounds checks that an earlier one proved, so that they were not run; 0 unless instructions
    /// are counted.</summary>
    public long ChecksProved { get; init; }

    /// <summary>Tethers that were set; 0 unless instructions are counted.</summary>
    public long Tethers { get; init; }

    /// <summary>Tethers that were not set, because nothing looks at them while they last; 0 unless instructions are
    /// counted.</summary>
    public long TethersElided { get; init; }

    /// <summary>
    /// Function entries and backward jumps. Compiled code counts them only in a run with a fuel limit or with
    /// instructions counted.
    /// </summary>
    public long FuelUsed { get; init; }

    /// <summary>
    /// Functions of the program that were called; in compiled code they are counted only where instructions are.
    /// </summary>
    public int FunctionsCalled { get; init; }

    /// <summary>Functions with compiled code.</summary>
    public int FunctionsCompiled { get; init; }

    /// <summary>Loops that began in the interpreter and went on in compiled code.</summary>
    public int LoopsTakenOver { get; init; }

    /// <summary>Functions that should have been compiled and could not be.</summary>
    public IReadOnlyList<KeptInterpreted> KeptInterpreted { get; init; } = [];

    /// <summary>What the heap says.</summary>
    public required HeapStatistics Heap { get; init; }
}
