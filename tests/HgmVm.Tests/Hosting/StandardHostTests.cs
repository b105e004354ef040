using System.Text;
using HgmVm.Hosting;

namespace HgmVm.Tests.Hosting;

public class StandardHostTests
{
    [Fact]
    public void Output_waits_in_the_buffer_until_it_is_flushed()
    {
        using var output = new MemoryStream();
        var host = new StandardHost(new StandardHostOptions { Output = output });
        Assert.Equal(2, Write(host, 1, "hello", 1, 2));
        Assert.Equal("", Text(output));
        Assert.Null(host.Flush());
        Assert.Equal("el", Text(output));
    }

    [Fact]
    public void A_watched_output_gets_each_line_at_once()
    {
        using var output = new MemoryStream();
        var host = new StandardHost(new StandardHostOptions { Output = output, OutputIsInteractive = true });
        Write(host, 1, "one\ntwo");
        Assert.Equal("one\ntwo", Text(output));
        Write(host, 1, "more");
        Assert.Equal("one\ntwo", Text(output));
        Assert.Equal([0UL], HostCaller.Call(host.Functions, "io.flush", 1));
        Assert.Equal("one\ntwomore", Text(output));
    }

    [Fact]
    public void A_prompt_shows_before_typed_input_is_read()
    {
        using var output = new MemoryStream();
        using var input = new MemoryStream("x\n"u8.ToArray());
        var host = new StandardHost(new() { Output = output, Input = input, InputIsInteractive = true });
        Write(host, 1, "name? ");
        byte[] bytes = new byte[8];
        Assert.Equal([2UL], HostCaller.Call(host.Functions, "io.read", bytes, 3L, 5L));
        Assert.Equal("name? ", Text(output));
        Assert.Equal([0, 0, 0, (byte)'x', (byte)'\n', 0, 0, 0], bytes);
        Assert.Equal([0UL], HostCaller.Call(host.Functions, "io.read", bytes, 0L, 8L));
    }

    [Fact]
    public void Input_that_cannot_be_read_is_a_failure()
    {
        var host = new StandardHost(new() { Input = new FailingStream(new IOException("it is a directory")) });
        HostCaller.FailSaying("standard input: it is a directory", host.Functions, "io.read", new byte[4], 0L, 4L);
    }

