namespace HgmVm.Memory;

/// <summary>The part of the heap that fast paths touch: native memory, embedded in the execution context.</summary>
internal unsafe struct HeapState
{
    /// <summary>Number of small size classes.</summary>
    public const int ClassCount = 64;

    /// <summary>The word that soft tethers of dead objects write to, instead of somebody's header (P1).</summary>
    public ulong Throwaway;
}
