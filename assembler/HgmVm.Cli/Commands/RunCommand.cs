using System.CommandLine;
using System.Diagnostics;
using HgmVm.Cli.Inputs;
using HgmVm.Cli.Text;
using HgmVm.Execution;
using HgmVm.Hosting;
using HgmVm.Linking;

namespace HgmVm.Cli.Commands;

/// <summary><c>hgmvm run FILE [-- ARGUMENTS]</c>.</summary>
internal sealed class RunCommand
{
    private static readonly TimeSpan s_lastPatience = TimeSpan.FromSeconds(1);

    private readonly Terminal _terminal;
    private readonly IReadOnlyList<string> _programArguments;
    private readonly Argument<string> _file = CommonOptions.File(
        "The program, text or binary; - is standard input. Its arguments follow after --");
    private readonly RunOptions _options = new();

    public RunCommand(Terminal terminal, IReadOnlyList<string> programArguments)
    {
        _terminal = terminal;
        _programArguments = programArguments;
        Command = new Command("run", "Verify a program and run it: hgmvm run FILE [-- ARGUMENTS]") { _file };
        _options.AddTo(Command);
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        if (parsed.GetValue(_options.Json) && !parsed.GetValue(_options.Stats))
            throw new UserErrorException("--json says how --stats is printed", hint: "add --stats");
        VmOptions vmOptions = _options.VmOptions(parsed);
        var loader = new ModuleLoader(_terminal, CommonOptions.Folders(parsed, _options.Libraries));
        var host = new StandardHost(new StandardHostOptions
        {
            Arguments = _programArguments,
            Input = _terminal.Input,
            Output = _terminal.Output,
            Error = _terminal.ErrorOutput,
            InputIsInteractive = _terminal.InputIsTerminal,
            OutputIsInteractive = _terminal.OutputIsTerminal,
        });
        LinkOptions linkOptions = _options.LinkOptions(parsed, host.Functions);
        LinkedProgram? program = ProgramLoader.LoadVerified(parsed.GetRequiredValue(_file), loader) is { } modules
            ? ProgramLoader.Link(modules, linkOptions, loader)
            : null;
        ProgramLoader.Report(loader, _terminal);
        return program is null ? ExitCodes.Refused : Execute(program, vmOptions, host, loader, parsed);
    }

    private int Execute(LinkedProgram program, VmOptions options, StandardHost host, ModuleLoader loader, ParseResult parsed)
    {
        using VirtualMachine machine = Create(program, options);
        long start = Stopwatch.GetTimestamp();
        RunResult result = machine.Run();
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        // Who takes no output must not keep a run that has a time limit from ending.
        string? problem = host.Flush(options.Timeout is null ? null : s_lastPatience);
        if (result.Trap is { } trap) TrapText.Write(trap, loader.FindSource, _terminal);
        foreach (Leak leak in result.Leaks) _terminal.WriteWarning(Describe(leak));
        if (parsed.GetValue(_options.Stats)) StatisticsText.Write(machine.Statistics, time, parsed.GetValue(_options.Json), _terminal);
        if (problem is null) return host.OutputIsClosed ? StandardHost.ClosedOutputExitCode : result.ExitCode;
        _terminal.WriteError($"cannot write to {problem}");
        return result.Trap is { IsLimit: true } ? result.ExitCode : ExitCodes.Output;
    }

    private static VirtualMachine Create(LinkedProgram program, VmOptions options)
    {
        try
        {
            return new VirtualMachine(program, options);
        }
        catch (InsufficientMemoryException problem)
        {
            throw new UserErrorException($"there is no room for heap and stack: {problem.Message}", ExitCodes.Limit);
        }
        catch (ArgumentOutOfRangeException problem)
        {
            throw new UserErrorException(problem.Message.ReplaceLineEndings(" "));
        }
    }

    private static string Describe(Leak leak)
    {
        string objects = leak.Count == 1 ? "1 object was" : $"{leak.Count} objects were";
        string place = leak.AllocatedAt is { } site ? $", allocated at {site}" : "";
        return $"{objects} never freed: `{leak.TypeName}`, {leak.Bytes} bytes{place}";
    }
}
