using System.Diagnostics;
using HgmVm.Tests.Repository;

namespace HgmVm.Tests.Cli;

/// <summary>What only a real process shows: descriptors that are closed, readers that go away, internal
/// errors.</summary>
public class ProcessTests
{
    private static readonly string s_tool = Path.Combine(AppContext.BaseDirectory, "HgmVm.Cli.dll");

    [Fact]
    public void AProgramRunsFromAnyFolder()
    {
        (int code, string output, string error) = Shell($"cd / && {Hgmvm} run {Example("hello.hgm")}");
        Assert.Equal((0, "Hello, world!\n", ""), (code, output, error));
    }

    [Fact]
    public void AClosedStandardOutputIsAnError()
    {
        (int code, string output, string error) = Shell($"{Hgmvm} run {Example("hello.hgm")} >&-");
        Assert.NotEqual(0, code);
        Assert.Equal("", output);
        Assert.Contains("standard output", error);
        AssertOneMessage(error);
    }

    [Fact]
    public void AFullDiskIsAnError()
    {
        if (!File.Exists("/dev/full")) return;
        (int code, _, string error) = Shell($"{Hgmvm} run {Example("hello.hgm")} >/dev/full");
        Assert.NotEqual(0, code);
        Assert.Contains("standard output", error);
        AssertOneMessage(error);
    }

    [Fact]
    public void AReaderThatGoesAwayEndsTheProgramWithoutAWord()
    {
        using var scratch = new Scratch();
        string endless = scratch.File("endless.hgm", """
            module endless
            import std.io
            fn main() {
                let n: i64
                const n, 0
              again:
                call std.io.print_i64(n)
                add n, n, 1
                jmp again
            }
            """);
        (int code, string output, string error) = Shell($"{{ {Hgmvm} run {endless}; echo $? >&2; }} | head -1");
        Assert.Equal(0, code);
        Assert.Equal("0\n", output);
        Assert.Equal("141\n", error);
    }

    [Fact]
    public void AClosedStandardErrorHarmsNobody()
    {
        (int code, string output, _) = Shell($"{Hgmvm} run {Example("hello.hgm")} 2>&-");
        Assert.Equal((0, "Hello, world!\n"), (code, output));
        (code, _, _) = Shell($"{Hgmvm} run missing.hgm 2>&-");
        Assert.Equal(2, code);
    }

    [Fact]
    public void AClosedStandardInputIsEmpty()
    {
        (int code, string output, string error) = Shell($"{Hgmvm} run {Example("wordcount.hgm")} <&-");
        Assert.Equal((0, "", ""), (code, output, error));
        (code, _, error) = Shell($"{Hgmvm} run - <&- >&-");
        Assert.Equal(3, code);
        AssertOneMessage(error);
    }

    [Fact]
    public void OutputIsAppendedWhereTheDescriptorStands()
    {
        using var scratch = new Scratch();
        string file = Path.Combine(scratch.Folder, "out");
        (int code, _, _) = Shell($"{{ {Hgmvm} run {Example("hello.hgm")}; {Hgmvm} run {Example("hello.hgm")}; }} > {file}");
        Assert.Equal(0, code);
        Assert.Equal("Hello, world!\nHello, world!\n", File.ReadAllText(file));
    }

    [Theory]
    [InlineData("<&3", "wordcount.hgm", "")]
    [InlineData(">&3", "mandelbrot.hgm", "-- 4000")]
    public void ATimeLimitEndsARunThatNobodyAnswers(string redirection, string example, string arguments)
    {
        if (OperatingSystem.IsWindows()) return;
        using var scratch = new Scratch();
        // A pipe that this very shell holds at both ends: it never has anything to read, and soon no room for more.
        (int code, _, string error) = Shell($"mkfifo {scratch.Folder}/pipe; exec 3<>{scratch.Folder}/pipe; "
            + $"{Hgmvm} run --timeout=300ms {Example(example)} {arguments} {redirection}");
        Assert.Equal(5, code);
        Assert.Contains("trap timeout: the time limit of 0.3 s is used up", error);
    }

    private static string Hgmvm => $"dotnet '{s_tool}'";

    private static string Example(string name) => $"'{RepositoryRoot.PathOf("examples/" + name)}'";

    private static void AssertOneMessage(string error)
    {
        Assert.DoesNotContain("   at ", error);
        Assert.DoesNotContain("Unhandled", error);
        Assert.DoesNotContain("internal error", error);
        Assert.InRange(error.Trim().Split('\n').Length, 1, 6);
    }

    private static (int Code, string Output, string Error) Shell(string command)
    {
        var start = new ProcessStartInfo("bash", ["-c", command]) { RedirectStandardOutput = true,
            RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(1)), $"{command} hangs");
        return (process.ExitCode, output, error.Result);
    }
}
