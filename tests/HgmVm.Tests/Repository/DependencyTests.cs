using System.Text.RegularExpressions;

namespace HgmVm.Tests.Repository;

/// <summary>
/// The folders of the library depend on each other in one direction. What a folder refers to is read from its
/// <c>using</c> lines and from names that begin with another folder's, as in <c>Bytecode.Mode</c>.
/// </summary>
public partial class DependencyTests
{
    private const string Library = "vm/HgmVm/";

    [Fact]
    public void FoldersOfTheLibraryFormNoCircle()
    {
        Dictionary<string, Dictionary<string, string>> references = References();
        Assert.True(references.Count > 5, "the folders were not found");
        string? circle = FindCircle(references);
        Assert.True(circle is null, circle);
    }

    [Fact]
    public void NamespacesFollowFolders()
    {
        string[] wrong = [.. Files().Where(path => Namespace().Match(RepositoryFiles.Text(path)).Groups["name"].Value
            != $"HgmVm.{FolderOf(path)}".TrimEnd('.'))];
        Assert.Empty(wrong);
    }

    [Fact]
    public void ACircleIsFound()
    {
        static Dictionary<string, string> To(params string[] folders) =>
            folders.ToDictionary(folder => folder, _ => "a.cs");
        var references = new Dictionary<string, Dictionary<string, string>>
        {
            ["A"] = To("B"), ["B"] = To("C", "D"), ["C"] = To("D"), ["D"] = To("B"),
        };
        Assert.Contains("B -> ", FindCircle(references));
        references["D"] = [];
        Assert.Null(FindCircle(references));
    }

    /// <summary>For each folder those it refers to, with a file that does.</summary>
    private static Dictionary<string, Dictionary<string, string>> References()
    {
        string[] folders = [.. Files().Select(FolderOf).Where(folder => folder.Length > 0).Distinct()];
        var references = folders.ToDictionary(folder => folder, _ => new Dictionary<string, string>());
        foreach (string path in Files())
        {
            string from = FolderOf(path);
            if (from.Length == 0) continue;
            string code = Irrelevant().Replace(RepositoryFiles.Text(path), "");
            foreach (Match match in Reference().Matches(code))
            {
                // The longest folder that the name begins with: HgmVm.Isa.Ops before HgmVm.Isa.
                string? to = folders.Where(folder => $"{match.Groups["name"].Value}.".StartsWith($"{folder}.", StringComparison.Ordinal))
                    .MaxBy(folder => folder.Length);
                if (to is not null && to != from) references[from].TryAdd(to, path);
            }
            // A nested namespace sees the one around it without saying so.
            if (from.LastIndexOf('.') is > 0 and int dot && folders.Contains(from[..dot]))
                references[from].TryAdd(from[..dot], path);
        }
        return references;
    }

    /// <summary>A circle as text, each step with a file to look at; null when there is none.</summary>
    private static string? FindCircle(Dictionary<string, Dictionary<string, string>> references)
    {
        var done = new HashSet<string>();
        var path = new List<string>();
        return references.Keys.Select(Visit).FirstOrDefault(circle => circle is not null);

        string? Visit(string folder)
        {
            int start = path.IndexOf(folder);
            if (start >= 0)
            {
                IEnumerable<string> steps = path.Skip(start).Zip([.. path.Skip(start + 1), folder],
                    (from, to) => $"{from} -> {to} ({references[from][to]})");
                return string.Join(", ", steps);
            }
            if (!done.Add(folder)) return null;
            path.Add(folder);
            string? circle = references[folder].Keys.Select(Visit).FirstOrDefault(found => found is not null);
            path.RemoveAt(path.Count - 1);
            return circle;
        }
    }

    private static IEnumerable<string> Files() =>
        RepositoryFiles.All.Where(path => path.StartsWith(Library, StringComparison.Ordinal) && path.EndsWith(".cs",
            StringComparison.Ordinal));

    /// <summary>The folder below the library with dots, as its namespace spells it.</summary>
    private static string FolderOf(string path)
    {
        string inside = path[Library.Length..];
        return inside.Contains('/') ? inside[..inside.LastIndexOf('/')].Replace('/', '.') : "";
    }

    // Comments and strings may name anything.
    [GeneratedRegex(@"//[^\n]*|""(\\.|[^""\\\n])*""")]
    private static partial Regex Irrelevant();

    [GeneratedRegex(@"(?<![\w.])(HgmVm\.)?(?<name>[A-Z]\w*(\.[A-Z]\w*)*)(?=\.[A-Z]|;)")]
    private static partial Regex Reference();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
