namespace HgmVm.Tests.Repository;

/// <summary>The folders at the root are fixed, and the solution names every project.</summary>
public class LayoutTests
{
    private static readonly string[] s_rootEntries =
    [
        ".ci", ".editorconfig", ".git", ".gitattributes", ".gitignore", "Directory.Build.props", "Directory.Packages.props",
        "HgmVm.sln", "README.md", "artifacts", "assembler", "benchmarks", "examples", "global.json", "stdlib", "tests", "vm",
    ];

    // What tools leave at the root without asking, and .gitignore keeps out of the repository.
    private static readonly string[] s_leftBehind = ["BenchmarkDotNet.Artifacts", "TestResults", ".vs", ".idea", ".vscode"];

    [Fact]
    public void NothingNewStandsAtTheRoot()
    {
        string[] unexpected = [.. Directory.EnumerateFileSystemEntries(RepositoryRoot.Folder).Select(Path.GetFileName)
            .Where(name => !s_rootEntries.Contains(name) && !s_leftBehind.Contains(name)).Select(name => name!)];
        Assert.Empty(unexpected);
    }

    [Fact]
    public void EveryProjectIsInTheSolution()
    {
        string solution = RepositoryFiles.Text("HgmVm.sln").Replace('\\', '/');
        string[] missing = [.. RepositoryFiles.All.Where(path => path.EndsWith(".csproj") && !solution.Contains($"\"{path}\""))];
        Assert.Empty(missing);
    }

    [Fact]
    public void TheLibraryHasNoPackages() =>
        Assert.DoesNotContain("PackageReference", RepositoryFiles.Text("vm/HgmVm/HgmVm.csproj"));

    [Fact]
    public void CiIsAnExecutable()
    {
        if (OperatingSystem.IsWindows()) return;
        UnixFileMode mode = File.GetUnixFileMode(RepositoryRoot.PathOf(".ci/run"));
        Assert.True(mode.HasFlag(UnixFileMode.UserExecute));
    }
}
