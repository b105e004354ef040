using HgmVm.Memory;

namespace HgmVm.Tests.Memory;

public unsafe class DismantlerTests
{
    [Fact]
    public void A_list_of_ten_million_nodes_ends_without_recursion_and_memory()
    {
        using TestHeap heap = new(new HeapOptions { MaxBytes = 1L << 30 });
        byte* head = null;
        for (int i = 0; i < 10_000_000; i++)
        {
            byte* node = heap.New(heap.Node);
            *(byte**)(node + 8) = head;
            head = node;
        }

        long held = heap.Heap.HeldBytes;
        Assert.Equal(DismantleStep.Done, heap.Dismantle(head));
        HeapStatistics statistics = heap.Heap.Statistics();
        Assert.Equal(0, statistics.LiveObjects);
        Assert.Equal(10_000_000, statistics.Frees);
        Assert.True(heap.Heap.PeakHeldBytes <= held + 4096, "ending objects takes no memory to speak of");
        heap.Heap.Trim();
        Assert.True(heap.Heap.HeldBytes < 4096, "all spans went back");
    }

    [Fact]
    public void A_tree_ends_whole()
    {
        using TestHeap heap = new();
        byte* root = Grow(heap, new Random(5), 9);
        Assert.Equal(DismantleStep.Done, heap.Dismantle(root));
        Assert.Equal(0, heap.Heap.Statistics().LiveObjects);
        heap.Heap.Verify(SelfCheckLevel.Everything);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5000)]
    public void An_array_ends_with_its_elements(int length)
    {
        using TestHeap heap = new();
        ArrayObject* array = heap.NewArray(heap.Trees, length);
        for (int i = 0; i < length; i += 1 + (i % 3))
        {
            ((byte**)array->Elements)[i] = Grow(heap, new Random(i), 2);
        }

        Assert.Equal(DismantleStep.Done, heap.Dismantle((byte*)array));
        Assert.Equal(0, heap.Heap.Statistics().LiveObjects);
        heap.Heap.Verify(SelfCheckLevel.Everything);
    }

    [Fact]
    public void Destructors_run_owner_first_then_fields_in_order_depth_first()
    {
        using TestHeap heap = new();
        byte* root = Watched(heap, 1);
        byte* left = Watched(heap, 2), right = Watched(heap, 3);
        *(byte**)(root + 8) = left;
        *(byte**)(root + 16) = right;
        *(byte**)(left + 8) = Watched(heap, 4);
        *(byte**)(left + 16) = Watched(heap, 5);
        *(byte**)(right + 16) = Watched(heap, 6);
        List<long> order = [];
        heap.Dismantle(root, destructor: p => order.Add(*(long*)p));
        Assert.Equal([1, 2, 4, 5, 3, 6], order);
        Assert.Equal(0, heap.Heap.Statistics().LiveObjects);
    }

    [Fact]
    public void A_destructor_may_free_other_things()
    {
        using TestHeap heap = new();
        List<long> order = [];
        void Destroy(nint p)
        {
            long id = *(long*)p;
            order.Add(id);
            if (id is > 0 and < 10)
            {
                // Each destructor frees a tree of its own while the outer one is half way.
                byte* other = Watched(heap, id + 100);
                *(byte**)(other + 8) = Watched(heap, id + 200);
                Assert.Equal(DismantleStep.Done, heap.Dismantle(other, destructor: Destroy));
            }
        }

        byte* root = Watched(heap, 1);
        *(byte**)(root + 8) = Watched(heap, 2);
        *(byte**)(root + 16) = Watched(heap, 3);
        Assert.Equal(DismantleStep.Done, heap.Dismantle(root, destructor: Destroy));
        Assert.Equal([1, 101, 201, 2, 102, 202, 3, 103, 203], order);
        Assert.Equal(0, heap.Heap.Dismantler.Depth);
        Assert.Equal(0, heap.Heap.Statistics().LiveObjects);
    }

    [Fact]
    public void Constraint_fields_are_released()
    {
        using TestHeap heap = new();
        byte* cell = heap.New(heap.Cell);
        byte* holder = heap.New(heap.Holder);
        Assert.True(heap.Heap.AddConstraint(cell));
        *(byte**)(holder + 16) = cell;
        ArrayObject* holders = heap.NewArray(heap.Holders, 3);
        Assert.True(heap.Heap.AddConstraint(cell));
        ((byte**)holders->Elements)[1] = cell;
        Assert.Equal(2, heap.Heap.ConstraintsOf(cell));
        heap.Dismantle(holder);
        Assert.Equal(1, heap.Heap.ConstraintsOf(cell));
        heap.Dismantle((byte*)holders);
        Assert.Equal(0, heap.Heap.ConstraintsOf(cell));
        Assert.False(HeapFast.IsHeld(cell));
    }

    [Fact]
    public void In_normal_mode_a_held_object_on_the_way_traps()
    {
        using TestHeap heap = new();
        byte* root = Grow(heap, new Random(1), 1);
        byte* child = heap.New(heap.Tree);
        *(byte**)(root + 16) = child;
        HeapFast.Tether(child);
        heap.Heap.Dismantler.Begin(root, HeldPolicy.Trap);
        Assert.Equal(DismantleStep.Tethered, heap.Heap.Dismantler.Step(out byte* subject));
        Assert.True(subject == child);
        using TestHeap other = new();
        byte* cell = other.New(other.Cell);
        Assert.True(other.Heap.AddConstraint(cell));
        other.Heap.Dismantler.Begin(cell, HeldPolicy.Trap);
        Assert.Equal(DismantleStep.Constrained, other.Heap.Dismantler.Step(out subject));
        Assert.True(subject == cell);
    }

    internal static byte* Grow(TestHeap heap, Random random, int depth)
    {
        byte* tree = heap.New(heap.Tree);
        for (int i = 0; i < 3 && depth > 0; i++)
        {
            if (random.Next(4) != 0)
            {
                *(byte**)(tree + (8 * i)) = Grow(heap, random, depth - 1);
            }
        }

        return tree;
    }

    private static byte* Watched(TestHeap heap, long id)
    {
        byte* p = heap.New(heap.Watched);
        *(long*)p = id;
        return p;
    }
}
