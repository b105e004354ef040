using System.CommandLine;
using HgmVm.Bytecode;
using HgmVm.Cli.Inputs;
using HgmVm.Verification;

namespace HgmVm.Cli.Commands;

/// <summary><c>hgmvm asm FILE</c>: a text, verified, as a binary module.</summary>
internal sealed class AssembleCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _file = CommonOptions.File("The text; - is standard input");
    private readonly Option<string> _output = CommonOptions.Output("Where the module goes; - is standard output. "
        + "Otherwise beside the text, with the ending .hgmb");
    private readonly Option<string[]> _libraries = CommonOptions.Libraries();
    private readonly Option<bool> _unverified = new("--unverified")
    {
        Description = "Write the module although the verifier refuses it; it will not run",
    };

    public AssembleCommand(Terminal terminal)
    {
        _terminal = terminal;
        Command = new Command("asm", "Assemble a text to a binary module") { _file, _output, _libraries, _unverified };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        string file = parsed.GetRequiredValue(_file);
        string output = parsed.GetValue(_output) ?? DefaultOutput(file);
        var loader = new ModuleLoader(_terminal, CommonOptions.Folders(parsed, _libraries));
        Module? module = loader.LoadMain(file);
        if (module is not null && !parsed.GetValue(_unverified))
        {
            VerificationResult verified = Verifier.Verify(module);
            loader.Diagnostics.AddRange(verified.Diagnostics);
            if (verified.Module is null) module = null;
        }
        ProgramLoader.Report(loader, _terminal);
        if (module is null) return ExitCodes.Refused;

        // The bytes must not depend on the folder that somebody happened to assemble in.
        if (module.SourceName == file) module.SourceName = Path.GetFileName(file);
        OutputFile.Write(output, ModuleWriter.Write(module), _terminal);
        return ExitCodes.Success;
    }

    private static string DefaultOutput(string file)
    {
        if (file == InputFile.StandardInput)
            throw new UserErrorException("a text from standard input needs --output", hint: "`--output -` is standard output");
        return Path.ChangeExtension(file, ".hgmb");
    }
}
