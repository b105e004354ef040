namespace HgmVm.Assembler.Diagnostics;

/// <summary>Finds the name that was probably meant.</summary>
public static class Suggest
{
    /// <summary>
    /// Names longer than this are not compared: nobody mistypes them, and the distance costs their product.
    /// </summary>
    private const int MaxLength = 64;

    /// <summary>
    /// The candidate nearest to a name by Damerau-Levenshtein distance (a letter inserted, left out, replaced, or
    /// swapped with its neighbour), if it is near enough to be worth saying: one step for short names, about a third of
    /// the longer ones.
    /// </summary>
    /// <returns>The candidate, the first of equals; null when none is near.</returns>
    public static string? Closest(string name, IEnumerable<string> candidates)
    {
        if (name.Length is 0 or > MaxLength) return null;
        int limit = Math.Max(1, (name.Length + 1) / 3);
        string? best = null;
        Span<int> rows = stackalloc int[3 * (MaxLength + 1)];
        foreach (string candidate in candidates)
        {
            if (candidate.Length is 0 or > MaxLength || Math.Abs(candidate.Length - name.Length) > limit) continue;
            int distance = Distance(name, candidate, limit, rows);
            if (distance > limit || distance >= Math.Max(name.Length, candidate.Length)) continue;
            best = candidate;
            // Only something strictly nearer replaces it.
            limit = distance - 1;
            if (limit < 0) break;
        }
        return best;
    }

    /// <summary>As a hint: <c>did you mean `add`?</c>; null when no candidate is near.</summary>
    public static string? Hint(string name, IEnumerable<string> candidates) =>
        Closest(name, candidates) is { } found ? $"did you mean `{found}`?" : null;

    /// <summary>
    /// The distance, or anything above the limit when it is above. Letters that differ in case only are the same.
    /// </summary>
    private static int Distance(string a, string b, int limit, Span<int> rows)
    {
        int width = b.Length + 1;
        Span<int> before = rows[..width], last = rows.Slice(width, width), row = rows.Slice(2 * width, width);
        for (int j = 0; j < width; j++) last[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            int smallest = i;
            for (int j = 1; j < width; j++)
            {
                bool same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                int distance = Math.Min(Math.Min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    distance = Math.Min(distance, before[j - 2] + 1);
                row[j] = distance;
                smallest = Math.Min(smallest, distance);
            }
            if (smallest > limit) return smallest;
            Span<int> oldest = before;
            before = last;
            last = row;
            row = oldest;
        }
        return last[b.Length];
    }
}
