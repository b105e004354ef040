using System.CommandLine;
using System.Globalization;
using HgmVm.Cli.Inputs;
using HgmVm.Hosting;
using HgmVm.Linking;

namespace HgmVm.Cli.Commands;

/// <summary><c>hgmvm layout FILE</c>: where the fields of structs lie, and which inline members have a word or bit, and
/// why.</summary>
internal sealed class LayoutCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _file = CommonOptions.File("A program or module, text or binary; - is standard input");
    private readonly Option<InnerPolicy> _inner = CommonOptions.Inner();
    private readonly Option<UnionWords> _unionWords = CommonOptions.UnionWords();
    private readonly Option<string[]> _libraries = CommonOptions.Libraries();

    public LayoutCommand(Terminal terminal)
    {
        _terminal = terminal;
        Command = new Command("layout", "Show where the fields of each struct lie, and why") { _file, _inner, _unionWords, _libraries };
        Command.SetAction(Run);
    }

    public Command Command { get; }

    private int Run(ParseResult parsed)
    {
        var loader = new ModuleLoader(_terminal, CommonOptions.Folders(parsed, _libraries));
        LinkedProgram? program = null;
        if (ProgramLoader.LoadVerified(parsed.GetRequiredValue(_file), loader) is { } modules)
        {
            var options = new LinkOptions { Host = new StandardHost().Functions, RequireMain = false,
                Inner = parsed.GetValue(_inner), UnionWords = parsed.GetValue(_unionWords) };
            program = ProgramLoader.Link(modules, options, loader);
        }
        ProgramLoader.Report(loader, _terminal);
        if (program is null) return ExitCodes.Refused;
        foreach (LayoutReport report in LayoutReport.Of(program)) Write(report);
        return ExitCodes.Success;
    }

    private void Write(LayoutReport report)
    {
        string of = report.IsArray ? "an element" : "behind its header";
        _terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Name}: {report.Bytes} bytes {of}"));
        int width = report.Lines.Count == 0 ? 0 : report.Lines.Max(line => line.Member.Length);
        int typeWidth = report.Lines.Count == 0 ? 0 : report.Lines.Max(line => line.Type.Length);
        foreach (LayoutLine line in report.Lines)
        {
            string row = string.Create(CultureInfo.InvariantCulture, $"{line.Offset,8} {line.Bytes,6}  ")
                + $"{line.Member.PadRight(width)}  {line.Type.PadRight(typeWidth)}  {line.Guard.PadRight(6)}  {line.Reason}";
            _terminal.Out.WriteLine(row.TrimEnd());
        }
        if (report.Varying > 0)
        {
            _terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"   {report.Varying} inline members vary: "
                + $"{report.Varying} inner words, {report.AfterTags} when tags share theirs, {report.AfterTypes} without the type-stable; "
                + $"here {report.Words} words, those of unions included, and {report.Bits} bits"));
        }
        _terminal.Out.WriteLine();
    }
}
