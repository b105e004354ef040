namespace HgmVm.Cli.CommandLine;

/// <summary>
/// The words of a command line, divided at the first <c>--</c>: what stands before is for us, what follows for the
/// program. The division happens before any parsing, so an option that comes after the file is never handed to the
/// program by mistake.
/// </summary>
/// <param name="Own">The words for the tool.</param>
/// <param name="ProgramArguments">The words for the program; null when there was no <c>--</c>.</param>
internal sealed record CommandLineWords(IReadOnlyList<string> Own, IReadOnlyList<string>? ProgramArguments)
{
    public static CommandLineWords Split(IReadOnlyList<string> args)
    {
        for (int i = 0; i < args.Count; i++)
        {
            if (args[i] == "--") return new CommandLineWords([.. args.Take(i)], [.. args.Skip(i + 1)]);
        }
        return new CommandLineWords(args, null);
    }
}
