using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace HgmVm.Memory;

/// <summary>
/// Assertions of the heap, in three price classes. <see cref="Cheap"/> costs a compare and is in every Debug build;
/// <see cref="Structure"/> may look at other memory than the caller has at hand; <see cref="Expensive"/> may walk.
/// Callers of the last two test the level first, so that nobody pays for computing a condition that is not wanted.
/// </summary>
internal static class HeapAssert
{
    /// <summary>A condition on values at hand.</summary>
    [Conditional("DEBUG")]
    public static void Cheap([DoesNotReturnIf(false)] bool condition, string claim)
    {
        if (!condition)
        {
            Fail(claim);
        }
    }

    /// <summary>
    /// A condition on headers and span metadata; call only at <see cref="SelfCheckLevel.Structures"/> or above.
    /// </summary>
    public static void Structure([DoesNotReturnIf(false)] bool condition, string claim)
    {
        if (!condition)
        {
            Fail(claim);
        }
    }

    /// <summary>A condition that took a walk; call only at <see cref="SelfCheckLevel.Everything"/>.</summary>
    public static void Expensive([DoesNotReturnIf(false)] bool condition, string claim)
    {
        if (!condition)
        {
            Fail(claim);
        }
    }

    [DoesNotReturn]
    private static void Fail(string claim) => throw new HeapCorruptionException($"heap invariant broken: {claim}");
}

/// <summary>
/// An invariant of the heap does not hold: a defect of the machine, never of the program that it runs.
/// </summary>
internal sealed class HeapCorruptionException(string message) : Exception(message);
