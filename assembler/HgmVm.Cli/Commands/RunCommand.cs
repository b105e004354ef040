using System.CommandLine;

namespace HgmVm.Cli.Commands;

/// <summary><c>hgmvm run FILE [-- ARGUMENTS]</c> with all its options.</summary>
internal sealed class RunCommand
{
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

    private int Run(ParseResult parsed) =>
        ProgramRun.Run(_options.Request(parsed, parsed.GetRequiredValue(_file), _programArguments), _terminal);
}
