using HgmVm.Memory;

namespace HgmVm.Tests.Memory;

public unsafe class UndeadTests
{
    private static readonly HeapOptions s_checked =
        new() { SelfCheck = SelfCheckLevel.Everything, MaxBytes = 1L << 30 };

    [Fact]
    public void A_tethered_object_that_is_freed_dies_reads_zero_and_keeps_its_storage()
    {
        using TestHeap heap = new(s_checked);
        byte* p = heap.New(heap.Cell);
        *(long*)p = 42;
        ulong generation = HeapFast.GenerationForReference(p);
        HeapFast.Tether(p);
        Assert.True(heap.Heap.MakeUndead(p));
        Assert.False(HeapFast.IsAlive(p, generation));
        Assert.Equal(0UL, HeapFast.GenerationForReference(p));
        Assert.True(HeapFast.IsHeld(p));
        Assert.Equal(0, *(long*)p);
        Assert.Equal(1, heap.Heap.UndeadCount);
        Assert.True(heap.New(heap.Cell) != p);
        Untether(p);
        heap.Heap.DrainUndead();
        Assert.Equal(0, heap.Heap.UndeadCount);
        Assert.True(heap.New(heap.Cell) == p, "its slot is free again");
        Assert.False(HeapFast.IsAlive(p, generation));
    }

    [Fact]
    public void An_undead_array_keeps_its_length_and_reads_zero()
    {
        using TestHeap heap = new(s_checked);
        foreach (long length in new[] { 5L, 100_000L })
        {
            ArrayObject* array = heap.NewArray(heap.Bytes, length);
            new Span<byte>(array->Elements, (int)length).Fill(9);
            HeapFast.Tether((byte*)array);
            Assert.Equal(DismantleStep.Done, heap.Dismantle((byte*)array));
            Assert.Equal(length, array->Length);
            Assert.True(new ReadOnlySpan<byte>(array->Elements, (int)length).IndexOfAnyExcept((byte)0) < 0);
            Untether((byte*)array);
        }

        heap.Heap.DrainUndead();
        Assert.Equal(0, heap.Heap.UndeadCount);
    }

    [Fact]
    public void The_cycle_lets_go_of_objects_step_by_step()
    {
        using TestHeap heap = new();
        List<nint> undead = [];
        for (int i = 0; i < 100; i++)
        {
            byte* p = heap.New(heap.Cell);
            HeapFast.Tether(p);
            Assert.True(heap.Heap.MakeUndead(p));
            undead.Add((nint)p);
        }

        Assert.Equal(100, heap.Heap.UndeadCount);
        undead.ForEach(p => Untether((byte*)p));
        for (int i = 0; i < 60; i++)
        {
            byte* p = heap.New(heap.Node);
            HeapFast.Tether(p);
            Assert.True(heap.Heap.MakeUndead(p));
            Untether(p);
        }

        Assert.True(heap.Heap.UndeadCount <= 42, "each new undead object looks at two old ones");
        heap.Heap.DrainUndead();
        Assert.Equal(0, heap.Heap.UndeadCount);
        Assert.Equal(0, heap.Heap.Statistics().LiveObjects);
    }

