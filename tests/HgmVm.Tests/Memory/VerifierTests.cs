using HgmVm.Memory;

namespace HgmVm.Tests.Memory;

/// <summary>
/// Each test breaks a heap in one way: the verifier has to say so, or it proves nothing when it is silent.
/// </summary>
public unsafe class VerifierTests
{
    [Fact]
    public void A_damaged_header_of_a_free_slot() => Breaks(SelfCheckLevel.Structures, heap =>
    {
        byte* p = heap.New(heap.Cell);
        heap.Free(p);
        HeapFast.Header(p)++;
    });

    [Fact]
    public void A_tether_bit_on_a_free_slot() => Breaks(SelfCheckLevel.Structures, heap =>
    {
        byte* p = heap.New(heap.Cell);
        heap.Free(p);
        HeapFast.Header(p) |= ObjectHeader.OuterTether;
    });

    [Fact]
    public void A_free_list_with_a_cycle() => Breaks(SelfCheckLevel.Structures, heap =>
    {
        byte* p = heap.New(heap.Cell), q = heap.New(heap.Cell);
        heap.Free(p);
        heap.Free(q);
        *(byte**)p = q;
    });

    [Fact]
    public void A_free_slot_that_is_in_no_list() => Breaks(SelfCheckLevel.Structures, heap =>
    {
        byte* p = heap.New(heap.Cell), q = heap.New(heap.Cell);
        heap.Free(p);
        heap.Free(q);
        *(byte**)q = null;
    });

    [Fact]
    public void A_free_list_that_leads_into_a_live_object() => Breaks(SelfCheckLevel.Structures, heap =>
    {
        byte* p = heap.New(heap.Cell), q = heap.New(heap.Cell);
        heap.Free(p);
        *(byte**)p = q;
    });

    [Fact]
    public void A_type_id_that_is_not_registered() => Breaks(SelfCheckLevel.Structures, heap =>
        HeapFast.Header(heap.New(heap.Cell)) |= 0xFFFFUL << ObjectHeader.TypeShift);

    [Fact]
    public void A_type_of_another_size() => Breaks(SelfCheckLevel.Structures, heap =>
    {
        byte* p = heap.New(heap.Cell);
        HeapFast.Header(p) = 1 | ((ulong)heap.Node << ObjectHeader.TypeShift);
    });

    [Fact]
    public void A_dead_object_that_is_neither_undead_nor_open() => Breaks(SelfCheckLevel.Structures, heap =>
        HeapFast.Header(heap.New(heap.Cell))++);

    [Fact]
    public void A_constrained_bit_without_a_count() => Breaks(SelfCheckLevel.Structures, heap =>
        HeapFast.Header(heap.New(heap.Cell)) |= ObjectHeader.Constrained);

    [Fact]
    public void A_count_without_a_constrained_bit() => Breaks(SelfCheckLevel.Structures, heap =>
    {
        byte* p = heap.New(heap.Cell);
        heap.Heap.AddConstraint(p);
        HeapFast.Header(p) &= ~ObjectHeader.Constrained;
    });

    [Fact]
    public void Held_bytes_that_nobody_holds() => Breaks(SelfCheckLevel.Structures, heap => heap.Heap.Charge(8));

    [Fact]
    public void Two_owners() => Breaks(SelfCheckLevel.Everything, heap =>
    {
        byte* a = heap.New(heap.Node), b = heap.New(heap.Node), c = heap.New(heap.Node);
        *(byte**)(a + 8) = c;
        *(byte**)(b + 8) = c;
    });

    [Fact]
    public void An_owned_value_that_is_dead() => Breaks(SelfCheckLevel.Everything, heap =>
    {
        byte* a = heap.New(heap.Node), b = heap.New(heap.Node);
        *(byte**)(a + 8) = b;
        heap.Free(b);
    });

    [Fact]
    public void An_owned_value_of_the_wrong_type() => Breaks(SelfCheckLevel.Everything, heap =>
        *(byte**)(heap.New(heap.Node) + 8) = heap.New(heap.Tree));

    [Fact]
    public void An_owned_value_in_the_middle_of_an_object() => Breaks(SelfCheckLevel.Everything, heap =>
        *(byte**)(heap.New(heap.Node) + 8) = heap.New(heap.Tree) + 8);

    [Fact]
    public void An_owned_value_outside_the_heap() => Breaks(SelfCheckLevel.Everything, heap =>
        *(nint*)(heap.New(heap.Node) + 8) = 0x1234_5678);

    [Fact]
    public void A_reference_to_an_even_generation() => Breaks(SelfCheckLevel.Everything, heap =>
        *(Ref*)heap.New(heap.Holder) = new Ref { Address = heap.New(heap.Cell), Generation = 2 });

    [Fact]
    public void A_reference_to_a_future_generation() => Breaks(SelfCheckLevel.Everything, heap =>
        *(Ref*)heap.New(heap.Holder) = new Ref { Address = heap.New(heap.Cell), Generation = 3 });

    [Fact]
    public void A_reference_to_another_type() => Breaks(SelfCheckLevel.Everything, heap =>
        *(Ref*)heap.New(heap.Holder) = new Ref { Address = heap.New(heap.Node), Generation = 1 });

    [Fact]
    public void A_constraint_reference_that_is_not_counted() => Breaks(SelfCheckLevel.Everything, heap =>
    {
        byte* cell = heap.New(heap.Cell);
        heap.Heap.AddConstraint(cell);
        *(byte**)(heap.New(heap.Holder) + 16) = cell;
        *(byte**)(heap.New(heap.Holder) + 16) = cell;
    });

    [Fact]
    public void An_array_longer_than_its_room() => Breaks(SelfCheckLevel.Everything, heap =>
    {
        ArrayObject* array = heap.NewArray(heap.Bytes, 5);
        array->Length = array->Capacity + 1;
    });

    [Fact]
    public void An_array_with_more_capacity_than_its_slot() => Breaks(SelfCheckLevel.Everything, heap =>
        heap.NewArray(heap.Bytes, 5)->Capacity = 1000);

    [Fact]
    public void A_buffer_of_two_arrays() => Breaks(SelfCheckLevel.Everything, heap =>
    {
        ArrayObject* a = heap.NewArray(heap.Bytes, 5), b = heap.NewArray(heap.Bytes, 5);
        HeapFast.GrowArray(heap.State, (byte*)a, 1, 100);
        b->Elements = a->Elements;
    });

    [Fact]
    public void A_buffer_without_an_array() => Breaks(SelfCheckLevel.Everything, heap =>
    {
        ArrayObject* a = heap.NewArray(heap.Bytes, 5);
        HeapFast.GrowArray(heap.State, (byte*)a, 1, 100);
        a->Elements = (byte*)(a + 1);
        a->Capacity = 5;
    });

    private static void Breaks(SelfCheckLevel level, Action<TestHeap> damage)
    {
        using TestHeap heap = new(new HeapOptions { MaxBytes = 1 << 24 });
        heap.New(heap.Cell);
        heap.Heap.Verify(SelfCheckLevel.Everything);
        damage(heap);
        Assert.Throws<HeapCorruptionException>(() => heap.Heap.Verify(level));
    }
}
