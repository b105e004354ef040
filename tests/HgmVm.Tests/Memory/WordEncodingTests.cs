using HgmVm.Memory;

namespace HgmVm.Tests.Memory;

/// <summary>The words that share their bits among several things: whatever is written comes back, and nothing else
/// changes.</summary>
public unsafe class WordEncodingTests
{
    [Fact]
    public void A_marked_owner_keeps_address_generation_and_tether_apart()
    {
        var random = new Random(1);
        for (int i = 0; i < 10_000; i++)
        {
            byte* address = (byte*)(random.NextInt64(1L << 48) & ~7L);
            byte* other = (byte*)(random.NextInt64(1L << 48) & ~7L);
            ulong field = MarkedOwner.With((ulong)random.NextInt64() & MarkedOwner.Marks, address);
            ulong generation = MarkedOwner.Generation(field), tether = field & MarkedOwner.Tether;
            Assert.Equal((nint)address, (nint)MarkedOwner.Address(field));
            ulong next = MarkedOwner.Next(MarkedOwner.With(field, other));
            Assert.Equal((nint)other, (nint)MarkedOwner.Address(next));
            Assert.Equal(Math.Min(generation + 1, MarkedOwner.LastGeneration), MarkedOwner.Generation(next));
            Assert.Equal(tether, next & MarkedOwner.Tether);
        }
        Assert.Equal(0, (nint)MarkedOwner.Address(MarkedOwner.Marks));
        Assert.Equal(MarkedOwner.Marks, MarkedOwner.Next(MarkedOwner.Marks));
    }

    /// <summary>The tether of a marked owner is one that borrows know.</summary>
    [Fact]
    public void The_tether_of_a_marked_owner_is_among_those_of_headers() =>
        Assert.Equal(MarkedOwner.Tether, MarkedOwner.Tether & ObjectHeader.Held & ~ObjectHeader.OuterTether);

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void A_word_keeps_generation_tethers_and_type_apart(bool isWide, bool hasTables)
    {
        HeapState state = default;
        InnerWord.Describe(&state, isWide, hasTables);
        Assert.Equal(0, InnerWord.TypeId(&state, 0));
        var random = new Random(2);
        ulong word = 0;
        for (ulong count = 1; count < 10_000; count++)
        {
            int typeId = random.Next(TypeTable.MaxTypeId + 1);
            ulong tethers = (ulong)random.NextInt64() & state.InnerTethers;
            word = InnerWord.Occupied(&state, word, typeId);
            word = (word & ~state.InnerTethers) | tethers;
            Assert.Equal((typeId, count), (InnerWord.TypeId(&state, word), InnerWord.Generation(&state, word)));
            Assert.Equal(tethers, InnerWord.Tethers(&state, word));
        }
    }

    /// <summary>A generation that is used up stays, and with it the type can still change.</summary>
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void The_last_generation_of_a_word_stays(bool isWide, bool hasTables)
    {
        HeapState state = default;
        InnerWord.Describe(&state, isWide, hasTables);
        ulong last = InnerWord.LastGeneration(&state);
        Assert.Equal(!isWide ? uint.MaxValue : hasTables ? (1UL << 45) - 1 : (1UL << 46) - 1, last);
        ulong word = uint.MaxValue - 1UL | state.InnerHigh;
        if (hasTables) word |= TableWord.Tag(7, last - 1);
        Assert.Equal(last - 1, InnerWord.Generation(&state, word));
        foreach (int typeId in (ReadOnlySpan<int>)[9, TypeTable.MaxTypeId, 0])
        {
            word = InnerWord.Occupied(&state, word, typeId);
            Assert.Equal((typeId, last), (InnerWord.TypeId(&state, word), InnerWord.Generation(&state, word)));
        }
    }

    /// <summary>One step reads the type of an inline union and of a variant on the heap alike.</summary>
    [Fact]
    public void Where_words_have_tables_headers_have_their_types()
    {
        var random = new Random(3);
        for (int i = 0; i < 10_000; i++)
        {
            int typeId = random.Next(TypeTable.MaxTypeId + 1);
            ulong free = ObjectHeader.GenerationMask | (ObjectHeader.Held & ~ObjectHeader.Abandoned);
            ulong header = ((ulong)random.NextInt64() & free) | (ulong)typeId << ObjectHeader.TypeShift;
            Assert.Equal(typeId, TableWord.TypeId(header));
        }
    }
}
