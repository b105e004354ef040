namespace HgmVm.Tests.Repository;

/// <summary>The files that people wrote: everything but build output, version control and editors' folders.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] s_outside = ["artifacts", ".git", ".vs", ".idea", ".vscode", "TestResults",
        "BenchmarkDotNet.Artifacts", "bin", "obj"];

    private static readonly string[] s_textExtensions =
        [".cs", ".csproj", ".props", ".targets", ".sln", ".md", ".hgm", ".json", ".txt", ".expect", ".editorconfig",
            ".sh", ".py", ".lua", ".js", ".c"];

    /// <summary>Paths from the root, with forward slashes, in a fixed order.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Collect(RepositoryRoot.Folder).Order(StringComparer.Ordinal)];

    /// <summary>C# files that are not generated.</summary>
    public static IEnumerable<string> HandWrittenCode =>
        All.Where(path => path.EndsWith(".cs", StringComparison.Ordinal) && !path.EndsWith(".g.cs", StringComparison.Ordinal));

    /// <summary>Files that hold text somebody reads, by extension; <c>.ci/run</c> has none.</summary>
    public static IEnumerable<string> Texts =>
        All.Where(path => s_textExtensions.Contains(Path.GetExtension(path)) || path == ".ci/run");

    public static IEnumerable<string> Markdown => All.Where(path => path.EndsWith(".md", StringComparison.Ordinal));

    public static string[] Lines(string path) => File.ReadAllLines(RepositoryRoot.PathOf(path));

    public static string Text(string path) => File.ReadAllText(RepositoryRoot.PathOf(path));

    private static IEnumerable<string> Collect(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder))
            yield return Path.GetRelativePath(RepositoryRoot.Folder, file).Replace('\\', '/');
        foreach (string inner in Directory.EnumerateDirectories(folder))
        {
            if (s_outside.Contains(Path.GetFileName(inner))) continue;
            foreach (string file in Collect(inner)) yield return file;
        }
    }
}
