using HgmVm.Memory;

namespace HgmVm.Tests.Memory;

public class SizeClassTests
{
    [Fact]
    public void Every_size_gets_the_smallest_class_that_holds_it()
    {
        for (int bytes = 1; bytes <= SizeClasses.MaxSlotBytes; bytes++)
        {
            int sizeClass = SizeClasses.ForSlot(bytes);
            Assert.InRange(sizeClass, 0, SizeClasses.Count - 1);
            Assert.True(SizeClasses.SlotBytes(sizeClass) >= bytes, $"{bytes} bytes do not fit their class");
            bool smallest = sizeClass == 0 || SizeClasses.SlotBytes(sizeClass - 1) < bytes;
            Assert.True(smallest, $"{bytes} bytes fit a smaller class");
        }
    }

    [Theory]
    [InlineData(1, 16)]
    [InlineData(16, 16)]
    [InlineData(17, 24)]
    [InlineData(128, 128)]
    [InlineData(129, 144)]
    [InlineData(136, 144)]
    [InlineData(144, 144)]
    [InlineData(145, 160)]
    [InlineData(256, 256)]
    [InlineData(257, 288)]
    [InlineData(512, 512)]
    [InlineData(513, 640)]
    [InlineData(1024, 1024)]
    [InlineData(1025, 1280)]
    [InlineData(32768, 32768)]
    public void Sizes_around_the_steps(int bytes, int slotBytes) =>
        Assert.Equal(slotBytes, SizeClasses.SlotBytes(SizeClasses.ForSlot(bytes)));

    [Fact]
    public void A_slot_wastes_little()
    {
        for (int bytes = 129; bytes <= SizeClasses.MaxSlotBytes; bytes++)
        {
            int slot = SizeClasses.SlotBytes(SizeClasses.ForSlot(bytes));
            double most = bytes <= 512 ? 0.115 : 0.20;
            Assert.True((slot - bytes) / (double)slot <= most, $"{bytes} bytes in a slot of {slot}");
        }
    }

    [Fact]
    public void Slots_are_whole_words_and_every_span_holds_two()
    {
        for (int i = 0; i < SizeClasses.Count; i++)
        {
            Assert.Equal(0, SizeClasses.SlotBytes(i) % 8);
            Assert.True(SpanInfo.SpanBytes / SizeClasses.SlotBytes(i) >= 2);
        }
    }

    [Fact]
    public void A_payload_beyond_the_largest_slot_is_large()
    {
        Assert.Equal(SizeClasses.Count - 1, SizeClasses.ForPayload(SizeClasses.MaxPayloadBytes));
        Assert.Equal(SizeClasses.Large, SizeClasses.ForPayload(SizeClasses.MaxPayloadBytes + 1));
        Assert.Equal(SizeClasses.Large, SizeClasses.ForPayload(long.MaxValue));
    }

    [Fact]
    public void Every_run_gets_the_smallest_class_that_holds_it()
    {
        for (long spans = 1; spans <= 1L << 31; spans += 1 + (spans / 7))
        {
            int runClass = RunClasses.ForSpans(spans);
            Assert.InRange(runClass, 0, RunClasses.Count - 1);
            Assert.True(RunClasses.Spans(runClass) >= spans, $"{spans} spans do not fit their class");
            Assert.True(runClass == 0 || RunClasses.Spans(runClass - 1) < spans, $"{spans} spans fit a smaller class");
        }

        Assert.Equal(RunClasses.Count - 1, RunClasses.ForSpans(1L << 31));
    }
}
