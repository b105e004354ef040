using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace HgmVm.Isa.Ops;

/// <summary>
/// Comparisons of <c>i64</c>: 1 when the relation holds, else 0. Numbers run in fours: plain, with literal, branch,
/// branch with literal.
/// </summary>
internal static class Int64Comparisons
{
    [Op(0x1B0, "eq.i64", "R[a] := R[b] = R[c]",
        ImmediateNumber = 0x1B1, BranchNumber = 0x1B2, BranchImmediateNumber = 0x1B3)]
    [MethodImpl(AggressiveInlining)]
    public static bool Eq(long b, long c) => b == c;

    [Op(0x1B4, "ne.i64", "R[a] := R[b] != R[c]",
        ImmediateNumber = 0x1B5, BranchNumber = 0x1B6, BranchImmediateNumber = 0x1B7)]
    [MethodImpl(AggressiveInlining)]
    public static bool Ne(long b, long c) => b != c;

    [Op(0x1B8, "lt.i64", "R[a] := R[b] < R[c]",
        ImmediateNumber = 0x1B9, BranchNumber = 0x1BA, BranchImmediateNumber = 0x1BB)]
    [MethodImpl(AggressiveInlining)]
    public static bool Lt(long b, long c) => b < c;

    [Op(0x1BC, "ltu.i64", "R[a] := R[b] < R[c], unsigned",
        ImmediateNumber = 0x1BD, BranchNumber = 0x1BE, BranchImmediateNumber = 0x1BF)]
    [MethodImpl(AggressiveInlining)]
    public static bool Ltu(ulong b, ulong c) => b < c;

    [Op(0x1C0, "gt.i64", "R[a] := R[b] > R[c]",
        ImmediateNumber = 0x1C1, BranchNumber = 0x1C2, BranchImmediateNumber = 0x1C3)]
    [MethodImpl(AggressiveInlining)]
    public static bool Gt(long b, long c) => b > c;

    [Op(0x1C4, "gtu.i64", "R[a] := R[b] > R[c], unsigned",
        ImmediateNumber = 0x1C5, BranchNumber = 0x1C6, BranchImmediateNumber = 0x1C7)]
    [MethodImpl(AggressiveInlining)]
    public static bool Gtu(ulong b, ulong c) => b > c;

    [Op(0x1C8, "le.i64", "R[a] := R[b] <= R[c]",
        ImmediateNumber = 0x1C9, BranchNumber = 0x1CA, BranchImmediateNumber = 0x1CB)]
    [MethodImpl(AggressiveInlining)]
    public static bool Le(long b, long c) => b <= c;

    [Op(0x1CC, "leu.i64", "R[a] := R[b] <= R[c], unsigned",
        ImmediateNumber = 0x1CD, BranchNumber = 0x1CE, BranchImmediateNumber = 0x1CF)]
    [MethodImpl(AggressiveInlining)]
    public static bool Leu(ulong b, ulong c) => b <= c;

    [Op(0x1D0, "ge.i64", "R[a] := R[b] >= R[c]",
        ImmediateNumber = 0x1D1, BranchNumber = 0x1D2, BranchImmediateNumber = 0x1D3)]
    [MethodImpl(AggressiveInlining)]
    public static bool Ge(long b, long c) => b >= c;

    [Op(0x1D4, "geu.i64", "R[a] := R[b] >= R[c], unsigned",
        ImmediateNumber = 0x1D5, BranchNumber = 0x1D6, BranchImmediateNumber = 0x1D7)]
    [MethodImpl(AggressiveInlining)]
    public static bool Geu(ulong b, ulong c) => b >= c;
}
