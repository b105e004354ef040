using HgmVm.Memory;

namespace HgmVm.Tests.Memory;

/// <summary>Released memory that shows garbage: stale references stay dead, reuse finds zeroes, the limit is
/// kept.</summary>
public unsafe class GarbageTests
{
    private const int Cells = 20_000;

    private static HeapOptions Options(int spans) => new()
    {
        GarbageSpans = spans, SelfCheck = SelfCheckLevel.Structures, MaxBytes = 1L << 28, LargeCacheBytes = 0,
    };

    [Fact]
    public void No_word_of_released_memory_passes_for_a_live_header()
    {
        if (!OperatingSystem.IsLinux()) return;
        using TestHeap heap = new(Options(100));
        (nint Address, ulong Generation)[] references = AllocateAndFree(heap);
        heap.Heap.Trim();
        Assert.InRange(heap.Heap.GarbageSpans, 10, 100);
        Assert.All(references, r => Assert.False(HeapFast.IsAlive((byte*)r.Address, r.Generation)));
        // Whatever an address inside a span is taken for: an odd generation is nowhere.
        byte* first = (byte*)(references[0].Address & ~(nint)(SpanInfo.SpanBytes - 1));
        var words = new ReadOnlySpan<ulong>(first, SpanInfo.SpanBytes / sizeof(ulong));
        Assert.True(words.IndexOfAnyExcept(0UL) >= 0, "it reads zero, not garbage");
        foreach (ulong word in words) Assert.Equal(0UL, word & 1);
    }

    [Fact]
    public void A_span_that_is_used_again_reads_zero_and_its_generations_go_on()
    {
        using TestHeap heap = new(Options(100));
        for (int round = 0; round < 3; round++)
        {
            (nint Address, ulong Generation)[] references = AllocateAndFree(heap);
            heap.Heap.Trim();
            Assert.All(references, r => Assert.False(HeapFast.IsAlive((byte*)r.Address, r.Generation)));
            Assert.All(references, r => Assert.Equal((2UL * (ulong)round) + 1, r.Generation));
        }
        heap.Heap.Verify(SelfCheckLevel.Everything);
        Assert.Equal(3 * Cells, heap.Heap.Statistics().Allocations);
    }

    [Fact]
    public void Large_blocks_are_covered_too()
    {
        using TestHeap heap = new(Options(100));
        ArrayObject* a = heap.NewArray(heap.Bytes, 1_000_000);
        ulong generation = HeapFast.GenerationForReference((byte*)a);
        HeapFast.FreeArray(heap.State, (byte*)a);
        Assert.Equal(OperatingSystem.IsLinux() ? 1 : 0, heap.Heap.GarbageSpans);
        Assert.False(HeapFast.IsAlive((byte*)a, generation));
        Assert.True(heap.NewArray(heap.Bytes, 1_000_000) == a, "the released one is used again");
        Assert.Equal(0, heap.Heap.GarbageSpans);
        Assert.True(new ReadOnlySpan<byte>(a->Elements, (int)a->Length).IndexOfAnyExcept((byte)0) < 0);
    }

    [Fact]
    public void Beyond_the_limit_released_memory_reads_zero()
    {
        if (!OperatingSystem.IsLinux()) return;
        using TestHeap heap = new(Options(3));
        (nint Address, ulong Generation)[] references = AllocateAndFree(heap);
        heap.Heap.Trim();
        Assert.Equal(3, heap.Heap.GarbageSpans);
        Assert.True(heap.Heap.Statistics().SpansReleased > 10);
        Assert.All(references, r => Assert.False(HeapFast.IsAlive((byte*)r.Address, r.Generation)));
        AllocateAndFree(heap);
        Assert.Equal(0, heap.Heap.GarbageSpans);
    }

    /// <summary>What code in fast mode may do through a dead reference.</summary>
    [Fact]
    public void Writing_to_released_memory_changes_nothing_elsewhere()
    {
        if (!OperatingSystem.IsLinux()) return;
        using TestHeap heap = new(Options(100));
        (nint Address, ulong Generation)[] references = AllocateAndFree(heap);
        heap.Heap.Trim();
        nint first = references[0].Address,
            other = references.First(r => r.Address >> SpanInfo.Shift != first >> SpanInfo.Shift).Address;
        nint twin = (other & ~(nint)(SpanInfo.SpanBytes - 1)) | (first & (SpanInfo.SpanBytes - 1));
        ulong before = *(ulong*)twin;
        Assert.Equal(before, *(ulong*)first);
        *(ulong*)first = ~before;
        Assert.Equal(before, *(ulong*)twin);
    }

    private static (nint Address, ulong Generation)[] AllocateAndFree(TestHeap heap)
    {
        var references = new (nint Address, ulong Generation)[Cells];
        for (int i = 0; i < Cells; i++)
        {
            byte* p = heap.New(heap.Cell);
            references[i] = ((nint)p, HeapFast.GenerationForReference(p));
        }
        foreach ((nint address, _) in references) heap.Free((byte*)address);
        return references;
    }
}
