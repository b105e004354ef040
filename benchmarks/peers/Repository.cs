namespace HgmVm.Peers;

/// <summary>Where things are on this machine.</summary>
internal static class Repository
{
    /// <summary>The folder that holds <c>HgmVm.sln</c>.</summary>
    public static string Root { get; } = Find();

    /// <summary>Where compiled peers and outputs go.</summary>
    public static string Output => Path.Combine(Root, "artifacts/benchmarks/peers");

    /// <summary>The command <c>hgmvm</c> of the same build as this program.</summary>
    public static string Tool => Path.Combine(Root, "artifacts/bin/HgmVm.Cli", new DirectoryInfo(AppContext.BaseDirectory).Name, "hgmvm");

    /// <summary>The workloads in C#, of the same build.</summary>
    public static string Plain =>
        Path.Combine(Root, "artifacts/bin/HgmVm.Peers.Plain", new DirectoryInfo(AppContext.BaseDirectory).Name, "HgmVm.Peers.Plain");

    /// <summary>Whether a command can be run.</summary>
    public static bool IsInstalled(string command) => command.Contains('/', StringComparison.Ordinal)
        ? File.Exists(command)
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, command)));

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "HgmVm.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("this program runs from inside the repository");
    }
}
