using System.CommandLine;
using HgmVm.Cli.Inputs;
using HgmVm.Hosting;
using HgmVm.Linking;

namespace HgmVm.Cli.Commands;

/// <summary><c>hgmvm check FILE...</c>: everything that comes before running, and every mistake it finds.</summary>
internal sealed class CheckCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Programs or modules, text or binary; - is standard input",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string[]> _libraries = CommonOptions.Libraries();

    public CheckCommand(Terminal terminal)
    {
        _terminal = terminal;
        Command = new Command("check", "Name every mistake of a program or module; run nothing") { _files, _libraries };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        IReadOnlyList<string> libraries = CommonOptions.Folders(parsed, _libraries);
        int code = ExitCodes.Success;
        foreach (string file in parsed.GetRequiredValue(_files))
        {
            if (!Check(file, libraries)) code = ExitCodes.Refused;
        }
        return code;
    }

    private bool Check(string file, IReadOnlyList<string> libraries)
    {
        var loader = new ModuleLoader(_terminal, libraries);
        LinkedProgram? program = null;
        if (ProgramLoader.LoadVerified(file, loader) is { } modules)
        {
            // A library has no `main`, and its host functions may be another host's: only what is certain is reported.
            var options = new LinkOptions { Host = new StandardHost().Functions, RequireMain = false };
            program = ProgramLoader.Link(modules, options, loader);
        }
        ProgramLoader.Report(loader, _terminal);
        return program is not null;
    }
}
