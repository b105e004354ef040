using System.Numerics;

namespace HgmVm.Tests.Isa;

/// <summary>The operands at which numeric code goes wrong.</summary>
internal static class NumericEdges
{
    /// <summary>Bits of <c>f32</c> values.</summary>
    public static ulong[] Single { get; } = Floats(FloatFormat.Single, 24);

    /// <summary>Bits of <c>f64</c> values.</summary>
    public static ulong[] Double { get; } = Floats(FloatFormat.Double, 53);

    /// <summary>
    /// Bits of integers: around zero, the ends of the widths, shift counts past the width, and numbers that a float
    /// just cannot hold.
    /// </summary>
    public static ulong[] Integers(int width)
    {
        var bits = new HashSet<ulong>();
        BigInteger[] centres = [0, width, 2 * width, .. Powers(width, [7, 8, 15, 16, 24, 31, 32, 53, 63, 64])];
        foreach (BigInteger centre in centres)
        {
            for (int near = -2; near <= 2; near++)
            {
                bits.Add(IntegerReference.Wrap(centre + near, width));
                bits.Add(IntegerReference.Wrap(-centre + near, width));
            }
        }
        // Halfway between two floats, and a bit beside it: there rounding twice is not rounding once.
        bits.Add(IntegerReference.Wrap(0x7FFFFFBFFFFFFFFF, width));
        bits.Add(IntegerReference.Wrap(0x8000008000000001, width));
        bits.Add(IntegerReference.Wrap(0xFFFFFF7FFFFFFFFF, width));
        bits.Add(IntegerReference.Wrap(0x8000000000000401, width));
        bits.Add(IntegerReference.Wrap(0x5555555555555555, width));
        bits.Add(IntegerReference.Wrap(0xAAAAAAAAAAAAAAAA, width));
        return [.. bits];
    }

    private static ulong[] Floats(FloatFormat f, int precision)
    {
        var magnitudes = new HashSet<ulong>
        {
            0, 1, 2, f.QuietBit, (f.QuietBit << 1) - 1, f.QuietBit << 1, (f.QuietBit << 1) + 1,
            f.Infinity - 1, f.Infinity, f.Infinity + 1, f.Infinity + 0x1234, f.CanonicalNaN - 1, f.CanonicalNaN,
            f.CanonicalNaN + 1, f.CanonicalNaN + f.QuietBit - 1,
        };
        Fraction[] values =
        [
            new(1, 10), new(1, 3), new(1, 2), new(3, 4), new(1, 1), new(3, 2), new(2, 1), new(5, 2), new(3, 1),
            new(7, 2), new(9, 2), new(4, 1), new(127, 1), new(128, 1),
            new(BigInteger.Pow(10, 18), 7), new(1, BigInteger.Pow(10, 30)),
            .. new[] { 7, 8, 15, 16, precision - 2, precision - 1, precision, 31, 32, 63, 64, 100 }
                .Select(power => new Fraction(BigInteger.Pow(2, power), 1)),
        ];
        foreach (Fraction value in values)
        {
            ulong bits = f.Round(value);
            magnitudes.UnionWith([bits - 1, bits, bits + 1]);
        }
        // The numbers a double has next to the ends of the 32-bit integers, and ties of the rounding opcodes.
        foreach (long whole in (long[])[0, 1, 2, 127, int.MaxValue, 1L << 31, uint.MaxValue])
            magnitudes.Add(f.Round(new Fraction((2 * (BigInteger)whole) + 1, 2)));
        // Ties and near ties of demotion, and the ends of what a float can hold.
        if (f == FloatFormat.Double)
        {
            magnitudes.UnionWith([0x3FF0000010000000, 0x3FF0000010000001, 0x3FF0000030000000, 0x47EFFFFFEFFFFFFF,
                0x47EFFFFFF0000000, 0x36A0000000000000, 0x3690000000000000, 0x3690000000000001, 0x380FFFFFFFFFFFFF]);
        }
        return [.. magnitudes, .. magnitudes.Select(magnitude => magnitude | f.SignBit)];
    }

    private static IEnumerable<BigInteger> Powers(int width, int[] powers) =>
        powers.Where(power => power <= width).Select(power => BigInteger.Pow(2, power));
}
