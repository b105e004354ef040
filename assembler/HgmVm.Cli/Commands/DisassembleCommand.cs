using System.CommandLine;
using System.Text;
using HgmVm.Assembler;
using HgmVm.Bytecode;
using HgmVm.Cli.Inputs;

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

    public DisassembleCommand(Terminal terminal)
    {
        _terminal = terminal;
        Command = new Command("dis", "Disassemble a module to text that assembles to the same bytes")
        {
            _file, _output, _libraries, _positions,
        };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        string file = parsed.GetRequiredValue(_file);
        var loader = new ModuleLoader(_terminal, CommonOptions.Folders(parsed, _libraries));
        Module? module = loader.LoadMain(file);
        ProgramLoader.Report(loader, _terminal);
        if (module is null) return ExitCodes.Refused;
        string text = ModuleDisassembler.Disassemble(module, new DisassemblyOptions { ShowPositions = parsed.GetValue(_positions) });
        OutputFile.Write(parsed.GetValue(_output) ?? InputFile.StandardInput, Encoding.UTF8.GetBytes(text), _terminal);
        return ExitCodes.Success;
    }
}
