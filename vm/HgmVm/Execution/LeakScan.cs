using HgmVm.Memory;

namespace HgmVm.Execution;

/// <summary>Lists what is alive at the end of a run, by type and, with history, by place of allocation.</summary>
internal static unsafe class LeakScan
{
    public static IReadOnlyList<Leak> Find(VmThread thread)
    {
        var leaks = new Dictionary<(int Type, CodeSite? Site), (long Count, long Bytes)>();
        var walker = new HeapWalker(thread.Heap);
        while (walker.MoveNextLive())
        {
            var key = (walker.TypeId, thread.HistoryOf((nint)walker.Current).Allocated);
            (long count, long bytes) = leaks.GetValueOrDefault(key);
            leaks[key] = (count + 1, bytes + walker.Bytes);
        }
        return [.. leaks.OrderByDescending(entry => entry.Value.Bytes)
            .Select(entry => new Leak(thread.Program.Types[entry.Key.Type].Name, entry.Value.Count, entry.Value.Bytes, entry.Key.Site))];
    }
}
