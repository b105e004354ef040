using System.Text;
using HgmVm.Bytecode;
using HgmVm.Execution;
using HgmVm.Isa;

namespace HgmVm.Tests.Stdlib;

/// <summary>What examples do beyond their comments: each mode, other arguments, wrong arguments.</summary>
public class ExampleTests
{
    private const string Alive = "the scout has 40 units of fuel\n";

    [Theory]
    [InlineData(Mode.Resilient, TrapKind.DeadReference, "ld     fuel, known.fuel")]
    [InlineData(Mode.Normal, TrapKind.Tethered, "free   scout")]
    public void The_dangling_reference_is_caught_where_the_mode_says(Mode mode, TrapKind kind, string statement)
    {
        string text = LibraryProgram.Example("dangling");
        string start = "    " + statement;
        int line = 1 + Array.FindIndex(text.Split('\n'), one => one.StartsWith(start, StringComparison.Ordinal));
        using var output = new MemoryStream();
        RunResult result = LibraryProgram.Run(text, mode, Stream.Null, output);
        Assert.Equal(RunResult.TrapExitCode, result.ExitCode);
        StackEntry place = result.Trap!.Stack[0];
        Assert.Equal((kind, "dangling.main", line), (result.Trap.Kind, place.Function, place.Line));
        Assert.Equal(Alive, Encoding.UTF8.GetString(output.ToArray()));
    }

    [Fact]
    public void The_dangling_reference_is_used_in_fast_mode()
    {
        using var output = new MemoryStream();
        RunResult result = LibraryProgram.Run(LibraryProgram.Example("dangling"), Mode.Fast, Stream.Null, output);
        Assert.Null(result.Trap);
        string[] lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Matches("^the scout has -?[0-9]+ units of fuel$", lines[1]);
    }

    [Theory]
    [InlineData("fib", "x")]
    [InlineData("fib", "91")]
    [InlineData("fib", "-1")]
    [InlineData("sieve", "1")]
    [InlineData("nbody", "-1")]
    [InlineData("spectralnorm", "0")]
    [InlineData("binarytrees", "41")]
    [InlineData("mandelbrot", "0")]
    [InlineData("wordcount", "0")]
    [InlineData("cellular", "3")]
    [InlineData("roguelike", "19")]
    [InlineData("ships", "")]
    public void Wrong_arguments_get_a_usage_message(string name, string argument)
    {
        using var output = new MemoryStream();
        string text = LibraryProgram.Example(name);
        RunResult result = LibraryProgram.Run(text, Mode.Resilient, Stream.Null, output, argument);
        Assert.Null(result.Trap);
        Assert.Equal(2, result.ExitCode);
        Assert.Empty(output.ToArray());
        Assert.Empty(result.Leaks);
    }

    [Theory]
    [InlineData("fib", "0", "fib(0) = 0\n")]
    [InlineData("fib", "1", "fib(1) = 1\n")]
    [InlineData("sieve", "2", "1 primes up to 2\nthe last one is 2\n")]
    [InlineData("sieve", "30", "10 primes up to 30\nthe last one is 29\n")]
    [InlineData("nbody", "0", "-0.169075164\n-0.169075164\n")]
    [InlineData("spectralnorm", "1", "1.000000000\n")]
    [InlineData("wordcount", "5", "")]
    public void Small_sizes_work(string name, string argument, string expected)
    {
        using var output = new MemoryStream();
        RunResult result = LibraryProgram.Run(LibraryProgram.Example(name), Mode.Normal, Stream.Null, output, argument);
        Assert.Null(result.Trap);
        Assert.Equal(expected, Encoding.UTF8.GetString(output.ToArray()));
        Assert.Empty(result.Leaks);
    }

    [Fact]
    public void Words_are_counted_as_a_dictionary_counts_them()
    {
        var random = new Random(11);
        string[] words = [.. Enumerable.Range(0, 30_000).Select(_ => $"w{random.Next(random.Next(1, 6_000))}")];
        string expected = string.Concat(words.GroupBy(word => word).OrderByDescending(group => group.Count())
            .ThenBy(group => group.Key, StringComparer.Ordinal).Take(40)
            .Select(group => $"{group.Count()} {group.Key}\n"));
        using var input = new MemoryStream(Encoding.ASCII.GetBytes(string.Join(' ', words).Replace(" w1", " W1")));
        using var output = new MemoryStream();
        RunResult result = LibraryProgram.Run(LibraryProgram.Example("wordcount"), Mode.Resilient, input, output, "40");
        Assert.Equal(expected, Encoding.ASCII.GetString(output.ToArray()));
        Assert.Empty(result.Leaks);
    }
}
