using System.Numerics;
using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace HgmVm.Isa.Ops;

/// <summary>Arithmetic and bits of <c>i64</c>, as WebAssembly defines them.</summary>
internal static class Int64Ops
{
    [Op(0x180, "add.i64", "R[a] := R[b] + R[c], wrapping", ImmediateNumber = 0x181)]
    [MethodImpl(AggressiveInlining)]
    public static long Add(long b, long c) => b + c;

    [Op(0x182, "sub.i64", "R[a] := R[b] - R[c], wrapping", ImmediateNumber = 0x183)]
    [MethodImpl(AggressiveInlining)]
    public static long Sub(long b, long c) => b - c;

    [Op(0x184, "mul.i64", "R[a] := R[b] * R[c], wrapping", ImmediateNumber = 0x185)]
    [MethodImpl(AggressiveInlining)]
    public static long Mul(long b, long c) => b * c;

    // The two divisors that need thought, 0 and -1, are one comparison away: the common path stays a bare division.
    [Op(0x186, "div.i64", "R[a] := R[b] / R[c], towards zero", ImmediateNumber = 0x187,
        Traps = TrapKinds.DivideByZero | TrapKinds.Overflow)]
    [MethodImpl(AggressiveInlining)]
    public static long Div(long b, long c) => (ulong)(c + 1) > 1 ? b / c : DivByEdge(b, c);

    [Op(0x188, "divu.i64", "R[a] := R[b] / R[c], unsigned", ImmediateNumber = 0x189,
        Traps = TrapKinds.DivideByZero)]
    [MethodImpl(AggressiveInlining)]
    public static ulong Divu(ulong b, ulong c)
    {
        if (c == 0) Raise.DivideByZero();
        return b / c;
    }

    [Op(0x18A, "rem.i64", "R[a] := the remainder of R[b] / R[c], with the sign of R[b]", ImmediateNumber = 0x18B,
        Traps = TrapKinds.DivideByZero)]
    [MethodImpl(AggressiveInlining)]
    public static long Rem(long b, long c) => (ulong)(c + 1) > 1 ? b % c : RemByEdge(c);

    [Op(0x18C, "remu.i64", "R[a] := the remainder of R[b] / R[c], unsigned", ImmediateNumber = 0x18D,
        Traps = TrapKinds.DivideByZero)]
    [MethodImpl(AggressiveInlining)]
    public static ulong Remu(ulong b, ulong c)
    {
        if (c == 0) Raise.DivideByZero();
        return b % c;
    }

    [Op(0x18E, "and.i64", "R[a] := R[b] & R[c]", ImmediateNumber = 0x18F)]
    [MethodImpl(AggressiveInlining)]
    public static long And(long b, long c) => b & c;

    [Op(0x190, "or.i64", "R[a] := R[b] | R[c]", ImmediateNumber = 0x191)]
    [MethodImpl(AggressiveInlining)]
    public static long Or(long b, long c) => b | c;

    [Op(0x192, "xor.i64", "R[a] := R[b] ^ R[c]", ImmediateNumber = 0x193)]
    [MethodImpl(AggressiveInlining)]
    public static long Xor(long b, long c) => b ^ c;

    // C# takes a shift count modulo the width, as WebAssembly does.
    [Op(0x194, "shl.i64", "R[a] := R[b] << (R[c] mod 64)", ImmediateNumber = 0x195)]
    [MethodImpl(AggressiveInlining)]
    public static long Shl(long b, long c) => b << (int)c;

    [Op(0x196, "shr.i64", "R[a] := R[b] >> (R[c] mod 64), keeping the sign", ImmediateNumber = 0x197)]
    [MethodImpl(AggressiveInlining)]
    public static long Shr(long b, long c) => b >> (int)c;

    [Op(0x198, "shru.i64", "R[a] := R[b] >> (R[c] mod 64), filling with zeros", ImmediateNumber = 0x199)]
    [MethodImpl(AggressiveInlining)]
    public static long Shru(long b, long c) => b >>> (int)c;

    [Op(0x19A, "rotl.i64", "R[a] := R[b] rotated left by R[c] mod 64", ImmediateNumber = 0x19B)]
    [MethodImpl(AggressiveInlining)]
    public static long Rotl(long b, long c) => (long)BitOperations.RotateLeft((ulong)b, (int)c & 63);

    [Op(0x19C, "rotr.i64", "R[a] := R[b] rotated right by R[c] mod 64", ImmediateNumber = 0x19D)]
    [MethodImpl(AggressiveInlining)]
    public static long Rotr(long b, long c) => (long)BitOperations.RotateRight((ulong)b, (int)c & 63);

    [Op(0x1A0, "clz.i64", "R[a] := number of leading zero bits of R[b]; 64 for 0")]
    [MethodImpl(AggressiveInlining)]
    public static long Clz(long b) => BitOperations.LeadingZeroCount((ulong)b);

    [Op(0x1A1, "ctz.i64", "R[a] := number of trailing zero bits of R[b]; 64 for 0")]
    [MethodImpl(AggressiveInlining)]
    public static long Ctz(long b) => BitOperations.TrailingZeroCount(b);

    [Op(0x1A2, "popcnt.i64", "R[a] := number of one bits of R[b]")]
    [MethodImpl(AggressiveInlining)]
    public static long Popcnt(long b) => BitOperations.PopCount((ulong)b);

    [Op(0x1A3, "eqz.i64", "R[a] := R[b] = 0")]
    [MethodImpl(AggressiveInlining)]
    public static bool Eqz(long b) => b == 0;

    [MethodImpl(NoInlining)]
    private static long DivByEdge(long b, long c)
    {
        if (c == 0) Raise.DivideByZero();
        // The one quotient that does not fit: the negated minimum.
        if (b == long.MinValue) Raise.Overflow();
        return -b;
    }

    // The x86 instruction, and with it C#, traps on minimum % -1; the remainder by -1 is 0 for every number.
    [MethodImpl(NoInlining)]
    private static long RemByEdge(long c)
    {
        if (c == 0) Raise.DivideByZero();
        return 0;
    }
}
