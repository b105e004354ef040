namespace HgmVm.Memory;

/// <summary>Objects of one type, and from one place when that is known, that are left.</summary>
/// <param name="TypeName">The type.</param>
/// <param name="Site">Where they were allocated, as recorded; -1 when it is not known.</param>
/// <param name="Objects">How many.</param>
/// <param name="Bytes">Bytes of their slots, with the buffers of arrays.</param>
public sealed record LeakEntry(string TypeName, int Site, long Objects, long Bytes);

/// <summary>What is left in a heap: nothing, after a program that ended as it should.</summary>
public sealed class LeakReport
{
    private LeakReport(IReadOnlyList<LeakEntry> entries, long undead)
    {
        Entries = entries;
        UndeadObjects = undead;
        foreach (LeakEntry entry in entries)
        {
            Objects += entry.Objects;
            Bytes += entry.Bytes;
        }
    }

    /// <summary>One entry for each type and place, the most bytes first.</summary>
    public IReadOnlyList<LeakEntry> Entries { get; }

    /// <summary>Live objects.</summary>
    public long Objects { get; }

    /// <summary>Bytes of live objects.</summary>
    public long Bytes { get; }

    /// <summary>Dead objects whose storage something still holds.</summary>
    public long UndeadObjects { get; }

    /// <summary>True when nothing is left.</summary>
    public bool IsEmpty => Objects == 0 && UndeadObjects == 0;

    /// <summary>Reads every header of a heap: one pass, at the end of a program.</summary>
    internal static unsafe LeakReport Of(GenerationalHeap heap)
    {
        Dictionary<(int Type, int Site), (long Objects, long Bytes)> sums = [];
        HeapWalker walker = new(heap);
        while (walker.MoveNextLive())
        {
            byte* p = walker.Current;
            long bytes = walker.Bytes;
            if (heap.Types[walker.TypeId].Kind == PayloadKind.Array)
            {
                byte* elements = ((ArrayObject*)p)->Elements;
                bytes += elements == p + ArrayObject.SizeBytes ? 0 : heap.RoomOf(elements) + ObjectHeader.SizeBytes;
            }

            uint generation = ObjectHeader.Generation(walker.Header);
            int site = heap.History?.Find(p, generation)?.AllocatedAt ?? AllocationHistory.NoSite;
            (long Objects, long Bytes) sum = sums.GetValueOrDefault((walker.TypeId, site));
            sums[(walker.TypeId, site)] = (sum.Objects + 1, sum.Bytes + bytes);
        }

        if (sums.Count == 0) return new LeakReport([], heap.UndeadCount);
        IEnumerable<LeakEntry> entries =
            from pair in sums
            orderby pair.Value.Bytes descending, pair.Key
            select new LeakEntry(heap.Types[pair.Key.Type].Name, pair.Key.Site, pair.Value.Objects, pair.Value.Bytes);
        return new LeakReport([.. entries], heap.UndeadCount);
    }
}
