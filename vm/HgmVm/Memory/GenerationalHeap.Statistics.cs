namespace HgmVm.Memory;

/// <summary>Exact counts, derived: fast paths count nothing, generations do.</summary>
internal sealed unsafe partial class GenerationalHeap
{
    /// <summary>
    /// The figures of this moment. A slot's generation says how often it was allocated and freed since its span's
    /// floor, so the price is one header read for each slot, here and not at each allocation.
    /// </summary>
    public HeapStatistics Statistics()
    {
        long allocations = _countedAllocations, frees = _countedFrees, liveBytes = 0, live = 0;
        HeapWalker walker = new(this);
        while (walker.MoveNext())
        {
            CountSlot(walker.Header & ObjectHeader.GenerationMask, walker.Span->Floor, ref allocations, ref frees);
            if (walker.IsLive)
            {
                liveBytes += walker.Bytes;
                live++;
            }
        }

        HeapAssert.Cheap(allocations - frees == live, "what was allocated and not freed lives");
        long buffers = _bufferAllocations - _bufferFrees;
        HeapAssert.Cheap(buffers >= 0 && buffers <= live, "buffers are live blocks");
        return new HeapStatistics
        {
            Allocations = allocations - _bufferAllocations,
            Frees = frees - _bufferFrees,
            LiveObjects = live - buffers,
            LiveBytes = liveBytes,
            HeldBytes = _heldBytes,
            PeakHeldBytes = _peakHeldBytes,
            RetiredSlots = _retiredSlots,
            SpansReleased = _spansReleased,
            UndeadObjects = _undead.Count,
        };
    }
}
