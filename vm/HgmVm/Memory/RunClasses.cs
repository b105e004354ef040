using System.Numerics;

namespace HgmVm.Memory;

/// <summary>
/// The sizes of large blocks, in spans of 64 KiB: 1 to 4 by one, then four steps per doubling. A run keeps its start
/// and its size for the heap's life, so runs are only ever reused for their own class; geometric sizes keep the number
/// of classes, and so the address space that lies idle, small.
/// </summary>
internal static class RunClasses
{
    /// <summary>Number of run classes: up to 2^31 spans.</summary>
    public const int Count = 4 + (4 * 29);

    /// <summary>The smallest class with at least that many spans (1 to 2^31).</summary>
    public static int ForSpans(long spans)
    {
        HeapAssert.Cheap(spans is > 0 and <= 1L << 31, "a run has a size");
        if (spans <= 4)
        {
            return (int)spans - 1;
        }

        int power = BitOperations.Log2((ulong)spans - 1);
        int step = (int)((spans - 1 - (1L << power)) >> (power - 2));
        return 4 + ((power - 2) << 2) + step;
    }

    /// <summary>Number of spans of the runs of a class.</summary>
    public static long Spans(int runClass)
    {
        HeapAssert.Cheap((uint)runClass < Count, "a run class is in range");
        if (runClass < 4)
        {
            return runClass + 1;
        }

        int power = 2 + ((runClass - 4) >> 2);
        return (1L << power) + ((((runClass - 4) & 3) + 1) * (1L << (power - 2)));
    }
}
