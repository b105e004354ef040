using System.Text;

namespace HgmVm.Hosting;

/// <summary>
/// The host functions that the standard library stands on: few and plain, because whatever can be written in assembly
/// is written there. One instance serves one run; <see cref="Flush"/> ends it.
/// </summary>
public sealed class StandardHost
{
    /// <summary>The exit code of a run that ended because nobody reads its output any more: what a shell reports for a
    /// program that SIGPIPE ended.</summary>
    public const int ClosedOutputExitCode = 141;

    private const int StandardOutput = 1;
    private const int StandardError = 2;

    private readonly byte[][] _arguments;
    private readonly PatientStream _input;
    private readonly bool _inputIsInteractive;
    private readonly OutputBuffer _output;
    private readonly OutputBuffer _error;
    private readonly TimeProvider _clock;

    public StandardHost(StandardHostOptions? options = null)
    {
        options ??= new StandardHostOptions();
        _arguments = [.. options.Arguments.Select(Encoding.UTF8.GetBytes)];
        _input = new PatientStream(options.Input ?? StandardStreams.OpenInput());
        _inputIsInteractive = options.InputIsInteractive
            ?? (options.Input is null && StandardStreams.IsTerminal(StandardStreams.InputDescriptor));
        _output = new OutputBuffer(options.Output ?? StandardStreams.OpenOutput(StandardOutput), "standard output",
            options.OutputIsInteractive ?? (options.Output is null && StandardStreams.IsTerminal(StandardOutput)));
        _error = new OutputBuffer(options.Error ?? StandardStreams.OpenOutput(StandardError), "standard error", true);
        _clock = options.Clock;
        AddInputOutput(Functions);
        AddArguments(Functions);
        AddTime(Functions);
        NumberText.AddTo(Functions);
        AddMathematics(Functions);
    }

    /// <summary>The functions; more can be added before linking.</summary>
    public HostFunctions Functions { get; } = new();

    /// <summary>True once somebody closed the other end of the standard output; not an error.</summary>
    public bool OutputIsClosed => _output.IsClosed;

    /// <summary>Passes buffered output on: to be called when the run is over, however it ended.</summary>
    /// <param name="patience">How long to wait for whoever takes the output; null for as long as it takes.</param>
    /// <returns>Null, or why the output could not be written (a full disk, say).</returns>
    public string? Flush(TimeSpan? patience = null)
    {
        var deadline = new Deadline(patience);
        try
        {
            _output.Flush(deadline);
            _error.Flush(deadline);
            return null;
        }
        catch (DeadlineException)
        {
            return "standard output: nobody takes it";
        }
        catch (IOException problem)
        {
            return problem.Message;
        }
    }

    private void AddInputOutput(HostFunctions functions)
    {
        functions
            .Add("io.write",
                new HostSignature([HostType.I32, HostType.Bytes, HostType.I64, HostType.I64], [HostType.I64]),
                call =>
                {
                    ReadOnlySpan<byte> bytes = call.Span<byte>(1, call.I64(2), call.I64(3));
                    call.Return(Channel(call).Write(bytes, call.Deadline) ? bytes.Length : -1L);
                })
            .Add("io.flush", new HostSignature([HostType.I32], [HostType.I32]),
                call => call.Return(Channel(call).Flush(call.Deadline) ? 0 : -1))
            .Add("io.read", new HostSignature([HostType.Bytes, HostType.I64, HostType.I64], [HostType.I64]),
                call =>
                {
                    if (_inputIsInteractive) _output.Flush(call.Deadline);
                    call.Return((long)Read(call.Span<byte>(0, call.I64(1), call.I64(2)), call.Deadline));
                })
            .Add("process.exit", new HostSignature([HostType.I32], []), call => call.Exit(call.I32(0)));
    }

    private int Read(Span<byte> bytes, Deadline deadline)
    {
        try
        {
            return _input.Read(bytes, deadline);
        }
        catch (IOException problem)
        {
            throw new IOException($"standard input: {problem.Message}", problem);
        }
    }

    private OutputBuffer Channel(HostCall call)
    {
        int descriptor = call.I32(0);
        if (descriptor is not (StandardOutput or StandardError))
            call.Fail($"{descriptor} is neither standard output (1) nor standard error (2)");
        return descriptor == StandardOutput ? _output : _error;
    }

    private void AddArguments(HostFunctions functions)
    {
        functions
            .Add("args.count", new HostSignature([], [HostType.I32]), call => call.Return(_arguments.Length))
            .Add("args.length", new HostSignature([HostType.I32], [HostType.I64]),
                call => call.Return((long)Argument(call).Length))
            .Add("args.copy", new HostSignature([HostType.I32, HostType.Bytes], []),
                call =>
                {
                    byte[] argument = Argument(call);
                    argument.CopyTo(call.Span<byte>(1, 0, argument.Length));
                });
    }

    private byte[] Argument(HostCall call)
    {
        int index = call.I32(0);
        if ((uint)index >= (uint)_arguments.Length) call.Fail($"argument {index} of {_arguments.Length}");
        return _arguments[index];
    }

    private void AddTime(HostFunctions functions)
    {
        const long NanosecondsPerTick = 1_000_000_000 / TimeSpan.TicksPerSecond;
        functions
            .Add("time.now", new HostSignature([], [HostType.I64]),
                call => call.Return((_clock.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) * NanosecondsPerTick))
            .Add("time.monotonic", new HostSignature([], [HostType.I64]),
                call => call.Return((long)((Int128)_clock.GetTimestamp() * 1_000_000_000 / _clock.TimestampFrequency)));
    }

    // What the instruction set leaves out: it has only operations whose result IEEE 754 fixes to the last bit.
    private static void AddMathematics(HostFunctions functions)
    {
        functions.Add("math.exp", Math.Exp).Add("math.log", x => Math.Log(x)).Add("math.log2", Math.Log2)
            .Add("math.log10", Math.Log10).Add("math.sin", Math.Sin).Add("math.cos", Math.Cos)
            .Add("math.tan", Math.Tan).Add("math.asin", Math.Asin).Add("math.acos", Math.Acos)
            .Add("math.atan", Math.Atan).Add("math.sinh", Math.Sinh).Add("math.cosh", Math.Cosh)
            .Add("math.tanh", Math.Tanh).Add("math.cbrt", Math.Cbrt).Add("math.atan2", Math.Atan2)
            .Add("math.pow", Math.Pow).Add("math.hypot", double.Hypot).Add("math.fmod", (x, y) => x % y);
    }
}
