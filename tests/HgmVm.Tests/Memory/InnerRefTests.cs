using HgmVm.Memory;

namespace HgmVm.Tests.Memory;

/// <summary>References to members: what they remember, wherever it stands, and what none can remember.</summary>
public sealed unsafe class InnerRefTests : IDisposable
{
    private const int Bytes = 32_000;

    private readonly TestHeap _heap = new();
    private readonly byte* _object;

    public InnerRefTests() => _object = _heap.New(_heap.Register("Large", Bytes));

    [Fact]
    public void A_part_is_alive_while_the_word_before_it_stays()
    {
        var random = new Random(1);
        for (int i = 0; i < 10_000; i++)
        {
            int word = random.Next((Bytes / 8) - 1), part = random.Next(word + 1, Bytes / 8);
            ulong* around = (ulong*)_object + word;
            *around = (ulong)random.Next(1 << 27);
            Ref reference = Make(around, part);
            ulong* tether = InnerRef.TetherOf(_heap.State, reference, out ulong bit);
            Assert.Equal((nint)(_object + (part * 8)), (nint)InnerRef.Living(_heap.State, reference));
            Assert.Equal(((nint)around, ObjectHeader.OuterTether), ((nint)tether, bit));
            *around = InnerWord.Next(_heap.State, *around);
            Assert.True(InnerRef.Living(_heap.State, reference) == null);
        }
    }

    /// <summary>A shorter generation would come again, and the reference be alive once more.</summary>
    [Theory]
    [InlineData((1UL << 28) - 2, true)]
    [InlineData((1UL << 28) - 1, false)]
    [InlineData(1UL << 28, false)]
    [InlineData(uint.MaxValue, false)]
    public void A_generation_too_long_for_it_is_remembered_by_no_part(ulong generation, bool isRemembered)
    {
        *(ulong*)_object = generation;
        Ref reference = Make((ulong*)_object, 2);
        Assert.Equal(isRemembered, InnerRef.Living(_heap.State, reference) != null);
        Assert.Equal(isRemembered, reference.Address != null);
        // The member itself has a word of its own, with room for more.
        Assert.True(InnerRef.Living(_heap.State, Make((ulong*)_object, 1)) != null);
    }

    public void Dispose() => _heap.Dispose();

    private Ref Make(ulong* word, int part)
    {
        var borrow = new Borrow { Object = _object + (part * 8), Header = word, Mask = ObjectHeader.OuterTether };
        Assert.True(InnerRef.TryMake(_heap.State, borrow, out Ref reference));
        return reference;
    }
}
