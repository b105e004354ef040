using System.Runtime.InteropServices;
using HgmVm.Memory;

namespace HgmVm.Tests.Memory;

public unsafe class ArrayTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void Arrays_of_every_element_size_are_zero_and_have_room(int elementBytes)
    {
        using TestHeap heap = new();
        int type = heap.RegisterArray($"array {elementBytes}", elementBytes, SlotKind.Data, 0);
        foreach (long length in new[] { 0L, 1, 2, 3, 63, 64, 65, 4000, 32_000, 70_000, 1_000_003 })
        {
            ArrayObject* array = heap.NewArray(type, length);
            Assert.Equal(length, array->Length);
            Assert.True(array->Capacity >= length);
            Assert.True(array->Elements == (byte*)array + ArrayObject.SizeBytes);
            Span<byte> bytes = new(array->Elements, (int)(array->Capacity * elementBytes));
            Assert.True(bytes.IndexOfAnyExcept((byte)0) < 0, $"{length} elements are zero");
            bytes.Fill(0xCD);
            HeapFast.FreeArray(heap.State, (byte*)array);
            array = heap.NewArray(type, length);
            bytes = new Span<byte>(array->Elements, (int)(array->Length * elementBytes));
            Assert.True(bytes.IndexOfAnyExcept((byte)0) < 0, $"{length} elements are zero again");
            HeapFast.FreeArray(heap.State, (byte*)array);
        }

        Assert.Equal(0, heap.Heap.Statistics().LiveObjects);
        heap.Heap.Verify(SelfCheckLevel.Everything);
    }

    [Fact]
    public void An_array_grows_and_stays_where_it_is()
    {
        using TestHeap heap = new();
        ArrayObject* array = heap.NewArray(heap.Bytes, 0);
        ulong generation = HeapFast.GenerationForReference((byte*)array);
        int grown = 0;
        for (int i = 0; i < 1_000_000; i++)
        {
            if (array->Length == array->Capacity)
            {
                Assert.True(HeapFast.GrowArray(heap.State, (byte*)array, 1, array->Capacity + 1));
                grown++;
            }

            array->Elements[array->Length++] = (byte)i;
        }

        Assert.InRange(grown, 10, 25);
        Assert.True(HeapFast.IsAlive((byte*)array, generation));
        for (int i = 0; i < 1_000_000; i++)
        {
            Assert.True(array->Elements[i] == (byte)i);
        }

        HeapStatistics statistics = heap.Heap.Statistics();
        Assert.Equal(1, statistics.Allocations);
        Assert.Equal(1, statistics.LiveObjects);
        Assert.True(statistics.LiveBytes > 1_000_000, "the buffer counts");
        HeapFast.FreeArray(heap.State, (byte*)array);
        Assert.Equal(0, heap.Heap.Statistics().LiveBytes);
        heap.Heap.Verify(SelfCheckLevel.Everything);
    }

    [Fact]
    public void A_buffer_grows_in_its_run_as_long_as_that_has_addresses()
    {
        using TestHeap heap = new();
        ArrayObject* array = heap.NewArray(heap.Bytes, 0);
        Assert.True(HeapFast.GrowArray(heap.State, (byte*)array, 1, 100_000));
        byte* elements = array->Elements;
        array->Length = array->Capacity;
        NativeMemory.Fill(elements, (nuint)array->Length, 7);
        long held = heap.Heap.HeldBytes;
        Assert.True(HeapFast.ExtendArray(heap.State, (byte*)array, 1, 300_000));
        Assert.True(array->Elements == elements, "the run is long enough");
        Assert.Equal(array->Capacity - array->Length, heap.Heap.HeldBytes - held);
        Assert.Equal(0, elements[array->Length]);
        Assert.Equal(0, elements[array->Capacity - 1]);
        Assert.Equal(7, elements[array->Length - 1]);
        heap.Heap.Verify(SelfCheckLevel.Everything);
        Assert.True(HeapFast.ExtendArray(heap.State, (byte*)array, 1, 5_000_000));
        Assert.False(array->Elements == elements, "the run is too short");
        Assert.Equal(0, array->Elements[array->Length]);
        Assert.Equal(7, array->Elements[array->Length - 1]);
        heap.Heap.Verify(SelfCheckLevel.Everything);
    }

    [Fact]
    public void What_a_cached_run_held_is_not_seen_again()
    {
        using TestHeap heap = new();
        for (int round = 0; round < 2; round++)
        {
            ArrayObject* array = heap.NewArray(heap.Bytes, 0);
            Assert.True(HeapFast.ExtendArray(heap.State, (byte*)array, 1, 100_000));
            Assert.True(HeapFast.ExtendArray(heap.State, (byte*)array, 1, 400_000));
            for (long i = 0; i < array->Capacity; i++)
            {
                Assert.True(array->Elements[i] == 0, "places without an element read zero");
            }

            NativeMemory.Fill(array->Elements, (nuint)array->Capacity, 7);
            HeapFast.FreeArray(heap.State, (byte*)array);
            heap.Heap.Verify(SelfCheckLevel.Everything);
        }
    }

    [Fact]
    public void An_array_that_cannot_double_grows_by_what_is_needed()
    {
        using TestHeap heap = new(new HeapOptions { MaxBytes = 2_300_000 });
        ArrayObject* array = heap.NewArray(heap.Bytes, 1_000_000);
        Assert.True(HeapFast.GrowArray(heap.State, (byte*)array, 1, 1_100_000));
        Assert.InRange(array->Capacity, 1_100_000, 1_200_000);
        Assert.False(HeapFast.GrowArray(heap.State, (byte*)array, 1, 5_000_000));
        Assert.Equal(1_000_000, array->Length);
        heap.Heap.Verify(SelfCheckLevel.Everything);
    }
}
