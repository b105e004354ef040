using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace HgmVm.Isa.Ops;

/// <summary>Conversions whose result is an <c>i32</c>, as WebAssembly defines them.</summary>
/// <remarks>
/// The bounds of the trapping truncations are the first values that do not fit, or the last that do where a float
/// cannot express those. A NaN fails both comparisons. The saturating ones are C# casts, which saturate and give 0
/// for a NaN on every platform since .NET 9.
/// </remarks>
internal static class ToInt32Ops
{
    [Op(0x280, "wrap.i64.i32", "R[a] := the low 32 bits of R[b]")]
    [MethodImpl(AggressiveInlining)]
    public static int Wrap(long b) => (int)b;

    [Op(0x284, "extend8.i32", "R[a] := the low 8 bits of R[b], sign extended")]
    [MethodImpl(AggressiveInlining)]
    public static int Extend8(int b) => (sbyte)b;

    [Op(0x285, "extend16.i32", "R[a] := the low 16 bits of R[b], sign extended")]
    [MethodImpl(AggressiveInlining)]
    public static int Extend16(int b) => (short)b;

    [Op(0x290, "trunc.f32.i32", "R[a] := R[b] towards zero; traps if that is no i32",
        Traps = TrapKinds.Overflow | TrapKinds.InvalidConversion)]
    [MethodImpl(AggressiveInlining)]
    public static int Trunc(float b)
    {
        if (!(b >= -2147483648f && b < 2147483648f)) Raise.Conversion(b);
        return (int)b;
    }

    [Op(0x291, "truncu.f32.i32", "R[a] := R[b] towards zero, unsigned; traps if that does not fit",
        Traps = TrapKinds.Overflow | TrapKinds.InvalidConversion)]
    [MethodImpl(AggressiveInlining)]
    public static uint Truncu(float b)
    {
        if (!(b > -1f && b < 4294967296f)) Raise.Conversion(b);
        return (uint)b;
    }

    [Op(0x292, "trunc.f64.i32", "R[a] := R[b] towards zero; traps if that is no i32",
        Traps = TrapKinds.Overflow | TrapKinds.InvalidConversion)]
    [MethodImpl(AggressiveInlining)]
    public static int Trunc(double b)
    {
        if (!(b > -2147483649.0 && b < 2147483648.0)) Raise.Conversion(b);
        return (int)b;
    }

    [Op(0x293, "truncu.f64.i32", "R[a] := R[b] towards zero, unsigned; traps if that does not fit",
        Traps = TrapKinds.Overflow | TrapKinds.InvalidConversion)]
    [MethodImpl(AggressiveInlining)]
    public static uint Truncu(double b)
    {
        if (!(b > -1.0 && b < 4294967296.0)) Raise.Conversion(b);
        return (uint)b;
    }

    [Op(0x298, "truncsat.f32.i32", "R[a] := R[b] towards zero, kept within i32; 0 for a NaN")]
    [MethodImpl(AggressiveInlining)]
    public static int TruncSat(float b) => (int)b;

    [Op(0x299, "truncsatu.f32.i32", "R[a] := R[b] towards zero, kept within 0 .. 2^32 - 1; 0 for a NaN")]
    [MethodImpl(AggressiveInlining)]
    public static uint TruncSatu(float b) => (uint)b;

    [Op(0x29A, "truncsat.f64.i32", "R[a] := R[b] towards zero, kept within i32; 0 for a NaN")]
    [MethodImpl(AggressiveInlining)]
    public static int TruncSat(double b) => (int)b;

    [Op(0x29B, "truncsatu.f64.i32", "R[a] := R[b] towards zero, kept within 0 .. 2^32 - 1; 0 for a NaN")]
    [MethodImpl(AggressiveInlining)]
    public static uint TruncSatu(double b) => (uint)b;

    [Op(0x2B0, "reinterpret.f32.i32", "R[a] := the bits of R[b]")]
    [MethodImpl(AggressiveInlining)]
    public static int Reinterpret(float b) => BitConverter.SingleToInt32Bits(b);
}
