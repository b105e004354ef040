using HgmVm.Memory;

namespace HgmVm.Tests.Memory;

public unsafe class TrimTests
{
    [Fact]
    public void References_to_released_spans_are_dead_and_can_be_checked()
    {
        using TestHeap heap = new();
        List<(nint Address, ulong Generation)> references = [];
        for (int round = 0; round < 3; round++)
        {
            List<nint> cells = [];
            for (int i = 0; i < 5000; i++)
            {
                byte* p = heap.New(heap.Cell);
                cells.Add((nint)p);
                references.Add(((nint)p, HeapFast.GenerationForReference(p)));
            }

            cells.ForEach(p => heap.Free((byte*)p));
            heap.Heap.Trim();
            Assert.Equal(0, heap.Heap.HeldBytes);
            Assert.All(references, r => Assert.False(HeapFast.IsAlive((byte*)r.Address, r.Generation)));
        }

        Assert.Equal(15_000, references.Distinct().Count());
        HeapStatistics statistics = heap.Heap.Statistics();
        Assert.Equal(15_000, statistics.Allocations);
        Assert.Equal(15_000, statistics.Frees);
        Assert.True(statistics.SpansReleased >= 12);
    }

    [Fact]
    public void A_span_with_one_object_stays_and_its_free_slots_come_in_address_order()
    {
        using TestHeap heap = new();
        List<nint> cells = [.. Enumerable.Range(0, 3000).Select(_ => (nint)heap.New(heap.Cell))];
        nint kept = cells[100];
        foreach (nint p in cells.Where(p => p != kept).OrderBy(p => HashCode.Combine(p)))
        {
            heap.Free((byte*)p);
        }

        heap.Heap.Trim();
        Assert.Equal(SpanInfo.SpanBytes, heap.Heap.HeldBytes);
        nint before = 0;
        for (int i = 0; i < 1000; i++)
        {
            nint p = (nint)heap.New(heap.Cell);
            Assert.True(p > before && p != kept);
            before = p;
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void A_span_whose_generations_are_used_up_is_never_used_again(int bits)
    {
        using TestHeap heap = new(new HeapOptions { GenerationBits = bits, MaxBytes = 1 << 24 });
        HashSet<(nint, ulong)> references = [];
        for (int round = 0; round < 3 << (bits - 1); round++)
        {
            byte* p = heap.New(heap.Cell);
            Assert.True(references.Add(((nint)p, HeapFast.GenerationForReference(p))), "no reference comes back");
            heap.Free(p);
            heap.Heap.Trim();
        }

        Assert.Equal(3, references.Select(r => r.Item1).Distinct().Count());
        Assert.Equal(3 << (bits - 1), heap.Heap.Statistics().Allocations);
        heap.Heap.Verify(SelfCheckLevel.Everything);
    }

    [Fact]
    public void Large_blocks_are_cached_up_to_a_bound_then_released()
    {
        using TestHeap heap = new(new HeapOptions
        {
            LargeCacheBytes = 300_000,
            SelfCheck = SelfCheckLevel.Structures,
            MaxBytes = 1 << 24,
        });
        ArrayObject* a = heap.NewArray(heap.Bytes, 200_000), b = heap.NewArray(heap.Bytes, 200_000);
        ulong generation = HeapFast.GenerationForReference((byte*)b);
        HeapFast.FreeArray(heap.State, (byte*)a);
        Assert.InRange(heap.Heap.CachedBytes, 200_000, 210_000);
        HeapFast.FreeArray(heap.State, (byte*)b);
        Assert.InRange(heap.Heap.CachedBytes, 200_000, 210_000);
        Assert.Equal(heap.Heap.CachedBytes, heap.Heap.HeldBytes);
        Assert.False(HeapFast.IsAlive((byte*)b, generation));
        Assert.True(heap.NewArray(heap.Bytes, 200_000) == a, "the cached one first");
        Assert.True(heap.NewArray(heap.Bytes, 200_000) == b, "then the released one");
        Assert.Equal(generation + 2, HeapFast.GenerationForReference((byte*)b));
    }

    [Fact]
    public void A_cached_block_serves_a_larger_request_of_its_class_with_zeroes()
    {
        using TestHeap heap = new();
        int spans = 5;
        ArrayObject* a = heap.NewArray(heap.Bytes, (spans - 1) * SpanInfo.SpanBytes);
        new Span<byte>(a->Elements, (int)a->Length).Fill(1);
        HeapFast.FreeArray(heap.State, (byte*)a);
        ArrayObject* b = heap.NewArray(heap.Bytes, (spans * SpanInfo.SpanBytes) - 100);
        Assert.True(a == b);
        Assert.True(new ReadOnlySpan<byte>(b->Elements, (int)b->Length).IndexOfAnyExcept((byte)0) < 0);
        heap.Heap.Verify(SelfCheckLevel.Everything);
    }

    [Fact]
    public void A_large_block_is_retired_after_its_last_generation()
    {
        using TestHeap heap = new(new HeapOptions { GenerationBits = 4, MaxBytes = 1 << 24 });
        HashSet<nint> addresses = [];
        for (int i = 0; i < 20; i++)
        {
            ArrayObject* a = heap.NewArray(heap.Bytes, 100_000);
            addresses.Add((nint)a);
            HeapFast.FreeArray(heap.State, (byte*)a);
        }

        Assert.Equal(3, addresses.Count);
        Assert.Equal(2, heap.Heap.Statistics().RetiredSlots);
        Assert.Equal(20, heap.Heap.Statistics().Allocations);
        heap.Heap.Verify(SelfCheckLevel.Everything);
    }

    [Fact]
    public void A_growing_heap_gives_memory_back_on_its_own()
    {
        using TestHeap heap = new(new HeapOptions { FirstTrimBytes = 1 << 20, MaxBytes = 1L << 30 });
        List<nint> cells = [.. Enumerable.Range(0, 100_000).Select(_ => (nint)heap.New(heap.Cell))];
        cells.ForEach(p => heap.Free((byte*)p));
        for (int i = 0; i < 100_000; i++)
        {
            Assert.True(heap.New(heap.Node) != null);
        }

        Assert.True(heap.Heap.Statistics().SpansReleased > 50);
        Assert.True(heap.Heap.HeldBytes < heap.Heap.PeakHeldBytes);
    }
}
