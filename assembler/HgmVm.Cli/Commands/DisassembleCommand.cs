using System.CommandLine;
using System.Text;
using HgmVm.Assembler;
using HgmVm.Bytecode;
using HgmVm.Cli.Inputs;
using HgmVm.Elision;
using HgmVm.Hosting;
using HgmVm.Linking;
using HgmVm.Verification;

namespace HgmVm.Cli.Commands;

/// <summary><c>hgmvm dis FILE</c>: a module as text that assembles to the same bytes.</summary>
internal sealed class DisassembleCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _file = CommonOptions.File("A module, binary or text; - is standard input");
    private readonly Option<string> _output = CommonOptions.Output("Where the text goes; standard output without it");
    private readonly Option<string[]> _libraries = CommonOptions.Libraries();
    private readonly Option<bool> _positions = new("--positions")
    {
        Description = "Show the code position of each instruction, as a comment",
    };

    private readonly Option<bool> _annotate = new("--annotate")
    {
        Description = "Say of each check whether it is performed, proved by an earlier one, or hoisted out of a loop",
    };

    public DisassembleCommand(Terminal terminal)
    {
        _terminal = terminal;
        Command = new Command("dis", "Disassemble a module to text that assembles to the same bytes")
        {
            _file, _output, _libraries, _positions, _annotate,
        };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        string file = parsed.GetRequiredValue(_file);
        if (parsed.GetValue(_annotate)) return Annotate(file, parsed);
        var loader = new ModuleLoader(_terminal, CommonOptions.Folders(parsed, _libraries));
        Module? module = loader.LoadMain(file);
        ProgramLoader.Report(loader, _terminal);
        if (module is null) return ExitCodes.Refused;
        return Write(module, new DisassemblyOptions { ShowPositions = parsed.GetValue(_positions) }, parsed);
    }

    /// <summary>What is proved depends on what callees do, so the whole program is needed.</summary>
    private int Annotate(string file, ParseResult parsed)
    {
        var loader = new ModuleLoader(_terminal, CommonOptions.Folders(parsed, _libraries));
        IReadOnlyList<VerifiedModule>? modules = ProgramLoader.LoadVerified(file, loader);
        var host = new StandardHost(new StandardHostOptions { Input = Stream.Null, Output = Stream.Null,
            Error = Stream.Null });
        LinkedProgram? program = modules is null
            ? null : ProgramLoader.Link(modules, new LinkOptions { Host = host.Functions }, loader);
        ProgramLoader.Report(loader, _terminal);
        if (program is null) return ExitCodes.Refused;
        var report = new ElisionReport(program);
        Module main = modules![0].Module;
        return Write(main, new DisassemblyOptions
        {
            ShowPositions = true,
            Annotate = (function, position) => report.Describe(main.Name, function, position),
        }, parsed);
    }

    private int Write(Module module, DisassemblyOptions options, ParseResult parsed)
    {
        string text = ModuleDisassembler.Disassemble(module, options);
        OutputFile.Write(parsed.GetValue(_output) ?? InputFile.StandardInput, Encoding.UTF8.GetBytes(text), _terminal);
        return ExitCodes.Success;
    }
}
