using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace HgmVm.Isa.Ops;

/// <summary>Conversions whose result is an <c>i64</c>, as WebAssembly defines them.</summary>
/// <remarks>
/// The bounds of the trapping truncations are the least value that fits and the first that does not: a float can
/// express both. A NaN fails both comparisons. The saturating ones are C# casts, which saturate and give 0 for a NaN
/// on every platform since .NET 9.
/// </remarks>
internal static class ToInt64Ops
{
    [Op(0x281, "extend.i32.i64", "R[a] := R[b], sign extended")]
    [MethodImpl(AggressiveInlining)]
    public static long Extend(int b) => b;

    [Op(0x282, "extendu.i32.i64", "R[a] := R[b], zero extended")]
    [MethodImpl(AggressiveInlining)]
    public static long Extendu(uint b) => b;

    [Op(0x286, "extend8.i64", "R[a] := the low 8 bits of R[b], sign extended")]
    [MethodImpl(AggressiveInlining)]
    public static long Extend8(long b) => (sbyte)b;

    [Op(0x287, "extend16.i64", "R[a] := the low 16 bits of R[b], sign extended")]
    [MethodImpl(AggressiveInlining)]
    public static long Extend16(long b) => (short)b;

    [Op(0x288, "extend32.i64", "R[a] := the low 32 bits of R[b], sign extended")]
    [MethodImpl(AggressiveInlining)]
    public static long Extend32(long b) => (int)b;

    [Op(0x294, "trunc.f32.i64", "R[a] := R[b] towards zero; traps if that is no i64",
        Traps = TrapKinds.Overflow | TrapKinds.InvalidConversion)]
    [MethodImpl(AggressiveInlining)]
    public static long Trunc(float b)
    {
        if (!(b >= -9223372036854775808f && b < 9223372036854775808f)) Raise.Conversion(b);
        return (long)b;
    }

    [Op(0x295, "truncu.f32.i64", "R[a] := R[b] towards zero, unsigned; traps if that does not fit",
        Traps = TrapKinds.Overflow | TrapKinds.InvalidConversion)]
    [MethodImpl(AggressiveInlining)]
    public static ulong Truncu(float b)
    {
        if (!(b > -1f && b < 18446744073709551616f)) Raise.Conversion(b);
        return (ulong)b;
    }

    [Op(0x296, "trunc.f64.i64", "R[a] := R[b] towards zero; traps if that is no i64",
        Traps = TrapKinds.Overflow | TrapKinds.InvalidConversion)]
    [MethodImpl(AggressiveInlining)]
    public static long Trunc(double b)
    {
        if (!(b >= -9223372036854775808.0 && b < 9223372036854775808.0)) Raise.Conversion(b);
        return (long)b;
    }

    [Op(0x297, "truncu.f64.i64", "R[a] := R[b] towards zero, unsigned; traps if that does not fit",
        Traps = TrapKinds.Overflow | TrapKinds.InvalidConversion)]
    [MethodImpl(AggressiveInlining)]
    public static ulong Truncu(double b)
    {
        if (!(b > -1.0 && b < 18446744073709551616.0)) Raise.Conversion(b);
        return (ulong)b;
    }

    [Op(0x29C, "truncsat.f32.i64", "R[a] := R[b] towards zero, kept within i64; 0 for a NaN")]
    [MethodImpl(AggressiveInlining)]
    public static long TruncSat(float b) => (long)b;

    [Op(0x29D, "truncsatu.f32.i64", "R[a] := R[b] towards zero, kept within 0 .. 2^64 - 1; 0 for a NaN")]
    [MethodImpl(AggressiveInlining)]
    public static ulong TruncSatu(float b) => (ulong)b;

    [Op(0x29E, "truncsat.f64.i64", "R[a] := R[b] towards zero, kept within i64; 0 for a NaN")]
    [MethodImpl(AggressiveInlining)]
    public static long TruncSat(double b) => (long)b;

    [Op(0x29F, "truncsatu.f64.i64", "R[a] := R[b] towards zero, kept within 0 .. 2^64 - 1; 0 for a NaN")]
    [MethodImpl(AggressiveInlining)]
    public static ulong TruncSatu(double b) => (ulong)b;

    [Op(0x2B1, "reinterpret.f64.i64", "R[a] := the bits of R[b]")]
    [MethodImpl(AggressiveInlining)]
    public static long Reinterpret(double b) => BitConverter.DoubleToInt64Bits(b);
}
