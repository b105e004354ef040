using HgmVm.Memory;

namespace HgmVm.Tests.Memory;

public unsafe class ReportTests
{
    [Fact]
    public void A_leak_report_counts_by_type_and_place()
    {
        using TestHeap heap = new(new HeapOptions { History = true, MaxBytes = 1 << 24 });
        for (int i = 0; i < 5; i++)
        {
            byte* p = heap.New(heap.Cell);
            Assert.True(heap.Heap.History!.RecordAllocation(p, i < 2 ? 7 : 8));
        }

        ArrayObject* array = heap.NewArray(heap.Bytes, 8);
        Assert.True(HeapFast.GrowArray(heap.State, (byte*)array, 1, 100_000));
        LeakReport report = LeakReport.Of(heap.Heap);
        Assert.Equal(6, report.Objects);
        Assert.False(report.IsEmpty);
        Assert.Equal(["array u8@-1:1", "Cell@8:3", "Cell@7:2"],
            report.Entries.Select(entry => $"{entry.TypeName}@{entry.Site}:{entry.Objects}"));
        Assert.True(report.Entries[0].Bytes > 100_000, "buffers count with their arrays");
        Assert.Equal(3 * 48, report.Entries[1].Bytes);
        Assert.Equal(heap.Heap.Statistics().LiveBytes, report.Bytes);
    }

    [Fact]
    public void An_empty_heap_leaks_nothing()
    {
        using TestHeap heap = new();
        byte* p = heap.New(heap.Cell);
        Assert.False(LeakReport.Of(heap.Heap).IsEmpty);
        HeapFast.Tether(p);
        Assert.True(heap.Heap.MakeUndead(p));
        LeakReport report = LeakReport.Of(heap.Heap);
        Assert.Equal(0, report.Objects);
        Assert.Equal(1, report.UndeadObjects);
        Assert.False(report.IsEmpty);
        HeapFast.Header(p) &= ~ObjectHeader.Held;
        heap.Heap.DrainUndead();
        Assert.True(LeakReport.Of(heap.Heap).IsEmpty);
    }

    [Fact]
    public void History_knows_the_latest_object_of_an_address()
    {
        using TestHeap heap = new(new HeapOptions { History = true, MaxBytes = 1 << 24 });
        AllocationHistory history = heap.Heap.History!;
        byte* p = heap.New(heap.Cell);
        Assert.Null(history.Find(p, 1));
        Assert.True(history.RecordAllocation(p, 10));
        history.RecordFree(p, 11);
        heap.Free(p);
        Assert.Equal(new HistoryEntry(1, 10, 11), history.Find(p, 1));
        byte* q = heap.New(heap.Cell);
        Assert.True(p == q);
        Assert.Equal(new HistoryEntry(1, 10, 11), history.Find(p, 1));
        Assert.True(history.RecordAllocation(q, 12));
        Assert.Null(history.Find(p, 1));
        Assert.Equal(new HistoryEntry(3, 12, AllocationHistory.NoSite), history.Find(p, 3));
    }
}
