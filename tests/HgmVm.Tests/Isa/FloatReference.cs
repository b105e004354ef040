using System.Numerics;
using HgmVm.Isa;

namespace HgmVm.Tests.Isa;

/// <summary>The float opcodes and the conversions as exact fractions, rounded once.</summary>
internal static class FloatReference
{
    /// <summary>The rules of one float type, by verb.</summary>
    public static IEnumerable<(string Verb, Func<ulong, ulong, Expected> Rule)> Rules(FloatFormat f)
    {
        yield return ("add", (b, c) => Add(f, b, c));
        yield return ("sub", (b, c) => f.IsNaN(c) ? Expected.SomeNaN(f, f, b, c) : Add(f, b, c ^ f.SignBit));
        yield return ("mul", (b, c) => Mul(f, b, c));
        yield return ("div", (b, c) => Div(f, b, c));
        yield return ("min", (b, c) => Pick(f, b, c, Order(f, b) <= Order(f, c)));
        yield return ("max", (b, c) => Pick(f, b, c, Order(f, b) >= Order(f, c)));
        yield return ("copysign", (b, c) => f.Signed(f.IsNegative(c), f.Magnitude(b)));
        yield return ("abs", (b, _) => f.Magnitude(b));
        yield return ("neg", (b, _) => f.Signed(!f.IsNegative(b), f.Magnitude(b)));
        yield return ("ceil", (b, _) => Rounded(f, b, value => value.Ceiling()));
        yield return ("floor", (b, _) => Rounded(f, b, value => value.Floor()));
        yield return ("trunc", (b, _) => Rounded(f, b, value => value.Truncate()));
        yield return ("nearest", (b, _) => Rounded(f, b, value => value.Nearest()));
        yield return ("sqrt", (b, _) => SquareRoot(f, b));
        yield return ("eq", (b, c) => Compare(f, b, c) == 0);
        yield return ("ne", (b, c) => Compare(f, b, c) is not 0);
        yield return ("lt", (b, c) => Compare(f, b, c) < 0);
        yield return ("gt", (b, c) => Compare(f, b, c) > 0);
        yield return ("le", (b, c) => Compare(f, b, c) <= 0);
        yield return ("ge", (b, c) => Compare(f, b, c) >= 0);
    }

    /// <summary>Truncation of a float to an integer of <paramref name="width"/> bits.</summary>
    public static Expected Truncate(FloatFormat f, ulong bits, int width, bool unsigned, bool saturating)
    {
        if (f.IsNaN(bits)) return saturating ? 0UL : TrapKind.InvalidConversion;
        BigInteger least = unsigned ? 0 : -BigInteger.Pow(2, width - 1);
        BigInteger greatest = BigInteger.Pow(2, unsigned ? width : width - 1) - 1;
        BigInteger value = !f.IsInfinite(bits) ? f.Value(bits).Truncate()
            : f.IsNegative(bits) ? least - 1 : greatest + 1;
        if (value >= least && value <= greatest) return IntegerReference.Wrap(value, width);
        return saturating ? IntegerReference.Wrap(value < least ? least : greatest, width) : TrapKind.Overflow;
    }

    /// <summary>Conversion between the float types.</summary>
    public static Expected Change(FloatFormat from, FloatFormat to, ulong bits)
    {
        if (from.IsNaN(bits)) return Expected.SomeNaN(to, from, bits);
        bool negative = from.IsNegative(bits);
        return from.IsInfinite(bits) ? to.Signed(negative, to.Infinity) : to.Round(from.Value(bits), negative);
    }

    private static bool AnyNaN(FloatFormat f, ulong b, ulong c) => f.IsNaN(b) || f.IsNaN(c);

    private static Expected Pick(FloatFormat f, ulong b, ulong c, bool first) =>
        AnyNaN(f, b, c) ? Expected.SomeNaN(f, f, b, c) : first ? b : c;

    private static Expected Add(FloatFormat f, ulong b, ulong c)
    {
        if (AnyNaN(f, b, c)) return Expected.SomeNaN(f, f, b, c);
        if (f.IsInfinite(b)) return f.IsInfinite(c) && b != c ? Expected.SomeNaN(f, f, b, c) : b;
        if (f.IsInfinite(c)) return c;
        return f.Round(f.Value(b) + f.Value(c), f.IsNegative(b) && f.IsNegative(c));
    }

    private static Expected Mul(FloatFormat f, ulong b, ulong c)
    {
        bool negative = f.IsNegative(b) != f.IsNegative(c);
        if (AnyNaN(f, b, c)) return Expected.SomeNaN(f, f, b, c);
        if (!f.IsInfinite(b) && !f.IsInfinite(c)) return f.Round(f.Value(b) * f.Value(c), negative);
        return f.IsZero(b) || f.IsZero(c) ? Expected.SomeNaN(f, f, b, c) : f.Signed(negative, f.Infinity);
    }

    private static Expected Div(FloatFormat f, ulong b, ulong c)
    {
        bool negative = f.IsNegative(b) != f.IsNegative(c);
        if (AnyNaN(f, b, c)) return Expected.SomeNaN(f, f, b, c);
        if (f.IsInfinite(b)) return f.IsInfinite(c) ? Expected.SomeNaN(f, f, b, c) : f.Signed(negative, f.Infinity);
        if (f.IsInfinite(c)) return f.Signed(negative, 0);
        if (!f.IsZero(c)) return f.Round(f.Value(b) / f.Value(c), negative);
        return f.IsZero(b) ? Expected.SomeNaN(f, f, b, c) : f.Signed(negative, f.Infinity);
    }

    private static Expected Rounded(FloatFormat f, ulong b, Func<Fraction, BigInteger> round)
    {
        if (f.IsNaN(b)) return Expected.SomeNaN(f, f, b);
        return f.IsInfinite(b) ? b : f.Round(new Fraction(round(f.Value(b)), 1), f.IsNegative(b));
    }

    private static Expected SquareRoot(FloatFormat f, ulong b)
    {
        if (f.IsZero(b)) return b;
        if (f.IsNaN(b) || f.IsNegative(b)) return Expected.SomeNaN(f, f, b);
        return f.IsInfinite(b) ? b : f.Round(f.Value(b).SquareRoot(64));
    }

    /// <summary>Minus one, zero or one; null when a NaN is among them, for which no relation but `ne` holds.</summary>
    private static int? Compare(FloatFormat f, ulong b, ulong c)
    {
        if (AnyNaN(f, b, c)) return null;
        return f.IsZero(b) && f.IsZero(c) ? 0 : Order(f, b).CompareTo(Order(f, c));
    }

    /// <summary>A number that orders the bit patterns that are not NaN as their values, and -0 below +0.</summary>
    private static Int128 Order(FloatFormat f, ulong bits) =>
        f.IsNegative(bits) ? -1 - (Int128)f.Magnitude(bits) : f.Magnitude(bits);
}
