using System.Globalization;
using System.Numerics;

namespace HgmVm.Assembler.Binding;

/// <summary>Reads <c>-0x1.8p3</c> exactly: rounded once, to nearest, ties to even, as the format of its register
/// wants.</summary>
internal static class HexFloat
{
    /// <summary>The nearest value with a precision and a least exponent; infinite when it is beyond the
    /// largest.</summary>
    /// <param name="text">Sign, <c>0x</c>, hexadecimal digits with at most one point, and maybe <c>p</c> with a decimal
    /// exponent.</param>
    /// <param name="precision">Bits of the significand: 24 or 53.</param>
    /// <param name="leastExponent">Of the last bit of a subnormal number: -149 or -1074.</param>
    public static double Read(string text, int precision, int leastExponent)
    {
        bool negative = text[0] == '-';
        ReadOnlySpan<char> digits = text.AsSpan().TrimStart("+-")[2..];
        int exponent = 0;
        if (digits.IndexOfAny('p', 'P') is >= 0 and int p)
        {
            exponent = ReadExponent(digits[(p + 1)..]);
            digits = digits[..p];
        }
        if (digits.IndexOf('.') is >= 0 and int point)
        {
            exponent -= 4 * (digits.Length - point - 1);
            digits = string.Concat(digits[..point], digits[(point + 1)..]);
        }
        BigInteger significand = BigInteger.Parse(string.Concat("0", digits), NumberStyles.HexNumber,
            CultureInfo.InvariantCulture);
        double value = Round(significand, exponent, precision, leastExponent);
        return negative ? -value : value;
    }

    /// <summary>Exponents beyond any float are cut off, far enough from the border to leave room for the digits' own
    /// shift.</summary>
    private static int ReadExponent(ReadOnlySpan<char> text)
    {
        const int Beyond = 1_000_000;
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int exponent))
            return Math.Clamp(exponent, -Beyond, Beyond);
        return text[0] == '-' ? -Beyond : Beyond;
    }

    private static double Round(BigInteger significand, int exponent, int precision, int leastExponent)
    {
        if (significand.IsZero) return 0;
        long bits = (long)significand.GetBitLength();
        long dropped = Math.Max(bits - precision, (long)leastExponent - exponent);
        if (dropped > bits + 1) return 0;
        if (dropped > 0)
        {
            BigInteger kept = significand >> (int)dropped;
            BigInteger rest = significand - (kept << (int)dropped);
            int half = rest.CompareTo(BigInteger.One << (int)(dropped - 1));
            if (half > 0 || (half == 0 && !kept.IsEven)) kept += 1;
            significand = kept;
            exponent += (int)dropped;
        }
        // At most `precision` bits are left, or one more that is a power of two: scaling them is exact or overflows.
        return significand.IsZero ? 0 : Math.ScaleB((double)significand, exponent);
    }
}
