using HgmVm.Memory;

namespace HgmVm.Tests.Memory;

public unsafe class AllocationTests
{
    [Fact]
    public void An_object_is_zero_alive_and_of_its_type()
    {
        using TestHeap heap = new();
        byte* p = heap.New(heap.Cell);
        ulong header = HeapFast.Header(p);
        Assert.True(ObjectHeader.IsLive(header));
        Assert.Equal(heap.Cell, ObjectHeader.TypeId(header));
        Assert.Equal(1u, ObjectHeader.Generation(header));
        Assert.True(new ReadOnlySpan<byte>(p, TestHeap.CellBytes).IndexOfAnyExcept((byte)0) < 0);
    }

    [Fact]
    public void A_slot_comes_back_with_a_higher_generation_and_zero()
    {
        using TestHeap heap = new();
        byte* p = heap.New(heap.Cell);
        ulong generation = HeapFast.GenerationForReference(p);
        new Span<byte>(p, TestHeap.CellBytes).Fill(0xAB);
        heap.Free(p);
        Assert.False(HeapFast.IsAlive(p, generation));
        byte* again = heap.New(heap.Cell);
        Assert.True(p == again);
        Assert.Equal(generation + 2, HeapFast.GenerationForReference(again));
        Assert.False(HeapFast.IsAlive(p, generation));
        Assert.True(new ReadOnlySpan<byte>(p, TestHeap.CellBytes).IndexOfAnyExcept((byte)0) < 0);
    }

    [Fact]
    public void Every_payload_size_is_zero_when_its_slot_comes_back()
    {
        using TestHeap heap = new();
        for (int bytes = 8; bytes <= 2048; bytes += 8)
        {
            int type = heap.Register($"S{bytes}", bytes);
            byte* p = heap.New(type);
            new Span<byte>(p, bytes).Fill(0xAB);
            heap.Free(p);
            byte* q = heap.New(type);
            Assert.True(p == q);
            bool isZero = new ReadOnlySpan<byte>(q, bytes).IndexOfAnyExcept((byte)0) < 0;
            Assert.True(isZero, $"{bytes} bytes are not all zero");
        }
    }

    [Fact]
    public void Objects_do_not_overlap()
    {
        using TestHeap heap = new();
        List<(nint Address, int Bytes)> blocks = [];
        for (int bytes = 8; bytes <= 40_000; bytes = (bytes * 9 / 8 / 8 * 8) + 8)
        {
            int type = heap.Register($"S{bytes}", bytes);
            for (int i = 0; i < 3; i++)
            {
                blocks.Add(((nint)heap.New(type) - ObjectHeader.SizeBytes, bytes + ObjectHeader.SizeBytes));
            }
        }

        blocks.Sort();
        for (int i = 1; i < blocks.Count; i++)
        {
            Assert.True(blocks[i - 1].Address + blocks[i - 1].Bytes <= blocks[i].Address);
        }

        heap.Heap.Verify(SelfCheckLevel.Everything);
    }

    [Theory]
    [InlineData(4, 8)]
    [InlineData(8, 128)]
    public void A_slot_is_retired_when_its_generations_are_used_up(int bits, int lives)
    {
        using TestHeap heap = new(new HeapOptions { GenerationBits = bits, MaxBytes = 1 << 24 });
        byte* first = heap.New(heap.Cell);
        for (int i = 1; i < lives; i++)
        {
            heap.Free(first);
            Assert.True(heap.New(heap.Cell) == first, "a free slot is used before a fresh one");
        }

        Assert.Equal(heap.Heap.LastGeneration, ObjectHeader.Generation(HeapFast.Header(first)));
        heap.Free(first);
        Assert.Equal(0UL, HeapFast.Header(first));
        Assert.True(heap.New(heap.Cell) != first, "a retired slot is never used again");
        HeapStatistics statistics = heap.Heap.Statistics();
        Assert.Equal(1, statistics.RetiredSlots);
        Assert.Equal(lives + 1, statistics.Allocations);
        Assert.Equal(lives, statistics.Frees);
        heap.Heap.Verify(SelfCheckLevel.Everything);
    }

    [Fact]
    public void Counts_are_exact()
    {
        using TestHeap heap = new();
        List<nint> live = [];
        Random random = new(7);
        long allocations = 0, frees = 0;
        for (int i = 0; i < 5000; i++)
        {
            if (live.Count > 0 && random.Next(3) == 0)
            {
                int at = random.Next(live.Count);
                heap.Free((byte*)live[at]);
                live.RemoveAt(at);
                frees++;
            }
            else
            {
                live.Add((nint)heap.New(random.Next(2) == 0 ? heap.Cell : heap.Node));
                allocations++;
            }

            if (i % 1000 == 999)
            {
                heap.Heap.Trim();
                HeapStatistics statistics = heap.Heap.Statistics();
                Assert.Equal(allocations, statistics.Allocations);
                Assert.Equal(frees, statistics.Frees);
                Assert.Equal(live.Count, statistics.LiveObjects);
            }
        }
    }

    [Fact]
    public void The_heap_can_live_in_a_state_of_the_caller()
    {
        HeapState state = default;
        using GenerationalHeap heap = new(new HeapOptions { MaxBytes = 1 << 20 }, &state);
        int type = heap.RegisterType(new TypeDescriptor { Name = "T", Kind = PayloadKind.Struct, PayloadBytes = 16 });
        byte* p = HeapFast.Allocate(&state, SizeClasses.ForPayload(16), type);
        Assert.True(p != null);
        Assert.Equal(0UL, state.Throwaway);
        HeapFast.Free(&state, p, SizeClasses.ForPayload(16));
        Assert.Equal(0, heap.Statistics().LiveObjects);
    }

    [Fact]
    public void Type_ids_end_where_the_header_has_no_room()
    {
        using TestHeap heap = new();
        while (heap.Heap.Types.Count <= TypeTable.MaxTypeId)
        {
            Assert.True(heap.Register("T", 8) > 0);
        }

        Assert.Equal(-1, heap.Register("one too many", 8));
        byte* p = heap.New(TypeTable.MaxTypeId);
        Assert.Equal(TypeTable.MaxTypeId, ObjectHeader.TypeId(HeapFast.Header(p)));
    }
}
