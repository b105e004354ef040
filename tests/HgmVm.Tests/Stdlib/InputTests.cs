using System.Text;
using HgmVm.Bytecode;
using HgmVm.Execution;
using HgmVm.Hosting;

namespace HgmVm.Tests.Stdlib;

/// <summary>What conformance programs cannot be given: no last line end, long lines, slow streams.</summary>
public class InputTests
{
    // Prints each line between brackets, so that line ends inside of it would show.
    private const string Lines = """
        module lines
        import std.io

        fn main() {
            let owner: own std.io.Reader, reader: borrow std.io.Reader, text: own array u8, byte: i32, good: i32
            call   std.io.reader() -> owner
            borrow reader, owner
          next:
            call   std.io.read_line(reader) -> text, good
            br.z   good, done
            const  byte, '['
            call   std.io.write_byte(byte)
            call   std.io.write(text)
            const  byte, ']'
            call   std.io.write_byte(byte)
            jmp    next
          done:
            free   text
            free   owner
            ret
        }
        """;

    // Copies the input to the output.
    private const string Copy = """
        module copy
        import std.io

        fn main() {
            let owner: own std.io.Reader, reader: borrow std.io.Reader, text: own array u8
            call   std.io.reader() -> owner
            borrow reader, owner
            call   std.io.read_all(reader) -> text
            call   std.io.write(text)
            free   owner
            ret
        }
        """;

    [Theory]
    [InlineData("", "")]
    [InlineData("\n", "[]")]
    [InlineData("one", "[one]")]
    [InlineData("one\n", "[one]")]
    [InlineData("one\ntwo", "[one][two]")]
    [InlineData("one\n\ntwo\n", "[one][][two]")]
    [InlineData("one\r\n\r\ntwo\r", "[one][][two\r]")]
    [InlineData("a\rb\n", "[a\rb]")]
    [InlineData("\0\n\0", "[\0][\0]")]
    public void Lines_end_as_lines_do(string input, string expected)
    {
        Assert.Equal(expected, Encoding.UTF8.GetString(Run(Lines, Encoding.UTF8.GetBytes(input), int.MaxValue)));
        Assert.Equal(expected, Encoding.UTF8.GetString(Run(Lines, Encoding.UTF8.GetBytes(input), 1)));
    }

    [Theory]
    [InlineData(16_383)]
    [InlineData(16_384)]
    [InlineData(16_385)]
    [InlineData(1 << 20)]
    public void A_line_may_be_longer_than_the_buffer(int length)
    {
        string line = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i % 26))));
        byte[] output = Run(Lines, Encoding.ASCII.GetBytes($"before\n{line}\nafter"), 10_000);
        Assert.Equal($"[before][{line}][after]", Encoding.ASCII.GetString(output));
    }

    [Fact]
    public void Many_lines_of_all_lengths_arrive_in_order()
    {
        var random = new Random(7);
        string[] lines = [.. Enumerable.Range(0, 2_000).Select(_ => new string('x', random.Next(random.Next(60))))];
        byte[] output = Run(Lines, Encoding.ASCII.GetBytes(string.Join('\n', lines) + "\n"), 1_000);
        Assert.Equal(string.Concat(lines.Select(line => $"[{line}]")), Encoding.ASCII.GetString(output));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(16_384)]
    [InlineData(3_000_000)]
    public void All_of_the_input_is_read(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        Assert.Equal(bytes, Run(Copy, bytes, 65_536));
    }

    [Fact]
    public void A_program_ends_quietly_when_nobody_reads_its_output()
    {
        const string Endless = """
            module endless
            import std.io

            fn main() {
                let text: own array u8
              next:
                str    text, "again and again"
                call   std.io.print(text)
                jmp    next
            }
            """;
        RunResult result = LibraryProgram.Run(Endless, Mode.Resilient, Stream.Null, new ClosedPipe());
        Assert.Null(result.Trap);
        Assert.Equal(StandardHost.ClosedOutputExitCode, result.ExitCode);
    }

    private static byte[] Run(string program, byte[] input, int pieceBytes)
    {
        using var output = new MemoryStream();
        RunResult result = LibraryProgram.Run(program, Mode.Resilient, new SlowStream(input, pieceBytes), output);
        Assert.Null(result.Trap);
        Assert.Empty(result.Leaks);
        return output.ToArray();
    }

    // A pipe gives what is there, which may be less than what was asked for.
    private sealed class SlowStream(byte[] bytes, int pieceBytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, pieceBytes)]);
    }

    private sealed class ClosedPipe : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new ClosedPipeException();
    }
}
