using System.CommandLine;
using HgmVm.Cli.CommandLine;
using HgmVm.Linking;

namespace HgmVm.Cli.Commands;

/// <summary>Options and arguments that several commands have.</summary>
internal static class CommonOptions
{
    public static Argument<string> File(string description) => new("FILE") { Description = description, HelpName = "FILE" };

    public static Option<string[]> Libraries() => new("--lib")
    {
        Description = "A folder to search for imported modules, after the program's own and before the standard library",
        HelpName = "DIR",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Option<InnerPolicy> Inner() => OptionParsers.Choice("--inner",
        "How scopes of inline members are kept apart", [.. Enum.GetValues<InnerPolicy>().Select(
            policy => (policy.ToString().ToLowerInvariant(), policy))], "POLICY");

    public static Option<UnionWords> UnionWords() => OptionParsers.Choice("--union-words",
        "How the word before an inline union says what it holds", [.. Enum.GetValues<UnionWords>().Select(
            words => (words.ToString().ToLowerInvariant(), words))], "ENCODING");

    public static Option<string> Output(string description) => new("--output", "-o") { Description = description, HelpName = "FILE" };

    /// <summary>The folders given with <c>--lib</c>, each of which has to exist.</summary>
    public static IReadOnlyList<string> Folders(ParseResult parsed, Option<string[]> option)
    {
        string[] folders = parsed.GetValue(option) ?? [];
        foreach (string folder in folders)
        {
            if (!Directory.Exists(folder)) throw new UserErrorException($"--lib: there is no folder `{folder}`");
        }
        return folders;
    }
}
