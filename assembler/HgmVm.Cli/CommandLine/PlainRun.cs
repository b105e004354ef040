using HgmVm.Cli.Commands;

namespace HgmVm.Cli.CommandLine;

/// <summary>
/// Recognises <c>hgmvm run FILE</c> and <c>hgmvm FILE</c> without options. They need no parser, and making one is a
/// good part of the time that a short program takes. What might mean anything else is left to the parser.
/// </summary>
internal static class PlainRun
{
    /// <summary>The run that the words ask for; null when they have to be parsed.</summary>
    public static RunRequest? Recognize(CommandLineWords words)
    {
        string? file = words.Own switch
        {
            [var only] => only,
            ["run", var second] => second,
            _ => null,
        };
        return file is not null && CanOnlyBeFile(file) ? new RunRequest(file, words.ProgramArguments ?? []) : null;
    }

    // With a dot it is no command; a colon or an equals sign could divide an option such as `/h` from a value.
    private static bool CanOnlyBeFile(string word) =>
        word.Contains('.') && !word.Contains(':') && !word.Contains('=') && word[0] is not ('-' or '[' or '@');
}
