using System.Text;
using HgmVm.Cli;

namespace HgmVm.Tests.Cli;

/// <summary>One run of the command inside this process: what it printed, and its exit code.</summary>
internal sealed record CliRun(int ExitCode, byte[] OutputBytes, string Error)
{
    public string Output => Encoding.UTF8.GetString(OutputBytes);

    public static CliRun Of(params string[] args) => With(args);

    /// <summary>Runs with a standard input and an environment of the caller's making; nothing is a terminal unless
    /// said.</summary>
    public static CliRun With(string[] args, byte[]? input = null, Dictionary<string, string>? environment = null,
        bool isTerminal = false)
    {
        using var inputStream = new MemoryStream(input ?? []);
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        int code;
        using (var terminal = new Terminal(inputStream, output, error, isTerminal, isTerminal, isTerminal,
            name => environment?.GetValueOrDefault(name)))
        {
            code = Shell.Run(args, terminal);
        }
        return new CliRun(code, output.ToArray(), Encoding.UTF8.GetString(error.ToArray()));
    }

    /// <summary>Fails unless it ended with this code, one clear message and no sign of the machinery below.</summary>
    public CliRun Refused(int code, string message)
    {
        Assert.True(ExitCode == code, $"exit code {ExitCode}, expected {code}:\n{Error}");
        Assert.Contains(message, Error);
        Assert.DoesNotContain("   at ", Error);
        Assert.DoesNotContain("Exception", Error);
        return this;
    }
}

/// <summary>A folder for the files of one test, removed afterwards.</summary>
internal sealed class Scratch : IDisposable
{
    public Scratch() => Folder = Directory.CreateTempSubdirectory("hgmvm-test").FullName;

    public string Folder { get; }

    /// <summary>Writes a file and returns its path.</summary>
    public string File(string name, string text) => File(name, Encoding.UTF8.GetBytes(text));

    public string File(string name, byte[] bytes)
    {
        string path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
