using System.Runtime.CompilerServices;
using static System.BitConverter;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace HgmVm.Isa.Ops;

/// <summary>
/// Arithmetic and comparisons of <c>f64</c>, as WebAssembly defines them: IEEE 754, to nearest, ties to even. A NaN
/// that arithmetic makes is quiet; its sign and payload are not defined.
/// </summary>
internal static class Float64Ops
{
    [Op(0x240, "add.f64", "R[a] := R[b] + R[c]")]
    [MethodImpl(AggressiveInlining)]
    public static double Add(double b, double c) => b + c;

    [Op(0x241, "sub.f64", "R[a] := R[b] - R[c]")]
    [MethodImpl(AggressiveInlining)]
    public static double Sub(double b, double c) => b - c;

    [Op(0x242, "mul.f64", "R[a] := R[b] * R[c]")]
    [MethodImpl(AggressiveInlining)]
    public static double Mul(double b, double c) => b * c;

    [Op(0x243, "div.f64", "R[a] := R[b] / R[c]")]
    [MethodImpl(AggressiveInlining)]
    public static double Div(double b, double c) => b / c;

    // Math.Min and Math.Max hand a signalling NaN through; the sum of a NaN and anything is that NaN made quiet.
    [Op(0x244, "min.f64", "R[a] := the lesser of R[b] and R[c]; -0 is below +0; a NaN if either is one")]
    [MethodImpl(AggressiveInlining)]
    public static double Min(double b, double c)
    {
        double least = Math.Min(b, c);
        return !double.IsNaN(least) ? least : b + c;
    }

    [Op(0x245, "max.f64", "R[a] := the greater of R[b] and R[c]; -0 is below +0; a NaN if either is one")]
    [MethodImpl(AggressiveInlining)]
    public static double Max(double b, double c)
    {
        double greatest = Math.Max(b, c);
        return !double.IsNaN(greatest) ? greatest : b + c;
    }

    // The next three are operations on the bits: they hold for a NaN too, and leave it signalling if it was.
    [Op(0x246, "copysign.f64", "R[a] := R[b] with the sign bit of R[c]")]
    [MethodImpl(AggressiveInlining)]
    public static double CopySign(double b, double c) =>
        Int64BitsToDouble((DoubleToInt64Bits(b) & long.MaxValue) | (DoubleToInt64Bits(c) & long.MinValue));

    [Op(0x248, "abs.f64", "R[a] := R[b] with the sign bit cleared")]
    [MethodImpl(AggressiveInlining)]
    public static double Abs(double b) => Int64BitsToDouble(DoubleToInt64Bits(b) & long.MaxValue);

    [Op(0x249, "neg.f64", "R[a] := R[b] with the sign bit flipped")]
    [MethodImpl(AggressiveInlining)]
    public static double Neg(double b) => Int64BitsToDouble(DoubleToInt64Bits(b) ^ long.MinValue);

    // One instruction rounds, but the library's fallback code for it may pass a signalling NaN: hence the test.
    [Op(0x24A, "ceil.f64", "R[a] := R[b] rounded up to an integer")]
    [MethodImpl(AggressiveInlining)]
    public static double Ceil(double b) => !double.IsNaN(b) ? Math.Ceiling(b) : b + b;

    [Op(0x24B, "floor.f64", "R[a] := R[b] rounded down to an integer")]
    [MethodImpl(AggressiveInlining)]
    public static double Floor(double b) => !double.IsNaN(b) ? Math.Floor(b) : b + b;

    [Op(0x24C, "trunc.f64", "R[a] := R[b] rounded towards zero to an integer")]
    [MethodImpl(AggressiveInlining)]
    public static double Trunc(double b) => !double.IsNaN(b) ? Math.Truncate(b) : b + b;

    [Op(0x24D, "nearest.f64", "R[a] := R[b] rounded to the nearest integer, ties to even")]
    [MethodImpl(AggressiveInlining)]
    public static double Nearest(double b) =>
        !double.IsNaN(b) ? Math.Round(b, MidpointRounding.ToEven) : b + b;

    [Op(0x24E, "sqrt.f64", "R[a] := the square root of R[b], correctly rounded")]
    [MethodImpl(AggressiveInlining)]
    public static double Sqrt(double b) => Math.Sqrt(b);

    // Only `ne` holds for a NaN. A branch tests its own relation and is never the negation of another one.
    [Op(0x250, "eq.f64", "R[a] := R[b] = R[c]", BranchNumber = 0x251)]
    [MethodImpl(AggressiveInlining)]
    public static bool Eq(double b, double c) => b == c;

    [Op(0x252, "ne.f64", "R[a] := R[b] != R[c]", BranchNumber = 0x253)]
    [MethodImpl(AggressiveInlining)]
    public static bool Ne(double b, double c) => b != c;

    [Op(0x254, "lt.f64", "R[a] := R[b] < R[c]", BranchNumber = 0x255)]
    [MethodImpl(AggressiveInlining)]
    public static bool Lt(double b, double c) => b < c;

    [Op(0x256, "gt.f64", "R[a] := R[b] > R[c]", BranchNumber = 0x257)]
    [MethodImpl(AggressiveInlining)]
    public static bool Gt(double b, double c) => b > c;

    [Op(0x258, "le.f64", "R[a] := R[b] <= R[c]", BranchNumber = 0x259)]
    [MethodImpl(AggressiveInlining)]
    public static bool Le(double b, double c) => b <= c;

    [Op(0x25A, "ge.f64", "R[a] := R[b] >= R[c]", BranchNumber = 0x25B)]
    [MethodImpl(AggressiveInlining)]
    public static bool Ge(double b, double c) => b >= c;
}
