namespace HgmVm.Conformance;

/// <summary>Where the programs are.</summary>
internal static class Repository
{
    /// <summary>The folder that holds <c>HgmVm.sln</c>.</summary>
    public static string Root { get; } = Find();

    /// <summary>Modules that programs of the suite import; they are no programs themselves.</summary>
    public static string SharedModules => Path.Combine(Root, "tests/conformance/modules");

    /// <summary>The programs, as paths from the root with forward slashes, in a fixed order.</summary>
    public static IReadOnlyList<string> Programs { get; } = [.. Collect("tests/conformance").Concat(Collect("examples"))
        .Concat(Collect("benchmarks/peers/workloads"))
        .Where(path => !path.StartsWith("tests/conformance/modules/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Collect(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.hgm", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'));

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "HgmVm.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests run from inside the repository");
    }
}
