using System.Numerics;
using HgmVm.Isa;

namespace HgmVm.Tests.Isa;

/// <summary>The integer opcodes as whole-number arithmetic: no wrapping, no shifting, no machine in it.</summary>
internal static class IntegerReference
{
    /// <summary>The value of the low <paramref name="width"/> bits as an unsigned number.</summary>
    public static BigInteger Unsigned(ulong bits, int width) => bits & (ulong)((BigInteger.One << width) - 1);

    /// <summary>The value of the low <paramref name="width"/> bits in two's complement.</summary>
    public static BigInteger Signed(ulong bits, int width)
    {
        BigInteger value = Unsigned(bits, width);
        return value >= BigInteger.One << (width - 1) ? value - (BigInteger.One << width) : value;
    }

    /// <summary>The bits of a number modulo two to the <paramref name="width"/>.</summary>
    public static ulong Wrap(BigInteger value, int width)
    {
        BigInteger modulus = BigInteger.One << width;
        return (ulong)(((value % modulus) + modulus) % modulus);
    }

    /// <summary>The rules of one integer type, by verb.</summary>
    public static IEnumerable<(string Verb, Func<ulong, ulong, Expected> Rule)> Rules(int width)
    {
        BigInteger S(ulong bits) => Signed(bits, width);
        BigInteger U(ulong bits) => Unsigned(bits, width);
        Expected W(BigInteger value) => Wrap(value, width);
        BigInteger Power(ulong count) => BigInteger.Pow(2, (int)(count % (ulong)width));
        BigInteger least = -BigInteger.Pow(2, width - 1);

        yield return ("add", (b, c) => W(S(b) + S(c)));
        yield return ("sub", (b, c) => W(S(b) - S(c)));
        yield return ("mul", (b, c) => W(S(b) * S(c)));
        yield return ("div", (b, c) => S(c).IsZero ? TrapKind.DivideByZero
            : S(b) == least && S(c) == -1 ? TrapKind.Overflow : W(BigInteger.Divide(S(b), S(c))));
        yield return ("divu", (b, c) => U(c).IsZero ? TrapKind.DivideByZero : W(BigInteger.Divide(U(b), U(c))));
        yield return ("rem", (b, c) => S(c).IsZero ? TrapKind.DivideByZero : W(BigInteger.Remainder(S(b), S(c))));
        yield return ("remu", (b, c) => U(c).IsZero ? TrapKind.DivideByZero : W(BigInteger.Remainder(U(b), U(c))));
        yield return ("and", (b, c) => W(FromBits(width, i => Bit(b, i) && Bit(c, i))));
        yield return ("or", (b, c) => W(FromBits(width, i => Bit(b, i) || Bit(c, i))));
        yield return ("xor", (b, c) => W(FromBits(width, i => Bit(b, i) != Bit(c, i))));
        yield return ("shl", (b, c) => W(U(b) * Power(c)));
        yield return ("shr", (b, c) => W(new Fraction(S(b), Power(c)).Floor()));
        yield return ("shru", (b, c) => W(new Fraction(U(b), Power(c)).Floor()));
        yield return ("rotl", (b, c) => W(FromBits(width, i => Bit(b, Modulo(i - (int)(c % (ulong)width), width)))));
        yield return ("rotr", (b, c) => W(FromBits(width, i => Bit(b, Modulo(i + (int)(c % (ulong)width), width)))));
        yield return ("clz", (b, _) => W(Enumerable.Range(0, width).TakeWhile(i => !Bit(b, width - 1 - i)).Count()));
        yield return ("ctz", (b, _) => W(Enumerable.Range(0, width).TakeWhile(i => !Bit(b, i)).Count()));
        yield return ("popcnt", (b, _) => W(Enumerable.Range(0, width).Count(i => Bit(b, i))));
        yield return ("eqz", (b, _) => U(b).IsZero);
        yield return ("eq", (b, c) => U(b) == U(c));
        yield return ("ne", (b, c) => U(b) != U(c));
        yield return ("lt", (b, c) => S(b) < S(c));
        yield return ("ltu", (b, c) => U(b) < U(c));
        yield return ("gt", (b, c) => S(b) > S(c));
        yield return ("gtu", (b, c) => U(b) > U(c));
        yield return ("le", (b, c) => S(b) <= S(c));
        yield return ("leu", (b, c) => U(b) <= U(c));
        yield return ("ge", (b, c) => S(b) >= S(c));
        yield return ("geu", (b, c) => U(b) >= U(c));
        yield return ("extend8", (b, _) => W(Signed(b, 8)));
        yield return ("extend16", (b, _) => W(Signed(b, 16)));
        if (width == 64) yield return ("extend32", (b, _) => W(Signed(b, 32)));
    }

    private static bool Bit(ulong bits, int index) => !(new BigInteger(bits) / BigInteger.Pow(2, index)).IsEven;

    private static BigInteger FromBits(int width, Func<int, bool> bit) =>
        Enumerable.Range(0, width).Where(bit).Aggregate(BigInteger.Zero, (sum, i) => sum + BigInteger.Pow(2, i));

    private static int Modulo(int value, int width) => ((value % width) + width) % width;
}
