namespace HgmVm.Memory;

/// <summary>How much the heap checks itself while a program runs.</summary>
public enum SelfCheckLevel
{
    /// <summary>Only the assertions of a Debug build.</summary>
    Off,

    /// <summary>Counts and headers are compared at the slow steps: a few nanoseconds each.</summary>
    Cheap,

    /// <summary>
    /// The whole heap is walked whenever spans change hands, memory is trimmed or an undead object is made.
    /// </summary>
    Structures,

    /// <summary>
    /// The whole heap, references included, is walked at every allocation and free: for tests on small heaps.
    /// </summary>
    Everything,
}
