using System.Text.RegularExpressions;

namespace HgmVm.Tests.Repository;

/// <summary>Pages have one title, and their links lead somewhere.</summary>
public partial class MarkdownTests
{
    [Fact]
    public void EveryPageHasOneTitle()
    {
        string[] wrong = [.. RepositoryFiles.Markdown
            .Where(path => !path.EndsWith("isa-preface.md"))
            .Where(path => ProseLines(path).Count(line => line.StartsWith("# ")) != 1)];
        Assert.Empty(wrong);
    }

    [Fact]
    public void LinksResolve()
    {
        var broken = new List<string>();
        foreach (string path in RepositoryFiles.Markdown)
        {
            string folder = Path.GetDirectoryName(RepositoryRoot.PathOf(path))!;
            foreach (Match link in ProseLines(path).SelectMany(line => Link().Matches(line)))
            {
                string target = link.Groups["target"].Value;
                if (target.StartsWith("http", StringComparison.Ordinal) || target.StartsWith('#')) continue;
                string file = Path.GetFullPath(Path.Combine(folder, target.Split('#')[0]));
                if (!File.Exists(file) && !Directory.Exists(file)) broken.Add($"{path}: {target}");
            }
        }
        Assert.Empty(broken);
    }

    [Fact]
    public void EveryPageIsLinkedFromAnother()
    {
        // A page that nothing links to is a page that nobody finds.
        string all = string.Concat(RepositoryFiles.Markdown.Select(RepositoryFiles.Text));
        string[] orphans = [.. RepositoryFiles.Markdown
            .Where(path => path is not "README.md" && !path.EndsWith("isa-preface.md"))
            .Where(path => !all.Contains(Path.GetFileName(path)) || (path.EndsWith("/README.md") && !IsLinkedFolder(path, all)))];
        Assert.Empty(orphans);
    }

    private static bool IsLinkedFolder(string readme, string all)
    {
        string folder = readme[..^"/README.md".Length];
        return all.Contains($"({folder}") || all.Contains($"{Path.GetFileName(folder)}/README.md")
            || all.Contains($"{Path.GetFileName(folder)}/)");
    }

    // Code blocks may show what pages may not contain.
    private static IEnumerable<string> ProseLines(string path)
    {
        bool inCode = false;
        foreach (string line in RepositoryFiles.Lines(path))
        {
            if (line.StartsWith("```")) inCode = !inCode;
            else if (!inCode) yield return line;
        }
    }

    [GeneratedRegex(@"(?<!!)\[[^\]]*\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
