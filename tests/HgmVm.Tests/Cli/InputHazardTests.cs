using System.Text;
using HgmVm.Bytecode;
using HgmVm.Cli;

namespace HgmVm.Tests.Cli;

/// <summary>Files that are not what they should be: one clear message each, the right exit code, nothing of the
/// machinery.</summary>
public sealed class InputHazardTests : IDisposable
{
    private const string Hello = """
        module hello
        import std.io
        fn main() {
            let text: own array u8
            str text, "hello"
            call std.io.print(text)
            ret
        }
        """;

    private static readonly string[] s_commands = ["run", "asm", "dis", "check"];

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void AMissingFile() =>
        EachCommand(_scratch.Folder + "/none.hgm", ExitCodes.CommandLine, "there is no such file");

    [Fact]
    public void AMissingFolder() =>
        EachCommand(_scratch.Folder + "/none/none.hgm", ExitCodes.CommandLine, "there is no such folder");

    [Fact]
    public void ADirectory() => EachCommand(_scratch.Folder, ExitCodes.CommandLine, "it is a directory");

    [Fact]
    public void AnEmptyName() => EachCommand("", ExitCodes.CommandLine, "empty");

    [Fact]
    public void AnEmptyFile() => EachCommand(_scratch.File("empty.hgm", ""), ExitCodes.Refused, "error HGM");

    [Fact]
    public void AnUnreadableFile()
    {
        string path = _scratch.File("secret.hgm", Hello);
        if (OperatingSystem.IsWindows()) return;
        File.SetUnixFileMode(path, UnixFileMode.None);
        if (Environment.UserName == "root") return;
        EachCommand(path, ExitCodes.CommandLine, "permission denied");
    }

    [Fact]
    public void BinaryRubbish()
    {
        byte[] rubbish = new byte[100_000];
        new Random(1).NextBytes(rubbish);
        EachCommand(_scratch.File("rubbish.hgm", rubbish), ExitCodes.Refused, "error HGM");
    }

    [Fact]
    public void ZeroBytes() => EachCommand(_scratch.File("zero.hgm", new byte[70_000]), ExitCodes.Refused, "error HGM");

    [Fact]
    public void ATruncatedModule()
    {
        string text = _scratch.File("hello.hgm", Hello), binary = _scratch.Folder + "/hello.hgmb";
        Assert.Equal(0, CliRun.Of("asm", text).ExitCode);
        byte[] whole = File.ReadAllBytes(binary);
        Assert.True(ModuleReader.LooksBinary(whole));
        foreach (int length in Enumerable.Range(1, 20).Select(i => i * whole.Length / 21))
        {
            string cut = _scratch.File("cut.hgmb", whole[..length]);
            CliRun.Of("run", cut).Refused(ExitCodes.Refused, "error HGM");
            CliRun.Of("dis", cut).Refused(ExitCodes.Refused, "error HGM");
        }
    }

    [Fact]
    public void OneFlippedBit()
    {
        Assert.Equal(0, CliRun.Of("asm", _scratch.File("hello.hgm", Hello)).ExitCode);
        byte[] whole = File.ReadAllBytes(_scratch.Folder + "/hello.hgmb");
        whole[^3] ^= 4;
        CliRun.Of("run", _scratch.File("bad.hgmb", whole)).Refused(ExitCodes.Refused, "error HGM4");
    }

    [Fact]
    public void ALineOfAMebibyte()
    {
        EachCommand(_scratch.File("line.hgm", new string('x', 1 << 20)), ExitCodes.Refused, "error HGM");
        CliRun run = CliRun.Of("check", _scratch.File("comment.hgm", ";" + new string(' ', 1 << 20) + "\n" + Hello));
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("module m\nfn f(x: fn(")]
    [InlineData("own array ")]
    public void ThreeHundredThousandNestedBrackets(string opening)
    {
        string text = opening.Contains('\n')
            ? opening + string.Concat(Enumerable.Repeat("fn(", 300_000))
            : "module m\nfn f(x: " + string.Concat(Enumerable.Repeat(opening, 300_000));
        CliRun run = CliRun.Of("check", _scratch.File("deep.hgm", text)).Refused(ExitCodes.Refused, "error HGM");
        Assert.True(run.Error.Length < 50_000, $"{run.Error.Length} characters of messages");
    }

    [Fact]
    public void AFileWithoutEnd()
    {
        if (!File.Exists("/dev/zero")) return;
        CliRun.Of("check", "/dev/zero").Refused(ExitCodes.Refused, "MiB");
    }

    [Fact]
    public void TheContentDecidesNotTheEnding()
    {
        string text = _scratch.File("really-text.hgmb", Hello);
        Assert.Equal("hello\n", CliRun.Of("run", text).Output);
        Assert.Equal(0, CliRun.Of("asm", text, "--output", _scratch.Folder + "/really-binary.hgm").ExitCode);
        Assert.Equal("hello\n", CliRun.Of(_scratch.Folder + "/really-binary.hgm").Output);
    }

    [Fact]
    public void StandardInputIsAFileToo()
    {
        CliRun run = CliRun.With(["run", "-"], Encoding.UTF8.GetBytes(Hello));
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("hello\n", run.Output);
        CliRun binary = CliRun.With(["asm", "-", "--output", "-"], Encoding.UTF8.GetBytes(Hello));
        Assert.True(ModuleReader.LooksBinary(binary.OutputBytes));
        Assert.Equal("hello\n", CliRun.With(["-"], binary.OutputBytes).Output);
    }

    [Fact]
    public void AnUnwritableOutput()
    {
        string text = _scratch.File("hello.hgm", Hello);
        CliRun.Of("asm", text, "--output", _scratch.Folder).Refused(ExitCodes.CommandLine, "it is a directory");
        CliRun.Of("asm", text, "--output", _scratch.Folder + "/a/b.hgmb").Refused(ExitCodes.CommandLine, "no such folder");
    }

    [Fact]
    public void ARefusedTextLeavesNoModuleBehind()
    {
        string text = _scratch.File("bad.hgm", "module bad\nfn main() {\n    nonsense\n}\n");
        CliRun.Of("asm", text).Refused(ExitCodes.Refused, "bad.hgm:3");
        Assert.False(File.Exists(_scratch.Folder + "/bad.hgmb"));
    }

    [Fact]
    public void ImportsThatMakeACircle()
    {
        _scratch.File("b.hgm", "module b\nimport a\nfn g() {\n    call a.f()\n    ret\n}\n");
        string a = _scratch.File("a.hgm", "module a\nimport b\nfn f() {\n    call b.g()\n    ret\n}\nfn main() {\n    ret\n}\n");
        CliRun.Of("run", a).Refused(ExitCodes.Refused, "error HGM");
    }

    [Fact]
    public void AnImportThatIsNotThere() =>
        CliRun.Of("run", _scratch.File("a.hgm", "module a\nimport nowhere\nfn main() {\n    call nowhere.f()\n    ret\n}\n"))
            .Refused(ExitCodes.Refused, "nowhere");

    private static void EachCommand(string path, int code, string message)
    {
        foreach (string command in s_commands)
        {
            CliRun run = CliRun.Of(command, path).Refused(code, message);
            Assert.Equal("", run.Output);
        }
    }
}
