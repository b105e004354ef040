using HgmVm.Memory;

namespace HgmVm.Tests.Memory;

public unsafe class LimitTests
{
    private const int Span = SpanInfo.SpanBytes;

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    public void A_large_block_fits_exactly_the_limit(int more, bool fits)
    {
        const long Block = 1 << 20;
        using TestHeap heap = new(new HeapOptions { MaxBytes = Block + more, SelfCheck = SelfCheckLevel.Structures });
        ArrayObject* array = heap.NewArray(heap.Bytes, Block - ArrayObject.SizeBytes - ObjectHeader.SizeBytes);
        Assert.Equal(fits, array != null);
        Assert.Equal(fits ? AllocationFailure.None : AllocationFailure.Limit, heap.Heap.LastFailure);
        Assert.Equal(fits ? Block : 0, heap.Heap.HeldBytes);
    }

    [Theory]
    [InlineData(-1, 3)]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    public void Spans_are_taken_up_to_the_limit(int more, int spans)
    {
        HeapOptions options = new() { MaxBytes = (4 * Span) + more, SelfCheck = SelfCheckLevel.Structures };
        using TestHeap heap = new(options);
        int slots = Span / SizeClasses.SlotBytes(SizeClasses.ForPayload(TestHeap.CellBytes));
        long count = 0;
        while (heap.New(heap.Cell) != null)
        {
            count++;
        }

        Assert.Equal((long)slots * spans, count);
        Assert.Equal(AllocationFailure.Limit, heap.Heap.LastFailure);
        Assert.Equal(count, heap.Heap.Statistics().LiveObjects);
        Assert.True(heap.New(heap.Cell) == null, "and stays full");
    }

    [Fact]
    public void A_full_heap_has_room_again_after_a_free()
    {
        using TestHeap heap = new(new HeapOptions { MaxBytes = 2 * Span });
        byte* last = null;
        for (byte* p = heap.New(heap.Cell); p != null; p = heap.New(heap.Cell))
        {
            last = p;
        }

        heap.Free(last);
        Assert.True(heap.New(heap.Cell) == last);
        Assert.True(heap.New(heap.Cell) == null);
    }

    [Fact]
    public void Memory_of_one_class_is_given_to_another_when_the_limit_is_near()
    {
        using TestHeap heap = new(new HeapOptions { MaxBytes = 4 * Span, SelfCheck = SelfCheckLevel.Structures });
        List<nint> cells = [];
        for (byte* p = heap.New(heap.Cell); p != null; p = heap.New(heap.Cell))
        {
            cells.Add((nint)p);
        }

        cells.ForEach(p => heap.Free((byte*)p));
        Assert.True(heap.New(heap.Node) != null, "empty spans of cells are given back first");
        Assert.True(heap.Heap.Statistics().SpansReleased >= 1);
    }

    [Fact]
    public void Side_tables_count()
    {
        using TestHeap heap = new(new HeapOptions { MaxBytes = 2 * Span });
        List<nint> cells = [];
        byte* p;
        while ((p = heap.New(heap.Cell)) != null)
        {
            cells.Add((nint)p);
        }

        // The spans take the whole limit, so there is no room for a table.
        Assert.False(heap.Heap.AddConstraint((byte*)cells[0]));
        HeapFast.Tether((byte*)cells[1]);
        Assert.False(heap.Heap.MakeUndead((byte*)cells[1]));
        Assert.True(ObjectHeader.IsLive(HeapFast.Header((byte*)cells[1])), "and nothing changed");
        Assert.Equal(DismantleStep.OutOfMemory, heap.Dismantle((byte*)cells[1]));
        heap.Heap.Verify(SelfCheckLevel.Everything);
    }

    [Fact]
    public void Lengths_that_no_memory_can_hold_are_refused()
    {
        using TestHeap heap = new(new HeapOptions { MaxBytes = 1 << 24 });
        long[] lengths = [1L << 24, 1L << 40, 1L << 60, long.MaxValue / 8, long.MaxValue - 100, long.MaxValue];
        foreach (long length in lengths)
        {
            Assert.True(heap.NewArray(heap.Bytes, length) == null, $"{length} bytes");
            Assert.True(heap.NewArray(heap.Trees, length) == null, $"{length} trees");
            Assert.Equal(AllocationFailure.Limit, heap.Heap.LastFailure);
        }

        ArrayObject* array = heap.NewArray(heap.Trees, 3);
        Assert.False(HeapFast.GrowArray(heap.State, (byte*)array, 8, long.MaxValue));
        Assert.False(HeapFast.GrowArray(heap.State, (byte*)array, 8, long.MaxValue / 8));
        Assert.Equal(3, array->Length);
    }

    [Fact]
    public void Exactly_the_chosen_allocation_fails()
    {
        for (int n = 1; n <= 8; n++)
        {
            using TestHeap heap = new(new HeapOptions { FailAllocation = n, MaxBytes = 1 << 26 });
            List<bool> worked = [];
            for (int i = 0; i < 3; i++)
            {
                byte* p = heap.New(heap.Cell);
                worked.Add(p != null);
                if (p != null)
                {
                    heap.Free(p);
                }

                worked.Add(heap.NewArray(heap.Bytes, 100_000) != null);
            }

            ArrayObject* array = heap.NewArray(heap.Bytes, 10);
            worked.Add(array != null);
            worked.Add(array == null || HeapFast.GrowArray(heap.State, (byte*)array, 1, 1000));
            Assert.Equal(n, worked.IndexOf(false) + 1);
            Assert.Single(worked, false);
            Assert.Equal(AllocationFailure.Injected, heap.Heap.LastFailure);
            heap.Heap.Verify(SelfCheckLevel.Everything);
        }
    }
}
