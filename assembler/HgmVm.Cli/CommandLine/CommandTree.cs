using System.CommandLine;
using System.CommandLine.Help;
using HgmVm.Cli.Commands;

namespace HgmVm.Cli.CommandLine;

/// <summary>All commands with their options, and what they share.</summary>
internal sealed class CommandTree
{
    // Wide enough for the option column, narrow enough for a split window; fixed, so that help reads the same
    // everywhere.
    private const int HelpWidth = 100;

    public CommandTree(Terminal terminal, IReadOnlyList<string>? programArguments)
    {
        Root.Add(Color);
        Root.Add(new RunCommand(terminal, programArguments ?? []).Command);
        Root.Add(new AssembleCommand(terminal).Command);
        Root.Add(new DisassembleCommand(terminal).Command);
        Root.Add(new CheckCommand(terminal).Command);
        Root.Add(new LayoutCommand(terminal).Command);
        Root.Add(ExplainCommand.Create(terminal));
        Root.Add(CompletionCommand.Create(terminal));
        foreach (Option option in Root.Options)
        {
            if (option.Action is HelpAction help) help.MaxWidth = HelpWidth;
        }
    }

    public RootCommand Root { get; } = new(
        "Runs, assembles, disassembles and checks HgmVm programs. `hgmvm FILE` is short for `hgmvm run FILE`; "
        + "FILE is text or binary, `-` is standard input.")
    {
        HelpName = "hgmvm",
    };

    public Option<ColorChoice> Color { get; } = OptionParsers.Choice("--color", "When to colour what is printed",
        [("auto", ColorChoice.Auto), ("always", ColorChoice.Always), ("never", ColorChoice.Never)], "WHEN", recursive: true);

    /// <summary>The words with the verb that they leave out: <c>hgmvm FILE</c> means <c>hgmvm run FILE</c>.</summary>
    public IReadOnlyList<string> WithVerb(IReadOnlyList<string> words)
    {
        bool needsVerb = !words.Any(IsVerb) && !words[0].StartsWith('[')
            && !words.Any(word => word is "--help" or "-h" or "-?" or "/?" or "/h" or "--version");
        return needsVerb ? ["run", .. words] : words;
    }

    /// <summary>The command that a word names exactly.</summary>
    public bool IsVerb(string word) => Root.Subcommands.Any(command => command.Name == word);
}
