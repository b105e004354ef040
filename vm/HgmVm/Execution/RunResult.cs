namespace HgmVm.Execution;

/// <summary>How a run ended.</summary>
/// <param name="ExitCode">What the program returned or the host asked for; 4 after a trap, 5 after a limit.</param>
/// <param name="Trap">What went wrong; null after a normal end.</param>
/// <param name="Leaks">Objects that nobody freed, by type; empty after a clean end, and after a trap.</param>
/// <param name="Results">Results of the called function, as bits.</param>
public sealed record RunResult(int ExitCode, Trap? Trap, IReadOnlyList<Leak> Leaks, IReadOnlyList<ulong> Results)
{
    /// <summary>Exit code of a trap (design section 6).</summary>
    public const int TrapExitCode = 4;

    /// <summary>Exit code when a limit was reached.</summary>
    public const int LimitExitCode = 5;
}

/// <summary>Objects of one type from one place that were alive at the end.</summary>
/// <param name="TypeName">Name of the struct or array type.</param>
/// <param name="Count">Number of objects.</param>
/// <param name="Bytes">Bytes they take.</param>
/// <param name="AllocatedAt">With history: where they were allocated.</param>
public sealed record Leak(string TypeName, long Count, long Bytes, CodeSite? AllocatedAt);