    [Fact]
    public void More_than_the_buffer_holds_arrives_in_order()
    {
        using var output = new MemoryStream();
        var host = new StandardHost(new StandardHostOptions { Output = output });
        string large = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"{i},"));
        Write(host, 1, "start ");
        Write(host, 1, large);
        for (int i = 0; i < 20_000; i++) Write(host, 1, "end");
        Assert.Null(host.Flush());
        Assert.Equal("start " + large + string.Concat(Enumerable.Repeat("end", 20_000)), Text(output));
    }

    [Fact]
    public void Output_without_a_reader_is_dropped_and_reported_to_the_program()
    {
        var host = new StandardHost(new StandardHostOptions { Output = new FailingStream(new ClosedPipeException()) });
        Assert.Equal(3, Write(host, 1, "abc"));
        Assert.False(host.OutputIsClosed);
        Assert.Equal([unchecked((ulong)-1) & 0xFFFF_FFFF], HostCaller.Call(host.Functions, "io.flush", 1));
        Assert.Equal(-1, Write(host, 1, "abc"));
        Assert.True(host.OutputIsClosed);
        Assert.Null(host.Flush());
    }

    [Fact]
    public void A_full_disk_is_a_failure()
    {
        var host = new StandardHost(new() { Output = new FailingStream(new IOException("no space")) });
        Write(host, 1, "abc");
        Assert.Equal("io.flush: standard output: no space", HostCaller.Fail(host.Functions, "io.flush", 1));
        Write(host, 1, "abc");
        Assert.Equal("standard output: no space", host.Flush());
    }

    [Fact]
    public void Only_the_two_outputs_can_be_written()
    {
        using var error = new MemoryStream();
        var host = new StandardHost(new StandardHostOptions { Error = error });
        Write(host, 2, "oops\n");
        Assert.Equal("oops\n", Text(error));
        HostCaller.FailSaying("3 is neither", host.Functions, "io.write", 3, Array.Empty<byte>(), 0L, 0L);
    }

    [Fact]
    public void Arguments_arrive_as_UTF8()
    {
        HostFunctions functions = new StandardHost(new StandardHostOptions { Arguments = ["", "héllo"] }).Functions;
        Assert.Equal([2UL], HostCaller.Call(functions, "args.count"));
        Assert.Equal([0UL], HostCaller.Call(functions, "args.length", 0));
        Assert.Equal([6UL], HostCaller.Call(functions, "args.length", 1));
        byte[] bytes = new byte[7];
        HostCaller.Call(functions, "args.copy", 1, bytes);
        Assert.Equal("héllo\0", Encoding.UTF8.GetString(bytes));
        HostCaller.FailSaying("of an array of 5", functions, "args.copy", 1, new byte[5]);
        HostCaller.FailSaying("argument 2 of 2", functions, "args.length", 2);
        HostCaller.FailSaying("argument -1 of 2", functions, "args.length", -1);
    }

    [Fact]
    public void The_clock_counts_nanoseconds()
    {
        HostFunctions functions = new StandardHost(new StandardHostOptions { Clock = new StoppedClock() }).Functions;
        Assert.Equal([1_500_000_000_123_456_700UL], HostCaller.Call(functions, "time.now"));
        Assert.Equal([2_500_000_000UL], HostCaller.Call(functions, "time.monotonic"));
    }

    [Fact]
    public void Numbers_are_formatted_and_read()
    {
        HostFunctions functions = new StandardHost().Functions;
        byte[] bytes = new byte[5];
        Assert.Equal([4UL], HostCaller.Call(functions, "text.format_f64", 2.5, 2, bytes));
        Assert.Equal("2.50\0", Encoding.ASCII.GetString(bytes));
        Assert.Equal([3UL], HostCaller.Call(functions, "text.format_f32", 0.1f, -1, bytes));
        HostCaller.FailSaying("an array of 5", functions, "text.format_f64", 0.12345, -1, bytes);
        HostCaller.FailSaying("101 digits", functions, "text.format_f64", 0.5, 101, bytes);
        Assert.Equal([BitConverter.DoubleToUInt64Bits(-1.5), 1UL],
            HostCaller.Call(functions, "text.parse_f64", "x-1.5y"u8.ToArray(), 1L, 4L));
        Assert.Equal([0UL, 0UL], HostCaller.Call(functions, "text.parse_f64", "x"u8.ToArray(), 0L, 1L));
    }

    [Theory]
    [InlineData("math.sin", 0.0, 0.0)]
    [InlineData("math.exp", 0.0, 1.0)]
    [InlineData("math.log", 1.0, 0.0)]
    [InlineData("math.log2", 8.0, 3.0)]
    [InlineData("math.log10", 1000.0, 3.0)]
    [InlineData("math.cbrt", -8.0, -2.0)]
    [InlineData("math.tanh", 0.0, 0.0)]
    public void Mathematics_of_one_number(string name, double x, double expected) => Assert.Equal(
        [BitConverter.DoubleToUInt64Bits(expected)], HostCaller.Call(new StandardHost().Functions, name, x));

    [Theory]
    [InlineData("math.pow", 2.0, 10.0, 1024.0)]
    [InlineData("math.atan2", 0.0, 1.0, 0.0)]
    [InlineData("math.hypot", 3.0, 4.0, 5.0)]
    [InlineData("math.fmod", -7.5, 2.0, -1.5)]
    public void Mathematics_of_two_numbers(string name, double x, double y, double expected) => Assert.Equal(
        [BitConverter.DoubleToUInt64Bits(expected)], HostCaller.Call(new StandardHost().Functions, name, x, y));

    private static long Write(StandardHost host, int channel, string text, long from = 0, long? count = null)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return (long)HostCaller.Call(host.Functions, "io.write", channel, bytes, from, count ?? bytes.Length)[0];
    }

    private static string Text(MemoryStream stream) => Encoding.UTF8.GetString(stream.ToArray());

    private sealed class FailingStream(IOException problem) : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw problem;

        public override int Read(Span<byte> buffer) => throw problem;
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override long TimestampFrequency => 10;

        public override DateTimeOffset GetUtcNow() =>
            DateTimeOffset.FromUnixTimeSeconds(1_500_000_000).AddTicks(1_234_567);

        public override long GetTimestamp() => 25;
    }
}
