namespace HgmVm.Assembler.Text;

/// <summary>
/// A stretch of a <see cref="SourceText"/>: where it starts and how long it is, in UTF-16 code units.
/// </summary>
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>One past the last code unit.</summary>
    public int End => Start + Length;

    /// <summary>The smallest span that contains both.</summary>
    public static TextSpan Covering(TextSpan first, TextSpan last) =>
        FromBounds(Math.Min(first.Start, last.Start), Math.Max(first.End, last.End));

    public static TextSpan FromBounds(int start, int end) => new(start, end - start);
}
