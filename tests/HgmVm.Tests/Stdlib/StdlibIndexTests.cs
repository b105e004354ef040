using System.Text;
using System.Text.RegularExpressions;
using HgmVm.Tests.Repository;

namespace HgmVm.Tests.Stdlib;

/// <summary>Every function of the standard library says what it does, and the index repeats it.</summary>
public partial class StdlibIndexTests
{
    private const string Readme = "stdlib/README.md";
    private const string Marker = "<!-- From here on `StdlibIndexTests` writes. -->\n";
    private const string Inside = "; ---- inside ----";

    private static IEnumerable<string> Modules =>
        RepositoryFiles.All.Where(path => path.StartsWith("stdlib/") && path.EndsWith(".hgm"));

    [Fact]
    public void The_index_is_current()
    {
        string text = RepositoryFiles.Text(Readme);
        int start = text.IndexOf(Marker, StringComparison.Ordinal);
        Assert.True(start >= 0, $"{Readme} lost its marker: {Marker}");
        string expected = text[..(start + Marker.Length)] + string.Concat(Modules.Select(Describe));
        if (text == expected) return;
        if (Environment.GetEnvironmentVariable("HGMVM_BLESS") == "1")
            File.WriteAllText(RepositoryRoot.PathOf(Readme), expected);
        else
            Assert.Fail($"{Readme} does not say what the library says: HGMVM_BLESS=1 dotnet test tests/HgmVm.Tests");
    }

    [Fact]
    public void Every_function_and_struct_says_what_it_is_for()
    {
        string[] silent = [.. from path in Modules
            from item in Items(RepositoryFiles.Lines(path))
            where item.Comment.Length == 0 || !item.Comment.EndsWith('.')
            select $"{path}: {item.Header}"];
        Assert.Empty(silent);
    }

    [Fact]
    public void Modules_stand_where_their_names_say()
    {
        foreach (string path in Modules)
        {
            string name = path["stdlib/".Length..^".hgm".Length].Replace('/', '.');
            Assert.Contains($"module {name}", RepositoryFiles.Lines(path));
        }
    }

    private static string Describe(string path)
    {
        string[] lines = RepositoryFiles.Lines(path);
        string name = path["stdlib/".Length..^".hgm".Length].Replace('/', '.');
        IEnumerable<string> top = lines.TakeWhile(line => line.StartsWith(';'));
        string purpose = string.Join(' ', top.Select(line => line[1..].Trim()));
        var text = new StringBuilder($"\n## {name}\n\n{purpose}\n\n| function | what it does |\n| --- | --- |\n");
        foreach ((string header, string comment) in Items(lines.TakeWhile(line => line != Inside)))
            text.Append($"| `{header}` | {comment.Replace("|", "\\|")} |\n");
        return text.ToString();
    }

    // A header and the comment lines that stand right above it.
    private static IEnumerable<(string Header, string Comment)> Items(IEnumerable<string> lines)
    {
        var comment = new List<string>();
        foreach (string line in lines)
        {
            if (line.StartsWith("; ----")) continue;
            if (line.StartsWith(';')) { comment.Add(line[1..].Trim()); continue; }
            if (Header().Match(line) is { Success: true } match)
                yield return (match.Groups["header"].Value, string.Join(' ', comment));
            comment.Clear();
        }
    }

    [GeneratedRegex(@"^(fn )?(?<header>\S.*?) \{$")]
    private static partial Regex Header();
}
