namespace HgmVm.Tests.Repository;

/// <summary>Where the repository stands, for tests that read its files.</summary>
internal static class RepositoryRoot
{
    /// <summary>The folder that holds <c>HgmVm.sln</c>.</summary>
    public static string Folder { get; } = Find();

    /// <summary>The full path of a file or folder, given with forward slashes from the root.</summary>
    public static string PathOf(string relative) => Path.Combine(Folder, relative);

    private static string Find()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "HgmVm.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests run from inside the repository");
    }
}
