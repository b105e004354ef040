using System.Globalization;
using System.Text;

namespace HgmVm.Assembler.Text;

/// <summary>
/// Pieces of a text as a message shows them: short, on one line, with nothing invisible or dangerous in them.
/// </summary>
public static class Quote
{
    private const int MaxLength = 40;

    /// <summary>In backticks, shortened, with control characters spelled out.</summary>
    public static string Text(ReadOnlySpan<char> text) => $"`{Shorten(text)}`";

    /// <summary>Without backticks: at most forty characters, control characters spelled out.</summary>
    public static string Shorten(ReadOnlySpan<char> text)
    {
        var result = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (result.Length >= MaxLength)
            {
                result.Append('…');
                break;
            }
            if (IsVisible(rune)) result.Append(rune.ToString());
            else result.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}");
        }
        return result.ToString();
    }

    /// <summary>One character, with its number when it is not plain ASCII.</summary>
    public static string Character(ReadOnlySpan<char> text)
    {
        Rune.DecodeFromUtf16(text, out Rune rune, out int used);
        string number = $"U+{(used == 1 ? text[0] : rune.Value):X4}";
        if (rune.IsAscii && IsVisible(rune)) return $"`{rune}`";
        return IsVisible(rune) && rune != Rune.ReplacementChar ? $"`{rune}` ({number})" : number;
    }

    /// <summary>
    /// False for what a terminal would obey or not show: controls, format characters, line separators, lone surrogates.
    /// </summary>
    public static bool IsVisible(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
