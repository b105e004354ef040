namespace HgmVm.Verification;

/// <summary>
/// Bounds the work on one module. Honest code needs a few steps an instruction; loops tangled on purpose could need the
/// square of their number. The limit is about two seconds, a hundred times what the largest honest module needs.
/// </summary>
internal sealed class WorkBudget
{
    /// <summary>Steps for one module.</summary>
    public const long MaxSteps = 1L << 30;

    /// <summary>Bytes of register states for one function.</summary>
    public const long MaxStateBytes = 64L << 20;

    private long _steps;

    public bool IsSpent => _steps > MaxSteps;

    public void Spend(int steps) => _steps += steps;
}
