using System.Diagnostics;
using HgmVm.Cli.Inputs;
using HgmVm.Cli.Text;
using HgmVm.Execution;
using HgmVm.Hosting;
using HgmVm.Linking;

namespace HgmVm.Cli.Commands;

/// <summary>Loads a program, runs it, and says how it ended.</summary>
internal static class ProgramRun
{
    private static readonly TimeSpan s_lastPatience = TimeSpan.FromSeconds(1);

    /// <returns>The exit code of the process.</returns>
    public static int Run(RunRequest request, Terminal terminal)
    {
        var loader = new ModuleLoader(terminal, request.Libraries);
        var host = new StandardHost(new StandardHostOptions
        {
            Arguments = request.Arguments,
            Input = terminal.Input,
            Output = terminal.Output,
            Error = terminal.ErrorOutput,
            InputIsInteractive = terminal.InputIsTerminal,
            OutputIsInteractive = terminal.OutputIsTerminal,
        });
        LinkedProgram? program = ProgramLoader.LoadVerified(request.File, loader) is { } modules
            ? ProgramLoader.Link(modules, request.LinkOptions(host.Functions), loader)
            : null;
        ProgramLoader.Report(loader, terminal);
        return program is null ? ExitCodes.Refused : Execute(program, request, host, loader, terminal);
    }

    private static int Execute(
        LinkedProgram program, RunRequest request, StandardHost host, ModuleLoader loader, Terminal terminal)
    {
        using VirtualMachine machine = Create(program, request.Machine);
        long start = Stopwatch.GetTimestamp();
        RunResult result = machine.Run();
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        // Who takes no output must not keep a run that has a time limit from ending.
        string? problem = host.Flush(request.Machine.Timeout is null ? null : s_lastPatience);
        if (result.Trap is { } trap) TrapText.Write(trap, loader.FindSource, terminal);
        foreach (Leak leak in result.Leaks) terminal.WriteWarning(Describe(leak));
        if (request.Stats) StatisticsText.Write(machine.Statistics, time, request.Json, terminal);
        if (problem is null) return host.OutputIsClosed ? StandardHost.ClosedOutputExitCode : result.ExitCode;
        terminal.WriteError($"cannot write to {problem}");
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
