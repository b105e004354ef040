using System.Numerics;

namespace HgmVm.Tests.Isa;

/// <summary>
/// IEEE 754 in whole numbers: what a float means as an exact fraction, and the float nearest to a fraction. It shares
/// nothing with the processor's arithmetic, which is what makes it a judge of it.
/// </summary>
internal sealed class FloatFormat(int width, int fractionBits)
{
    public static readonly FloatFormat Single = new(32, 23);
    public static readonly FloatFormat Double = new(64, 52);

    private readonly int _bias = (1 << (width - fractionBits - 2)) - 1;

    public ulong SignBit { get; } = 1UL << (width - 1);

    /// <summary>The bits of plus infinity, which are also the mask of the exponent.</summary>
    public ulong Infinity { get; } = ((1UL << (width - fractionBits - 1)) - 1) << fractionBits;

    /// <summary>The bit of a NaN that makes it quiet.</summary>
    public ulong QuietBit { get; } = 1UL << (fractionBits - 1);

    /// <summary>The positive NaN that has no payload.</summary>
    public ulong CanonicalNaN => Infinity | QuietBit;

    public bool IsNegative(ulong bits) => (bits & SignBit) != 0;

    public ulong Magnitude(ulong bits) => bits & (SignBit - 1);

    public bool IsNaN(ulong bits) => Magnitude(bits) > Infinity;

    public bool IsQuietNaN(ulong bits) => Magnitude(bits) >= CanonicalNaN;

    public bool IsCanonicalNaN(ulong bits) => Magnitude(bits) == CanonicalNaN;

    public bool IsInfinite(ulong bits) => Magnitude(bits) == Infinity;

    public bool IsZero(ulong bits) => Magnitude(bits) == 0;

    /// <summary>Infinity or zero with a sign.</summary>
    public ulong Signed(bool negative, ulong magnitude) => (negative ? SignBit : 0) | magnitude;

    /// <summary>The exact value of a finite float.</summary>
    public Fraction Value(ulong bits)
    {
        ulong magnitude = Magnitude(bits);
        int exponent = (int)(magnitude >> fractionBits);
        BigInteger mantissa = magnitude & ((1UL << fractionBits) - 1);
        if (exponent != 0) mantissa += BigInteger.One << fractionBits;
        int scale = Math.Max(exponent, 1) - _bias - fractionBits;
        if (IsNegative(bits)) mantissa = -mantissa;
        return scale >= 0 ? new Fraction(mantissa << scale, 1) : new Fraction(mantissa, BigInteger.One << -scale);
    }

    /// <summary>The float nearest to a fraction, ties to even; a zero gets the sign asked for.</summary>
    public ulong Round(Fraction value, bool negativeZero = false)
    {
        if (value.Numerator.IsZero) return Signed(negativeZero, 0);
        BigInteger numerator = BigInteger.Abs(value.Numerator);
        BigInteger denominator = value.Denominator;
        int exponent = (int)(numerator.GetBitLength() - denominator.GetBitLength());
        if (Scaled(numerator, -exponent) < Scaled(denominator, exponent)) exponent--;
        int unit = Math.Max(exponent, 1 - _bias) - fractionBits;

        BigInteger mantissa = Fraction.RoundToEven(Scaled(numerator, -unit), Scaled(denominator, unit));
        // The encoding is contiguous: a mantissa that rounds up to the next power of two carries into the exponent.
        BigInteger bits = ((BigInteger)(unit + fractionBits + _bias - 1) << fractionBits) + mantissa;
        ulong magnitude = bits >= Infinity ? Infinity : (ulong)bits;
        return Signed(value.Numerator.Sign < 0, magnitude);
    }

    /// <summary>A number times two to the power; the number itself when the power is negative.</summary>
    private static BigInteger Scaled(BigInteger number, int power) => power > 0 ? number << power : number;
}

/// <summary>An exact number; the denominator is positive.</summary>
internal readonly record struct Fraction(BigInteger Numerator, BigInteger Denominator)
{
    public static Fraction operator +(Fraction x, Fraction y) =>
        new((x.Numerator * y.Denominator) + (y.Numerator * x.Denominator), x.Denominator * y.Denominator);

    public static Fraction operator -(Fraction x, Fraction y) => x + new Fraction(-y.Numerator, y.Denominator);

    public static Fraction operator *(Fraction x, Fraction y) =>
        new(x.Numerator * y.Numerator, x.Denominator * y.Denominator);

    public static Fraction operator /(Fraction x, Fraction y) =>
        new(x.Numerator * y.Denominator * y.Numerator.Sign, x.Denominator * BigInteger.Abs(y.Numerator));

    public int CompareTo(Fraction other) => (this - other).Numerator.Sign;

    public BigInteger Truncate() => BigInteger.Divide(Numerator, Denominator);

    public BigInteger Floor() => BigInteger.Divide(Numerator - (Numerator.Sign < 0 ? Denominator - 1 : 0), Denominator);

    public BigInteger Ceiling() => -new Fraction(-Numerator, Denominator).Floor();

    public BigInteger Nearest() => Numerator.Sign * RoundToEven(BigInteger.Abs(Numerator), Denominator);

    /// <summary>The square root to at least so many bits, with a sticky bit below them when it is not exact.</summary>
    public Fraction SquareRoot(int bits)
    {
        // The root is cut off far below the last bit that matters; a remainder sets one more bit, which is all that
        // rounding needs to know about it.
        int shift = 2 * bits + (int)Denominator.GetBitLength() * 2;
        BigInteger scaled = (Numerator << (2 * shift)) / Denominator;
        BigInteger root = IntegerRoot(scaled);
        bool exact = root * root * Denominator == Numerator << (2 * shift);
        return new Fraction((root << 1) + (exact ? 0 : 1), BigInteger.One << (shift + 1));
    }

    /// <summary>The integer nearest to the quotient of two positive numbers, ties to even.</summary>
    public static BigInteger RoundToEven(BigInteger numerator, BigInteger denominator)
    {
        BigInteger quotient = BigInteger.DivRem(numerator, denominator, out BigInteger rest);
        int side = (rest << 1).CompareTo(denominator);
        return side > 0 || (side == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }

    private static BigInteger IntegerRoot(BigInteger number)
    {
        if (number.IsZero) return 0;
        BigInteger root = BigInteger.One << (int)((number.GetBitLength() + 1) / 2);
        while (true)
        {
            BigInteger next = (root + (number / root)) >> 1;
            if (next >= root) return root;
            root = next;
        }
    }
}
