using System.Text;
using HgmVm.Hosting;

namespace HgmVm.Cli;

/// <summary>When to colour.</summary>
internal enum ColorChoice
{
    Auto,
    Always,
    Never,
}

/// <summary>
/// The three standard streams of a run of the tool, and whether each of the writing ones shows colour. Everything the
/// tool says goes through one, so tests hand in streams of their own.
/// </summary>
internal sealed class Terminal : IDisposable
{
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly bool _errorIsTerminal;
    private readonly Func<string, string?> _environment;

    public Terminal(Stream input, Stream output, Stream error, bool inputIsTerminal = false,
        bool outputIsTerminal = false,
        bool errorIsTerminal = false, Func<string, string?>? environment = null)
    {
        Input = input;
        Output = output;
        InputIsTerminal = inputIsTerminal;
        OutputIsTerminal = outputIsTerminal;
        _errorIsTerminal = errorIsTerminal;
        _environment = environment ?? (_ => null);
        Out = new StreamWriter(output, s_utf8, bufferSize: 4096, leaveOpen: true) { NewLine = "\n" };
        ErrorOutput = error;
        Error = new StreamWriter(error, s_utf8, bufferSize: 1024, leaveOpen: true) { NewLine = "\n", AutoFlush = true };
        UseColor(ColorChoice.Auto);
    }

    /// <summary>The terminal of this process.</summary>
    public static Terminal OfProcess() => new(
        StandardStreams.OpenInput(), StandardStreams.OpenOutput(1), new QuietStream(StandardStreams.OpenOutput(2)),
        StandardStreams.IsTerminal(0), StandardStreams.IsTerminal(1), StandardStreams.IsTerminal(2),
            Environment.GetEnvironmentVariable);

    public Stream Input { get; }

    /// <summary>Standard output as bytes. Flush <see cref="Out"/> before writing here.</summary>
    public Stream Output { get; }

    public Stream ErrorOutput { get; }

    public TextWriter Out { get; }

    public TextWriter Error { get; }

    /// <summary>True when somebody types the input.</summary>
    public bool InputIsTerminal { get; }

    /// <summary>True when somebody watches the output.</summary>
    public bool OutputIsTerminal { get; }

    public bool ColorOut { get; private set; }

    public bool ColorError { get; private set; }

    /// <summary>An environment variable, or null: what the tool reads of its surroundings goes through here
    /// too.</summary>
    public string? Variable(string name) => _environment(name);

    /// <summary>
    /// Decides about colour, stream by stream: the option first, then <c>NO_COLOR</c>, then <c>FORCE_COLOR</c>, then
    /// whether the stream is a terminal that is not <c>TERM=dumb</c>.
    /// </summary>
    public void UseColor(ColorChoice choice)
    {
        ColorOut = Decide(OutputIsTerminal);
        ColorError = Decide(_errorIsTerminal);

        bool Decide(bool isTerminal)
        {
            if (choice != ColorChoice.Auto) return choice == ColorChoice.Always;
            if (!string.IsNullOrEmpty(_environment("NO_COLOR"))) return false;
            if (_environment("FORCE_COLOR") is { Length: > 0 } force) return force != "0";
            return isTerminal && _environment("TERM") != "dumb";
        }
    }

    /// <summary>One error line, <c>hgmvm: error: …</c>, and under it what to do, when there is something to
    /// say.</summary>
    public void WriteError(string message, string? hint = null)
    {
        Error.WriteLine($"{Paint("error", "31;1")}: {message}");
        if (hint is not null) Error.WriteLine($"{Paint("hint", "36")}: {hint}");
    }

    public void WriteWarning(string message) => Error.WriteLine($"{Paint("warning", "33;1")}: {message}");

    /// <summary>The text as standard error shows it in a colour, given as SGR numbers.</summary>
    public string Paint(string text, string color) => ColorError ? $"\x1b[{color}m{text}\x1b[0m" : text;

    /// <summary>
    /// Nothing is written here: <see cref="Shell.Run"/> flushes while a failure can still be reported. What is left in the
    /// writers after a failed write is dropped.
    /// </summary>
    public void Dispose()
    {
        Output.Dispose();
        ErrorOutput.Dispose();
    }
}
