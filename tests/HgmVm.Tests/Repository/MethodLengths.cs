using System.Text.RegularExpressions;

namespace HgmVm.Tests.Repository;

/// <summary>
/// Finds members with a body in C# text by indentation: a line that looks like a declaration, an opening brace alone on
/// the next line at the same depth, and the first closing brace at that depth. The house style makes that exact enough.
/// </summary>
internal static partial class MethodLengths
{
    public static IEnumerable<(string Name, int Line, int Lines)> Of(string path)
    {
        string[] lines = RepositoryFiles.Lines(path);
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].Trim() != "{") continue;
            string indent = lines[i][..lines[i].IndexOf('{')];
            int start = i - 1;
            // A declaration may go over several lines, the later ones indented deeper.
            while (start > 0 && lines[start].StartsWith(indent + " ", StringComparison.Ordinal)) start--;
            Match declaration = Declaration().Match(string.Join(' ', lines[start..i]));
            if (!declaration.Success) continue;
            int end = Array.FindIndex(lines, i, line => line.StartsWith(indent + "}", StringComparison.Ordinal));
            if (end > 0) yield return (declaration.Groups["name"].Value, start + 1, end - start + 1);
        }
    }

    [GeneratedRegex(@"^\s+(?!return|if|for|foreach|while|switch|using|lock|catch|fixed|do|else|new|await|yield|case|.*\b(class|struct|record|interface)\b)[\w\[\]<>?,.*()\s]*?"
        + @"\b(?<name>\w+)(<[\w,\s]+>)?\(.*\)(\s+where .*)?\s*$")]
    private static partial Regex Declaration();
}
