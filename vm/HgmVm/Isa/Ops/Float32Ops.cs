using System.Runtime.CompilerServices;
using static System.BitConverter;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace HgmVm.Isa.Ops;

/// <summary>
/// Arithmetic and comparisons of <c>f32</c>, as WebAssembly defines them: IEEE 754, to nearest, ties to even. A NaN
/// that arithmetic makes is quiet; its sign and payload are not defined.
/// </summary>
internal static class Float32Ops
{
    [Op(0x200, "add.f32", "R[a] := R[b] + R[c]")]
    [MethodImpl(AggressiveInlining)]
    public static float Add(float b, float c) => b + c;

    [Op(0x201, "sub.f32", "R[a] := R[b] - R[c]")]
    [MethodImpl(AggressiveInlining)]
    public static float Sub(float b, float c) => b - c;

    [Op(0x202, "mul.f32", "R[a] := R[b] * R[c]")]
    [MethodImpl(AggressiveInlining)]
    public static float Mul(float b, float c) => b * c;

    [Op(0x203, "div.f32", "R[a] := R[b] / R[c]")]
    [MethodImpl(AggressiveInlining)]
    public static float Div(float b, float c) => b / c;

    // MathF.Min and MathF.Max hand a signalling NaN through; the sum of a NaN and anything is that NaN made quiet.
    [Op(0x204, "min.f32", "R[a] := the lesser of R[b] and R[c]; -0 is below +0; a NaN if either is one")]
    [MethodImpl(AggressiveInlining)]
    public static float Min(float b, float c)
    {
        float least = MathF.Min(b, c);
        return !float.IsNaN(least) ? least : b + c;
    }

    [Op(0x205, "max.f32", "R[a] := the greater of R[b] and R[c]; -0 is below +0; a NaN if either is one")]
    [MethodImpl(AggressiveInlining)]
    public static float Max(float b, float c)
    {
        float greatest = MathF.Max(b, c);
        return !float.IsNaN(greatest) ? greatest : b + c;
    }

    // The next three are operations on the bits: they hold for a NaN too, and leave it signalling if it was.
    [Op(0x206, "copysign.f32", "R[a] := R[b] with the sign bit of R[c]")]
    [MethodImpl(AggressiveInlining)]
    public static float CopySign(float b, float c) =>
        Int32BitsToSingle((SingleToInt32Bits(b) & int.MaxValue) | (SingleToInt32Bits(c) & int.MinValue));

    [Op(0x208, "abs.f32", "R[a] := R[b] with the sign bit cleared")]
    [MethodImpl(AggressiveInlining)]
    public static float Abs(float b) => Int32BitsToSingle(SingleToInt32Bits(b) & int.MaxValue);

    [Op(0x209, "neg.f32", "R[a] := R[b] with the sign bit flipped")]
    [MethodImpl(AggressiveInlining)]
    public static float Neg(float b) => Int32BitsToSingle(SingleToInt32Bits(b) ^ int.MinValue);

    // One instruction rounds, but the library's fallback code for it may pass a signalling NaN: hence the test.
    [Op(0x20A, "ceil.f32", "R[a] := R[b] rounded up to an integer")]
    [MethodImpl(AggressiveInlining)]
    public static float Ceil(float b) => !float.IsNaN(b) ? MathF.Ceiling(b) : b + b;

    [Op(0x20B, "floor.f32", "R[a] := R[b] rounded down to an integer")]
    [MethodImpl(AggressiveInlining)]
    public static float Floor(float b) => !float.IsNaN(b) ? MathF.Floor(b) : b + b;

    [Op(0x20C, "trunc.f32", "R[a] := R[b] rounded towards zero to an integer")]
    [MethodImpl(AggressiveInlining)]
    public static float Trunc(float b) => !float.IsNaN(b) ? MathF.Truncate(b) : b + b;

    [Op(0x20D, "nearest.f32", "R[a] := R[b] rounded to the nearest integer, ties to even")]
    [MethodImpl(AggressiveInlining)]
    public static float Nearest(float b) =>
        !float.IsNaN(b) ? MathF.Round(b, MidpointRounding.ToEven) : b + b;

    [Op(0x20E, "sqrt.f32", "R[a] := the square root of R[b], correctly rounded")]
    [MethodImpl(AggressiveInlining)]
    public static float Sqrt(float b) => MathF.Sqrt(b);

    // Only `ne` holds for a NaN. A branch tests its own relation and is never the negation of another one.
    [Op(0x210, "eq.f32", "R[a] := R[b] = R[c]", BranchNumber = 0x211)]
    [MethodImpl(AggressiveInlining)]
    public static bool Eq(float b, float c) => b == c;

    [Op(0x212, "ne.f32", "R[a] := R[b] != R[c]", BranchNumber = 0x213)]
    [MethodImpl(AggressiveInlining)]
    public static bool Ne(float b, float c) => b != c;

    [Op(0x214, "lt.f32", "R[a] := R[b] < R[c]", BranchNumber = 0x215)]
    [MethodImpl(AggressiveInlining)]
    public static bool Lt(float b, float c) => b < c;

    [Op(0x216, "gt.f32", "R[a] := R[b] > R[c]", BranchNumber = 0x217)]
    [MethodImpl(AggressiveInlining)]
    public static bool Gt(float b, float c) => b > c;

    [Op(0x218, "le.f32", "R[a] := R[b] <= R[c]", BranchNumber = 0x219)]
    [MethodImpl(AggressiveInlining)]
    public static bool Le(float b, float c) => b <= c;

    [Op(0x21A, "ge.f32", "R[a] := R[b] >= R[c]", BranchNumber = 0x21B)]
    [MethodImpl(AggressiveInlining)]
    public static bool Ge(float b, float c) => b >= c;
}
