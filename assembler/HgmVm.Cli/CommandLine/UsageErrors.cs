using System.CommandLine;
using System.CommandLine.Parsing;
using HgmVm.Cli.Text;

namespace HgmVm.Cli.CommandLine;

/// <summary>What is wrong with a command line, each mistake as one line on standard error with what to do about
/// it.</summary>
internal static class UsageErrors
{
    /// <summary>Reports the mistakes; true when there were any.</summary>
    public static bool Report(ParseResult parsed, CommandTree tree, CommandLineWords words, Terminal terminal)
    {
        Command command = parsed.CommandResult.Command;
        bool any = false;
        if (words.ProgramArguments is not null && command.Name != "run" && parsed.Errors.Count == 0)
        {
            terminal.WriteError($"`{command.Name}` takes nothing after `--`");
            return true;
        }
        string[] surplus = [.. OptionsTakenForArguments(parsed), .. parsed.UnmatchedTokens];
        bool unknownOption = surplus.Any(IsOption);
        foreach (string word in surplus)
        {
            any = true;
            if (IsOption(word)) ReportUnknownOption(word, command, terminal);
            else if (!unknownOption) ReportUnexpectedWord(word, command, tree, words.Own, terminal);
        }
        // A misspelt option leaves its value behind as an argument too many, and takes the place of one: one message.
        if (any) return true;
        foreach (ParseError error in parsed.Errors)
        {
            any = true;
            string path = command is RootCommand ? "hgmvm" : $"hgmvm {command.Name}";
            terminal.WriteError(Message(error, command), $"`{path} --help` lists what it takes");
        }
        return any;
    }

    private static bool IsOption(string word) => word.Length > 1 && word[0] == '-';

    // The parser hands an unknown option to an argument that still has room.
    private static IEnumerable<string> OptionsTakenForArguments(ParseResult parsed) =>
        parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
            .Select(token => token.Value).Where(IsOption);

    private static string Message(ParseError error, Command command) =>
        command.Arguments.FirstOrDefault() is { } argument && error.Message.Contains("for command", StringComparison.Ordinal)
            ? $"{argument.HelpName ?? argument.Name} is missing"
            : error.Message.TrimEnd('.');

    private static void ReportUnknownOption(string word, Command command, Terminal terminal)
    {
        string name = word.Split('=', ':')[0];
        IEnumerable<string> known = OptionsOf(command);
        string? near = Spelling.Nearest(name, known);
        string hint = near is not null
            ? $"did you mean `{near}`?"
            : command.Name == "run"
                ? $"options of the program stand after `--`; `hgmvm run --help` lists ours"
                : $"`hgmvm {command.Name} --help` lists the options";
        terminal.WriteError($"unknown option `{word}`", hint);
    }

    private static void ReportUnexpectedWord(string word, Command command, CommandTree tree,
        IReadOnlyList<string> words,
        Terminal terminal)
    {
        // Without a verb `run` was assumed, so the first word may be a verb that somebody misspelt.
        string suspect = words.Any(tree.IsVerb) ? word : words[0];
        string? verb = Spelling.Nearest(suspect, tree.Root.Subcommands.Select(other => other.Name));
        if (verb is not null && !tree.IsVerb(suspect))
            terminal.WriteError($"unknown command `{suspect}`", $"did you mean the command `{verb}`?");
        else
            terminal.WriteError($"unexpected argument `{word}`", command.Name == "run"
                ? "arguments of the program stand after `--`: hgmvm run FILE -- ARGUMENTS" : null);
    }

    private static IEnumerable<string> OptionsOf(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>()
            .SelectMany(parent => parent.Options.Where(o => o.Recursive)))
            .Where(option => !option.Hidden).Select(option => option.Name);
}
