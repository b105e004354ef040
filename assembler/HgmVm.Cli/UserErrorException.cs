namespace HgmVm.Cli;

/// <summary>
/// Ends a command with a message for its user. The one exception the tool throws on purpose: it unwinds from a helper
/// that cannot go on (an unreadable file) to <see cref="Shell.Run"/>, which prints the message and returns the code.
/// </summary>
internal sealed class UserErrorException(string message, int exitCode = ExitCodes.CommandLine, string? hint = null)
    : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public string? Hint { get; } = hint;
}
