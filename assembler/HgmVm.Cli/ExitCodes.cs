namespace HgmVm.Cli;

/// <summary>What the process says when it ends, apart from a program's own exit code (design section 6).</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The command line is wrong, or names a file that cannot be read or written.</summary>
    public const int CommandLine = 2;

    /// <summary>A text or a module was refused; nothing ran.</summary>
    public const int Refused = 3;

    /// <summary>The program trapped.</summary>
    public const int Trap = 4;

    /// <summary>The program reached a limit: fuel, time, heap or stack.</summary>
    public const int Limit = 5;

    /// <summary>A mistake of our own; <c>EX_SOFTWARE</c> of sysexits.h.</summary>
    public const int Internal = 70;

    /// <summary>Standard output does not take what is written; <c>EX_IOERR</c> of sysexits.h.</summary>
    public const int Output = 74;

    /// <summary>The reader of a pipe went away: what a shell shows for SIGPIPE.</summary>
    public const int BrokenPipe = 141;
}
