using System.Globalization;
using System.Text;

namespace HgmVm.Assembler.Disassembly;

/// <summary>Writes numbers and strings so that reading them gives the same bits again.</summary>
internal static class LiteralText
{
    /// <summary>An f32 given by its bits: the shortest decimal that reads back, or <c>inf</c>, or <c>nan:0x</c> and its
    /// payload.</summary>
    public static string Float32(uint bits)
    {
        float value = BitConverter.UInt32BitsToSingle(bits);
        if (float.IsNaN(value)) return Nan(bits >> 31 != 0, bits & 0x7F_FFFF);
        return float.IsFinite(value)
            ? WithPoint(value.ToString("R", CultureInfo.InvariantCulture)) : value > 0 ? "inf" : "-inf";
    }

    /// <summary>An f64 given by its bits; see <see cref="Float32"/>.</summary>
    public static string Float64(ulong bits)
    {
        double value = BitConverter.UInt64BitsToDouble(bits);
        if (double.IsNaN(value)) return Nan(bits >> 63 != 0, bits & 0xF_FFFF_FFFF_FFFF);
        return double.IsFinite(value)
            ? WithPoint(value.ToString("R", CultureInfo.InvariantCulture)) : value > 0 ? "inf" : "-inf";
    }

    /// <summary>Appends a string literal: valid UTF-8 as characters where they are visible, all else as
    /// <c>\xNN</c>.</summary>
    public static void AppendString(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        text.Append('"');
        while (bytes.Length > 0)
        {
            bool valid = Rune.DecodeFromUtf8(bytes, out Rune rune,
                out int length) == System.Buffers.OperationStatus.Done;
            if (valid && Escape(rune) is { } escape) text.Append(escape);
            else if (valid && IsVisible(rune)) AppendRune(text, rune);
            else foreach (byte b in bytes[..length]) text.Append(CultureInfo.InvariantCulture, $"\\x{b:X2}");
            bytes = bytes[length..];
        }
        text.Append('"');
    }

    private static string Nan(bool negative, ulong payload) =>
        string.Create(CultureInfo.InvariantCulture, $"{(negative ? "-" : "")}nan:0x{payload:x}");

    /// <summary>A decimal that the lexer takes for a float: with a point unless it has an exponent, which is small and
    /// unsigned where it can be.</summary>
    private static string WithPoint(string decimalText)
    {
        int exponent = decimalText.IndexOf('E', StringComparison.Ordinal);
        if (exponent < 0) return decimalText.Contains('.', StringComparison.Ordinal) ? decimalText : decimalText + ".0";
        return string.Concat(decimalText.AsSpan(0, exponent), "e",
            decimalText.AsSpan(exponent + (decimalText[exponent + 1] == '+' ? 2 : 1)));
    }

    private static string? Escape(Rune rune) => rune.Value switch
    {
        '\n' => "\\n",
        '\t' => "\\t",
        '\r' => "\\r",
        0 => "\\0",
        '\\' => "\\\\",
        '"' => "\\\"",
        _ => null,
    };

    /// <summary>False for what an editor would not show, or would let reorder the line around it.</summary>
    private static bool IsVisible(Rune rune)
    {
        if (rune.IsAscii) return rune.Value is >= 0x20 and < 0x7F;
        return Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.NonSpacingMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.SpacingCombiningMark);
    }

    private static void AppendRune(StringBuilder text, Rune rune)
    {
        Span<char> units = stackalloc char[2];
        text.Append(units[..rune.EncodeToUtf16(units)]);
    }
}
