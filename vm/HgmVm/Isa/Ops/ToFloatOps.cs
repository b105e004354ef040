using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace HgmVm.Isa.Ops;

/// <summary>Conversions whose result is an <c>f32</c>, as WebAssembly defines them: to nearest, ties to even.</summary>
internal static class ToFloat32Ops
{
    [Op(0x2A0, "convert.i32.f32", "R[a] := R[b], rounded")]
    [MethodImpl(AggressiveInlining)]
    public static float Convert(int b) => b;

    [Op(0x2A1, "convertu.i32.f32", "R[a] := R[b], unsigned, rounded")]
    [MethodImpl(AggressiveInlining)]
    public static float Convertu(uint b) => b;

    [Op(0x2A2, "convert.i64.f32", "R[a] := R[b], rounded")]
    [MethodImpl(AggressiveInlining)]
    public static float Convert(long b) => b;

    [Op(0x2A3, "convertu.i64.f32", "R[a] := R[b], unsigned, rounded")]
    [MethodImpl(AggressiveInlining)]
    public static float Convertu(ulong b) => b;

    [Op(0x2A8, "demote.f64.f32", "R[a] := R[b], rounded")]
    [MethodImpl(AggressiveInlining)]
    public static float Demote(double b) => (float)b;

    [Op(0x2B2, "reinterpret.i32.f32", "R[a] := the f32 with the bits of R[b]")]
    [MethodImpl(AggressiveInlining)]
    public static float Reinterpret(int b) => BitConverter.Int32BitsToSingle(b);
}

/// <summary>Conversions whose result is an <c>f64</c>, as WebAssembly defines them: to nearest, ties to even.</summary>
internal static class ToFloat64Ops
{
    [Op(0x2A4, "convert.i32.f64", "R[a] := R[b]")]
    [MethodImpl(AggressiveInlining)]
    public static double Convert(int b) => b;

    [Op(0x2A5, "convertu.i32.f64", "R[a] := R[b], unsigned")]
    [MethodImpl(AggressiveInlining)]
    public static double Convertu(uint b) => b;

    [Op(0x2A6, "convert.i64.f64", "R[a] := R[b], rounded")]
    [MethodImpl(AggressiveInlining)]
    public static double Convert(long b) => b;

    [Op(0x2A7, "convertu.i64.f64", "R[a] := R[b], unsigned, rounded")]
    [MethodImpl(AggressiveInlining)]
    public static double Convertu(ulong b) => b;

    [Op(0x2A9, "promote.f32.f64", "R[a] := R[b]")]
    [MethodImpl(AggressiveInlining)]
    public static double Promote(float b) => b;

    [Op(0x2B3, "reinterpret.i64.f64", "R[a] := the f64 with the bits of R[b]")]
    [MethodImpl(AggressiveInlining)]
    public static double Reinterpret(long b) => BitConverter.Int64BitsToDouble(b);
}
