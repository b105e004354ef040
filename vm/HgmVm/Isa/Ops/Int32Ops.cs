using System.Numerics;
using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace HgmVm.Isa.Ops;

/// <summary>Arithmetic and bits of <c>i32</c>, as WebAssembly defines them.</summary>
internal static class Int32Ops
{
    [Op(0x100, "add.i32", "R[a] := R[b] + R[c], wrapping", ImmediateNumber = 0x101)]
    [MethodImpl(AggressiveInlining)]
    public static int Add(int b, int c) => b + c;

    [Op(0x102, "sub.i32", "R[a] := R[b] - R[c], wrapping", ImmediateNumber = 0x103)]
    [MethodImpl(AggressiveInlining)]
    public static int Sub(int b, int c) => b - c;

    [Op(0x104, "mul.i32", "R[a] := R[b] * R[c], wrapping", ImmediateNumber = 0x105)]
    [MethodImpl(AggressiveInlining)]
    public static int Mul(int b, int c) => b * c;

    // The two divisors that need thought, 0 and -1, are one comparison away: the common path stays a bare division.
    [Op(0x106, "div.i32", "R[a] := R[b] / R[c], towards zero", ImmediateNumber = 0x107,
        Traps = TrapKinds.DivideByZero | TrapKinds.Overflow)]
    [MethodImpl(AggressiveInlining)]
    public static int Div(int b, int c) => (uint)(c + 1) > 1 ? b / c : DivByEdge(b, c);

    [Op(0x108, "divu.i32", "R[a] := R[b] / R[c], unsigned", ImmediateNumber = 0x109,
        Traps = TrapKinds.DivideByZero)]
    [MethodImpl(AggressiveInlining)]
    public static uint Divu(uint b, uint c)
    {
        if (c == 0) Raise.DivideByZero();
        return b / c;
    }

    [Op(0x10A, "rem.i32", "R[a] := the remainder of R[b] / R[c], with the sign of R[b]", ImmediateNumber = 0x10B,
        Traps = TrapKinds.DivideByZero)]
    [MethodImpl(AggressiveInlining)]
    public static int Rem(int b, int c) => (uint)(c + 1) > 1 ? b % c : RemByEdge(c);

    [Op(0x10C, "remu.i32", "R[a] := the remainder of R[b] / R[c], unsigned", ImmediateNumber = 0x10D,
        Traps = TrapKinds.DivideByZero)]
    [MethodImpl(AggressiveInlining)]
    public static uint Remu(uint b, uint c)
    {
        if (c == 0) Raise.DivideByZero();
        return b % c;
    }

    [Op(0x10E, "and.i32", "R[a] := R[b] & R[c]", ImmediateNumber = 0x10F)]
    [MethodImpl(AggressiveInlining)]
    public static int And(int b, int c) => b & c;

    [Op(0x110, "or.i32", "R[a] := R[b] | R[c]", ImmediateNumber = 0x111)]
    [MethodImpl(AggressiveInlining)]
    public static int Or(int b, int c) => b | c;

    [Op(0x112, "xor.i32", "R[a] := R[b] ^ R[c]", ImmediateNumber = 0x113)]
    [MethodImpl(AggressiveInlining)]
    public static int Xor(int b, int c) => b ^ c;

    // C# takes a shift count modulo the width, as WebAssembly does.
    [Op(0x114, "shl.i32", "R[a] := R[b] << (R[c] mod 32)", ImmediateNumber = 0x115)]
    [MethodImpl(AggressiveInlining)]
    public static int Shl(int b, int c) => b << c;

    [Op(0x116, "shr.i32", "R[a] := R[b] >> (R[c] mod 32), keeping the sign", ImmediateNumber = 0x117)]
    [MethodImpl(AggressiveInlining)]
    public static int Shr(int b, int c) => b >> c;

    [Op(0x118, "shru.i32", "R[a] := R[b] >> (R[c] mod 32), filling with zeros", ImmediateNumber = 0x119)]
    [MethodImpl(AggressiveInlining)]
    public static int Shru(int b, int c) => b >>> c;

    // The count is reduced here, and in Int64Ops, although the processor would: the JIT of .NET 10 encodes a rotation
    // of a value in memory by a literal over 127 wrongly, and what follows is no machine code (rotate-far.hgm).
    [Op(0x11A, "rotl.i32", "R[a] := R[b] rotated left by R[c] mod 32", ImmediateNumber = 0x11B)]
    [MethodImpl(AggressiveInlining)]
    public static int Rotl(int b, int c) => (int)BitOperations.RotateLeft((uint)b, c & 31);

    [Op(0x11C, "rotr.i32", "R[a] := R[b] rotated right by R[c] mod 32", ImmediateNumber = 0x11D)]
    [MethodImpl(AggressiveInlining)]
    public static int Rotr(int b, int c) => (int)BitOperations.RotateRight((uint)b, c & 31);

    [Op(0x120, "clz.i32", "R[a] := number of leading zero bits of R[b]; 32 for 0")]
    [MethodImpl(AggressiveInlining)]
    public static int Clz(int b) => BitOperations.LeadingZeroCount((uint)b);

    [Op(0x121, "ctz.i32", "R[a] := number of trailing zero bits of R[b]; 32 for 0")]
    [MethodImpl(AggressiveInlining)]
    public static int Ctz(int b) => BitOperations.TrailingZeroCount(b);

    [Op(0x122, "popcnt.i32", "R[a] := number of one bits of R[b]")]
    [MethodImpl(AggressiveInlining)]
    public static int Popcnt(int b) => BitOperations.PopCount((uint)b);

    [Op(0x123, "eqz.i32", "R[a] := R[b] = 0")]
    [MethodImpl(AggressiveInlining)]
    public static bool Eqz(int b) => b == 0;

    [MethodImpl(NoInlining)]
    private static int DivByEdge(int b, int c)
    {
        if (c == 0) Raise.DivideByZero();
        // The one quotient that does not fit: the negated minimum.
        if (b == int.MinValue) Raise.Overflow();
        return -b;
    }

    // The x86 instruction, and with it C#, traps on minimum % -1; the remainder by -1 is 0 for every number.
    [MethodImpl(NoInlining)]
    private static int RemByEdge(int c)
    {
        if (c == 0) Raise.DivideByZero();
        return 0;
    }
}
