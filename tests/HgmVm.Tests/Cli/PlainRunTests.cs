using HgmVm.Cli.CommandLine;

namespace HgmVm.Tests.Cli;

/// <summary>A run without options does not go through the parser of the command line; nobody may notice.</summary>
public sealed class PlainRunTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public PlainRunTests()
    {
        _scratch.File("seven.hgm", """
            module seven
            import std.io
            fn main() -> i32 {
                let n: i32, text: own array u8
                const  n, 0
                call   std.io.arg(n) -> text
                call   std.io.print(text)
                const  n, 7
                ret    n
            }
            """);
        _scratch.File("trap.hgm", "module trap\nfn main() {\n    let n: i32\n    div n, n, n\n    ret\n}\n");
        _scratch.File("bad.hgm", "module bad\nfn main() {\n    rte\n}\n");
        _scratch.File("spaces and é.hgm", "module m\nfn main() {\n    ret\n}\n");
        _scratch.File("binary.hgmb", [0x48, 0x47, 0x4D]);
        Directory.CreateDirectory(Path.Combine(_scratch.Folder, "folder.hgm"));
    }

    /// <summary>With the default of an option written out it is the same run, by way of the parser.</summary>
    [Theory]
    [InlineData("seven.hgm", "--", "one")]
    [InlineData("seven.hgm", "--", "--mode", "fast")]
    [InlineData("seven.hgm", "--", "--", "")]
    [InlineData("seven.hgm", "--")]
    [InlineData("seven.hgm")]
    [InlineData("trap.hgm")]
    [InlineData("bad.hgm")]
    [InlineData("spaces and é.hgm")]
    [InlineData("binary.hgmb")]
    [InlineData("missing.hgm")]
    [InlineData("missing/nothing.hgm")]
    [InlineData("folder.hgm")]
    public void BothWaysEndAlike(string file, params string[] rest)
    {
        string path = Path.Combine(_scratch.Folder, file);
        foreach (string[] words in (string[][])[["run", path], [path]])
        {
            Assert.NotNull(PlainRun.Recognize(CommandLineWords.Split([.. words, .. rest])));
            CliRun plain = CliRun.Of([.. words, .. rest]);
            string[] parsedWords = [.. words, "--color", "auto", .. rest];
            Assert.Null(PlainRun.Recognize(CommandLineWords.Split(parsedWords)));
            CliRun parsed = CliRun.Of(parsedWords);
            Assert.Equal((parsed.ExitCode, parsed.Output, parsed.Error), (plain.ExitCode, plain.Output, plain.Error));
        }
    }

    [Fact]
    public void TheProgramOfTheTableRuns()
    {
        CliRun run = CliRun.Of("run", Path.Combine(_scratch.Folder, "seven.hgm"), "--", "one");
        Assert.Equal((7, "one\n", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData]
    [InlineData("")]
    [InlineData("run")]
    [InlineData("check")]
    [InlineData("run", "run")]
    [InlineData("run", "-")]
    [InlineData("--version")]
    [InlineData("run", "--help")]
    [InlineData("run", "-x.hgm")]
    [InlineData("--mode=a.b")]
    [InlineData("/h:a.hgm")]
    [InlineData("/?=a.hgm")]
    [InlineData("[suggest:1.0]")]
    [InlineData("@words.rsp")]
    [InlineData("check", "a.hgm")]
    [InlineData("run", "a.hgm", "b.hgm")]
    [InlineData("run", "a.hgm", "--stats")]
    public void WhatMightMeanAnythingElseIsParsed(params string[] words) =>
        Assert.Null(PlainRun.Recognize(CommandLineWords.Split(words)));

    public void Dispose() => _scratch.Dispose();
}
