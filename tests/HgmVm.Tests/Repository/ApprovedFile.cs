namespace HgmVm.Tests.Repository;

/// <summary>
/// A text under <c>tests/approved</c> that someone has read and agreed to. A test compares it with what the program
/// says today; <c>HGMVM_BLESS=1</c> rewrites it, so that the change shows up in review as a diff.
/// </summary>
internal static class ApprovedFile
{
    private static bool Blessing => Environment.GetEnvironmentVariable("HGMVM_BLESS") == "1";

    /// <summary>The approved text; empty when there is none yet.</summary>
    public static string Read(string name)
    {
        string path = PathOf(name);
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    /// <summary>Fails, with the first difference and the command that blesses, unless this text is approved.</summary>
    public static void Check(string name, string actual)
    {
        string approved = Read(name);
        if (approved == actual) return;
        if (Blessing)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
            File.WriteAllText(PathOf(name), actual);
            return;
        }
        Assert.Fail($"tests/approved/{name} is not what the program says now:\n{FirstDifference(approved, actual)}\n"
            + "If the change is meant: HGMVM_BLESS=1 dotnet test tests/HgmVm.Tests, and commit the file.");
    }

    private static string FirstDifference(string approved, string actual)
    {
        string[] was = approved.Split('\n');
        string[] now = actual.Split('\n');
        int line = 0;
        while (line < was.Length && line < now.Length && was[line] == now[line]) line++;
        string At(string[] lines) => line < lines.Length ? lines[line] : "(end)";
        return $"line {line + 1}\n  approved: {At(was)}\n  now:      {At(now)}";
    }

    private static string PathOf(string name) => RepositoryRoot.PathOf("tests/approved/" + name);
}
