using System.CommandLine;
using HgmVm.Cli.CommandLine;
using HgmVm.Cli.Commands;
using HgmVm.Hosting;

namespace HgmVm.Cli;

/// <summary>From the words of a command line to an exit code. Every failure ends here, as one message.</summary>
internal static class Shell
{
    public static int Run(IReadOnlyList<string> args, Terminal terminal)
    {
        try
        {
            int code = Invoke(args, terminal);
            terminal.Out.Flush();
            return code;
        }
        catch (UserErrorException problem)
        {
            terminal.WriteError(problem.Message, problem.Hint);
            return problem.ExitCode;
        }
        catch (ClosedPipeException)
        {
            return ExitCodes.BrokenPipe;
        }
        catch (IOException problem)
        {
            terminal.WriteError($"cannot write to standard output: {problem.Message}");
            return ExitCodes.Output;
        }
#pragma warning disable CA1031 // The last resort is for what nobody foresaw: whatever it is, the user gets a sentence.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            bool debug = terminal.Variable("HGMVM_DEBUG") == "1";
            terminal.WriteError($"internal error, please report it: {OneLine(problem)}",
                debug ? null : "HGMVM_DEBUG=1 in the environment shows where it happened");
            if (debug) terminal.Error.WriteLine(problem);
            return ExitCodes.Internal;
        }
    }

    private static int Invoke(IReadOnlyList<string> args, Terminal terminal)
    {
        CommandLineWords words = CommandLineWords.Split(args);
        return PlainRun.Recognize(words) is { } request
            ? ProgramRun.Run(request, terminal)
            : InvokeParsed(words, terminal);
    }

    private static int InvokeParsed(CommandLineWords words, Terminal terminal)
    {
        var tree = new CommandTree(terminal, words.ProgramArguments);
        if (words.Own.Count == 0)
        {
            terminal.WriteError("no command given", "`hgmvm --help` lists the commands; `hgmvm FILE` runs a program");
            return ExitCodes.CommandLine;
        }
        ParseResult parsed = tree.Root.Parse(tree.WithVerb(words.Own), new ParserConfiguration
        {
            EnablePosixBundling = false,
            ResponseFileTokenReplacer = null,
        });
        // `[suggest:N]` asks about a command line that is not finished: mistakes in it are none.
        bool isDirective = words.Own[0].StartsWith('[');
        if (!isDirective && UsageErrors.Report(parsed, tree, words, terminal)) return ExitCodes.CommandLine;
        terminal.UseColor(parsed.GetValue(tree.Color));
        return parsed.Invoke(new InvocationConfiguration
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        });
    }

    private static string OneLine(Exception problem) =>
        $"{problem.GetType().Name}: {problem.Message.ReplaceLineEndings(" ")}";
}
