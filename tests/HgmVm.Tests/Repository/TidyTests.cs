using System.Text.RegularExpressions;

namespace HgmVm.Tests.Repository;

/// <summary>The style rules that a machine can check. Each failure lists all offenders at once.</summary>
public partial class TidyTests
{
    /// <summary>As in <c>.editorconfig</c>.</summary>
    private const int MostColumns = 120;

    private const int MaxFileLines = 400;
    private const int HardMaxFileLines = 800;
    private const int MaxMethodLines = 70;

    /// <summary>Files that may be longer than 400 lines, each with the reason.</summary>
    private static readonly Dictionary<string, string> s_longFiles = new()
    {
    };

    /// <summary>Methods that may be longer than 70 lines, as <c>file:name</c>, each with the reason.</summary>
    private static readonly Dictionary<string, string> s_longMethods = new()
    {
    };

    [Fact]
    public void FilesAreShort()
    {
        var problems = new List<string>();
        foreach (string path in RepositoryFiles.HandWrittenCode)
        {
            int lines = RepositoryFiles.Lines(path).Length;
            if (lines > HardMaxFileLines) problems.Add($"{path}: {lines} lines, never more than {HardMaxFileLines}");
            else if (lines > MaxFileLines && !s_longFiles.ContainsKey(path)) problems.Add($"{path}: {lines} lines of {MaxFileLines}");
        }
        AssertNone(problems);
    }

    [Fact]
    public void TheListOfLongFilesIsCurrent() =>
        AssertNone(s_longFiles.Keys.Where(path => !RepositoryFiles.All.Contains(path)
            || RepositoryFiles.Lines(path).Length <= MaxFileLines));

    [Fact]
    public void MethodsAreShort() =>
        AssertNone(RepositoryFiles.HandWrittenCode.SelectMany(path => MethodLengths.Of(path)
            .Where(method => method.Lines > MaxMethodLines && !s_longMethods.ContainsKey($"{path}:{method.Name}"))
            .Select(method => $"{path}:{method.Line}: {method.Name} has {method.Lines} lines of {MaxMethodLines}")));

    [Fact]
    public void NothingIsLeftToDo() =>
        AssertNone(Search(LeftoverMarker(), RepositoryFiles.Texts.Where(path => !path.EndsWith("Repository/TidyTests.cs"))));

    [Fact]
    public void NothingNamesTheMachineItWasMadeOn() =>
        AssertNone(Search(WorkplacePath(), RepositoryFiles.Texts.Where(path => !path.EndsWith("Repository/TidyTests.cs"))));

    [Fact]
    public void TextsHaveUnixLinesAndNoTrailingBlanks()
    {
        var problems = new List<string>();
        foreach (string path in RepositoryFiles.Texts.Where(path => Path.GetExtension(path) is not ".sln" and not ".expect"))
        {
            string text = RepositoryFiles.Text(path);
            if (text.Contains('\r')) problems.Add($"{path}: carriage returns");
            if (text.Length > 0 && !text.EndsWith('\n')) problems.Add($"{path}: no line end at the end");
            int index = TrailingBlank().Match(text) is { Success: true } match ? match.Index : -1;
            if (index >= 0) problems.Add($"{path}:{text.AsSpan(0, index).Count('\n') + 1}: blanks at the end of the line");
        }
        AssertNone(problems);
    }

    /// <summary>Lines fit a window of two files side by side; what a string holds may be as long as it reads
    /// best.</summary>
    [Fact]
    public void LinesFitTheWindow()
    {
        var problems = new List<string>();
        foreach (string path in RepositoryFiles.HandWrittenCode)
        {
            bool isRaw = false;
            foreach ((string line, int index) in RepositoryFiles.Lines(path).Select((line, index) => (line, index)))
            {
                bool wasRaw = isRaw;
                if (line.Split("\"\"\"").Length % 2 == 0) isRaw = !isRaw;
                if (!wasRaw && !isRaw && StringLiteral().Replace(line, "\"\"").Length > MostColumns)
                    problems.Add($"{path}:{index + 1}: {line.Length} columns, {MostColumns} allowed");
            }
        }
        AssertNone(problems);
    }

    [Fact]
    public void NoTestIsSkipped() =>
        AssertNone(Search(SkippedTest(), RepositoryFiles.HandWrittenCode.Where(path => path.StartsWith("tests/"))));

    private static IEnumerable<string> Search(Regex wrong, IEnumerable<string> paths) =>
        from path in paths
        from pair in RepositoryFiles.Lines(path).Select((line, index) => (line, index))
        where wrong.IsMatch(pair.line)
        select $"{path}:{pair.index + 1}: {pair.line.Trim()}";

    private static void AssertNone(IEnumerable<string> problems)
    {
        string[] list = [.. problems];
        Assert.True(list.Length == 0, $"{list.Length} offenders:\n  {string.Join("\n  ", list)}");
    }

    [GeneratedRegex(@"\b(TODO|FIXME|XXX|HACK)\b")]
    private static partial Regex LeftoverMarker();

    [GeneratedRegex(@"(^|[\s""'(`])(/work/|/home/|/root/|/Users/|/tmp/hgm|[A-Z]:\\Users)|\.\./shared/")]
    private static partial Regex WorkplacePath();

    [GeneratedRegex(@"[ \t]+$", RegexOptions.Multiline)]
    private static partial Regex TrailingBlank();

    [GeneratedRegex("\"(\\\\.|[^\"\\\\])*\"")]
    private static partial Regex StringLiteral();

    [GeneratedRegex(@"\bSkip\s*=")]
    private static partial Regex SkippedTest();
}
