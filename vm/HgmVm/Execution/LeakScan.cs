using HgmVm.Memory;

namespace HgmVm.Execution;

/// <summary>Lists what is alive at the end of a run, by type and, with history, by place of allocation.</summary>
internal static class LeakScan
{
    public static IReadOnlyList<Leak> Find(VmThread thread) =>
        [.. LeakReport.Of(thread.Heap).Entries.Select(entry =>
            new Leak(entry.TypeName, entry.Objects, entry.Bytes, thread.DescribeSite(entry.Site)))];
}