    [Fact]
    public void A_constraint_keeps_storage_until_the_last_one_is_released()
    {
        using TestHeap heap = new(s_checked);
        byte* p = heap.New(heap.Cell);
        Assert.True(heap.Heap.AddConstraint(p));
        Assert.True(heap.Heap.AddConstraint(p));
        heap.Dismantle(p);
        Assert.Equal(1, heap.Heap.UndeadCount);
        heap.Heap.ReleaseConstraint(p);
        heap.Heap.DrainUndead();
        Assert.Equal(1, heap.Heap.UndeadCount);
        heap.Heap.ReleaseConstraint(p);
        heap.Heap.DrainUndead();
        Assert.Equal(0, heap.Heap.UndeadCount);
        Assert.Equal(0, heap.Heap.ConstrainedCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Held_objects_inside_what_is_freed_become_undead_and_the_rest_is_freed(bool fast)
    {
        using TestHeap heap = new(s_checked);
        byte* root = DismantlerTests.Grow(heap, new Random(3), 4);
        List<nint> all = [];
        Collect(root, all);
        List<nint> held = [.. all.Where((_, i) => i % 3 == 1)];
        held.ForEach(p => HeapFast.Tether((byte*)p));
        Assert.Equal(DismantleStep.Done, heap.Dismantle(root, fast ? HeldPolicy.Free : HeldPolicy.Undead));
        Assert.Equal(held.Count, heap.Heap.UndeadCount);
        Assert.Equal(0, heap.Heap.Statistics().LiveObjects);
        Assert.All(held, p => Assert.False(heap.Heap.OwnsSomething((byte*)p)));
        held.ForEach(p => Untether((byte*)p));
        heap.Heap.DrainUndead();
        Assert.Equal(0, heap.Heap.UndeadCount);
    }

    [Fact]
    public void What_a_tethered_writer_puts_into_an_undead_object_does_not_leak()
    {
        using TestHeap heap = new(s_checked);
        byte* tree = heap.New(heap.Tree);
        ArrayObject* trees = heap.NewArray(heap.Trees, 2);
        HeapFast.Tether(tree);
        HeapFast.Tether((byte*)trees);
        heap.Dismantle(tree);
        heap.Dismantle((byte*)trees);
        *(byte**)(tree + 8) = DismantlerTests.Grow(heap, new Random(2), 2);
        ((byte**)trees->Elements)[1] = DismantlerTests.Grow(heap, new Random(4), 2);
        Untether(tree);
        Untether((byte*)trees);
        heap.Heap.DrainUndead();
        Assert.Equal(2, heap.Heap.UndeadCount);
        Assert.True(heap.Heap.HasExpiredOwners);
        for (byte* p = heap.Heap.TakeExpiredUndead(); p != null; p = heap.Heap.TakeExpiredUndead())
        {
            heap.Heap.Dismantler.BeginExpired(p, HeldPolicy.Undead);
            Assert.Equal(DismantleStep.Done, heap.Finish());
        }

        Assert.False(heap.Heap.HasExpiredOwners);
        HeapStatistics statistics = heap.Heap.Statistics();
        Assert.Equal(0, statistics.LiveObjects);
        Assert.Equal(0, statistics.UndeadObjects);
    }

    [Fact]
    public void A_destructor_that_stores_a_constraint_reference_to_its_object_makes_it_undead()
    {
        using TestHeap heap = new(s_checked);
        byte* p = heap.New(heap.Watched);
        *(byte**)(p + 8) = heap.New(heap.Watched);
        heap.Dismantle(p, destructor: q =>
        {
            if (q == (nint)p)
            {
                Assert.True(heap.Heap.AddConstraint(p));
            }
        });
        Assert.Equal(1, heap.Heap.UndeadCount);
        Assert.Equal(0, heap.Heap.Statistics().LiveObjects);
        heap.Heap.ReleaseConstraint(p);
        heap.Heap.DrainUndead();
        Assert.Equal(0, heap.Heap.UndeadCount);
    }

    [Fact]
    public void An_undead_object_of_the_last_generation_is_retired()
    {
        using TestHeap heap = new(new HeapOptions { GenerationBits = 4, MaxBytes = 1 << 24 });
        byte* p = heap.New(heap.Cell);
        while (ObjectHeader.Generation(HeapFast.Header(p)) < heap.Heap.LastGeneration)
        {
            heap.Free(p);
            Assert.True(heap.New(heap.Cell) == p);
        }

        HeapFast.Tether(p);
        Assert.True(heap.Heap.MakeUndead(p));
        heap.Heap.Verify(SelfCheckLevel.Everything);
        Untether(p);
        heap.Heap.DrainUndead();
        Assert.Equal(1, heap.Heap.Statistics().RetiredSlots);
        Assert.True(heap.New(heap.Cell) != p);
        heap.Heap.Verify(SelfCheckLevel.Everything);
    }

    private static void Untether(byte* p) => HeapFast.Header(p) &= ~ObjectHeader.OuterTether;

    private static void Collect(byte* tree, List<nint> all)
    {
        all.Add((nint)tree);
        for (int i = 0; i < 3; i++)
        {
            if (*(byte**)(tree + (8 * i)) != null)
            {
                Collect(*(byte**)(tree + (8 * i)), all);
            }
        }
    }
}
