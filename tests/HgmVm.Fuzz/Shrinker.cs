namespace HgmVm.Fuzz;

/// <summary>Makes a text with some property smaller: lines go, in ever smaller pieces, as long as it keeps the
/// property.</summary>
internal static class Shrinker
{
    /// <param name="text">The text.</param>
    /// <param name="holds">The property; false for texts that are refused.</param>
    public static string Shrink(string text, Func<string, bool> holds)
    {
        List<string> lines = [.. text.Split('\n')];
        for (int size = lines.Count / 2; size > 0; size = size > 1 ? size / 2 : 0)
        {
            bool removed;
            do
            {
                removed = false;
                for (int start = 0; start + size <= lines.Count;)
                {
                    List<string> fewer = [.. lines[..start], .. lines[(start + size)..]];
                    if (holds(string.Join('\n', fewer)))
                    {
                        lines = fewer;
                        removed = true;
                    }
                    else start += size;
                }
            }
            while (removed);
        }
        return string.Join('\n', lines);
    }
}
