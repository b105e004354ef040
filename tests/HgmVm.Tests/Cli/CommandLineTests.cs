using HgmVm.Cli;
using HgmVm.Cli.CommandLine;
using HgmVm.Tests.Repository;

namespace HgmVm.Tests.Cli;

/// <summary>What the command makes of its words.</summary>
public class CommandLineTests
{
    [Fact]
    public void HelpIsApproved()
    {
        var text = new StringWriter();
        foreach (string[] args in (string[][])
            [["--help"], ["run", "--help"], ["asm", "--help"], ["dis", "--help"], ["check", "--help"], ["explain", "--help"],
                ["completion", "--help"]])
        {
            CliRun run = CliRun.Of(args);
            Assert.Equal(0, run.ExitCode);
            // The library pads rows to the width of the page; the blanks carry nothing.
            string[] lines = [.. run.Output.ReplaceLineEndings("\n").Trim('\n').Split('\n')
                .Select(line => line.TrimEnd())];
            text.Write($"$ hgmvm {string.Join(' ', args)}\n{string.Join('\n', lines)}\n\n");
        }
        ApprovedFile.Check("cli-help.txt", text.ToString());
    }

    [Theory]
    [InlineData("--mod", "unknown option `--mod`", "did you mean `--mode`?")]
    [InlineData("--mod=fast", "unknown option `--mod=fast`", "did you mean `--mode`?")]
    [InlineData("--max-haep", "unknown option `--max-haep`", "did you mean `--max-heap`?")]
    [InlineData("-x", "unknown option `-x`", "options of the program stand after `--`")]
    public void UnknownOptionsAreRefusedBeforeAndBehindTheFile(string option, string message, string hint)
    {
        foreach (string[] args in (string[][])
            [["run", "a.hgm", option], ["run", option, "a.hgm"], ["a.hgm", option], ["run", "a.hgm", option, "fast"]])
        {
            CliRun run = CliRun.Of(args).Refused(ExitCodes.CommandLine, message);
            Assert.Contains(hint, run.Error);
            Assert.Equal("", run.Output);
        }
    }

    [Theory]
    [InlineData("chekc a.hgm", "did you mean the command `check`?")]
    [InlineData("run a.hgm b", "arguments of the program stand after `--`")]
    [InlineData("run", "FILE is missing")]
    [InlineData("check", "FILE is missing")]
    [InlineData("asm", "FILE is missing")]
    [InlineData("check a.hgm -- b", "takes nothing after `--`")]
    [InlineData("run a.hgm --mode quick", "--mode: `quick` is not one of resilient, normal, fast")]
    [InlineData("run a.hgm --mode", "--mode")]
    [InlineData("run a.hgm --mode-of geometry", "--mode-of: `geometry` is not MODULE=MODE")]
    [InlineData("run a.hgm --max-heap 12Q", "--max-heap: `12Q` is not a size like 64M")]
    [InlineData("run a.hgm --max-heap 0", "--max-heap: `0` is not a size like 64M")]
    [InlineData("run a.hgm --max-heap 99999999999G", "--max-heap: `99999999999G` is not a size like 64M")]
    [InlineData("run a.hgm --max-stack 1", "--max-stack: a stack has 64K to 64G")]
    [InlineData("run a.hgm --fuel -1", "--fuel: `-1` is not a count")]
    [InlineData("run a.hgm --timeout soon", "--timeout: `soon` is not a time like 500ms")]
    [InlineData("run a.hgm --timeout nan", "--timeout: `nan` is not a time like 500ms")]
    [InlineData("run a.hgm --json", "add --stats")]
    [InlineData("run a.hgm --lib /nowhere/at/all", "--lib: there is no folder `/nowhere/at/all`")]
    [InlineData("run a.hgm --color pink", "--color: `pink` is not one of auto, always, never")]
    [InlineData("explain HGM00001", "nothing is called `HGM00001`")]
    [InlineData("completion tcsh", "no completion for the shell `tcsh`")]
    [InlineData("asm -", "needs --output")]
    public void MistakesAreNamed(string line, string message) =>
        CliRun.Of(line.Split(' ')).Refused(ExitCodes.CommandLine, message);

    [Fact]
    public void NoWordsAtAllAreAMistake() => CliRun.Of().Refused(ExitCodes.CommandLine, "no command given");

    [Fact]
    public void AResponseFileIsAnOrdinaryName() =>
        CliRun.Of("run", "@missing").Refused(ExitCodes.CommandLine, "cannot read `@missing`");

    [Theory]
    [InlineData("64", 64)]
    [InlineData("64K", 64L << 10)]
    [InlineData("64m", 64L << 20)]
    [InlineData("2G", 2L << 30)]
    [InlineData("1T", 1L << 40)]
    [InlineData("1_000", 1000)]
    public void SizesAreReadInPowersOf1024(string text, long bytes) => Assert.Equal(bytes, OptionParsers.Size(text));

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("2", 2000)]
    [InlineData("1.5s", 1500)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    public void TimesAreRead(string text, double milliseconds) =>
        Assert.Equal(milliseconds, OptionParsers.Duration(text).TotalMilliseconds);

    [Theory]
    [InlineData("")]
    [InlineData("K")]
    [InlineData("-1")]
    [InlineData("1.5M")]
    [InlineData("9223372036854775808")]
    [InlineData("8388608T")]
    [InlineData(" 1")]
    public void BadSizesAreRefused(string text) => Assert.Throws<FormatException>(() => OptionParsers.Size(text));

    [Theory]
    [InlineData("auto", null, null, "xterm", true, true)]
    [InlineData("auto", null, null, "xterm", false, false)]
    [InlineData("auto", null, null, "dumb", true, false)]
    [InlineData("auto", "1", null, "xterm", true, false)]
    [InlineData("auto", "1", "1", "xterm", true, false)]
    [InlineData("auto", null, "1", "xterm", false, true)]
    [InlineData("auto", null, "0", "xterm", true, false)]
    [InlineData("always", "1", null, "dumb", false, true)]
    [InlineData("never", null, "1", "xterm", true, false)]
    public void ColourFollowsOptionEnvironmentAndTerminal(string choice, string? noColor, string? forceColor,
        string term,
        bool isTerminal, bool coloured)
    {
        var environment = new Dictionary<string, string> { ["TERM"] = term };
        if (noColor is not null) environment["NO_COLOR"] = noColor;
        if (forceColor is not null) environment["FORCE_COLOR"] = forceColor;
        CliRun run = CliRun.With(["run", "missing.hgm", "--color", choice], environment: environment, isTerminal: isTerminal);
        Assert.Equal(coloured, run.Error.Contains('\x1b'));
    }

    [Fact]
    public void CompletionKnowsCommandsOptionsAndValues()
    {
        Assert.Contains("run\n", CliRun.Of("[suggest:2]", "ru").Output.ReplaceLineEndings("\n"));
        Assert.Contains("--max-heap", CliRun.Of("[suggest:6]", "run --").Output);
        Assert.Contains("resilient", CliRun.Of("[suggest:11]", "run --mode ").Output);
        Assert.Contains("zsh", CliRun.Of("[suggest:11]", "completion ").Output);
        foreach (string shell in (string[])["bash", "zsh", "fish"])
            Assert.Contains("[suggest:", CliRun.Of("completion", shell).Output);
    }
}
