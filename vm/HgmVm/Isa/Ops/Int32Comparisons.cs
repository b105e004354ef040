using System.Runtime.CompilerServices;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace HgmVm.Isa.Ops;

/// <summary>
/// Comparisons of <c>i32</c>: 1 when the relation holds, else 0. Numbers run in fours: plain, with literal, branch,
/// branch with literal.
/// </summary>
internal static class Int32Comparisons
{
    [Op(0x130, "eq.i32", "R[a] := R[b] = R[c]",
        ImmediateNumber = 0x131, BranchNumber = 0x132, BranchImmediateNumber = 0x133)]
    [MethodImpl(AggressiveInlining)]
    public static bool Eq(int b, int c) => b == c;

    [Op(0x134, "ne.i32", "R[a] := R[b] != R[c]",
        ImmediateNumber = 0x135, BranchNumber = 0x136, BranchImmediateNumber = 0x137)]
    [MethodImpl(AggressiveInlining)]
    public static bool Ne(int b, int c) => b != c;

    [Op(0x138, "lt.i32", "R[a] := R[b] < R[c]",
        ImmediateNumber = 0x139, BranchNumber = 0x13A, BranchImmediateNumber = 0x13B)]
    [MethodImpl(AggressiveInlining)]
    public static bool Lt(int b, int c) => b < c;

    [Op(0x13C, "ltu.i32", "R[a] := R[b] < R[c], unsigned",
        ImmediateNumber = 0x13D, BranchNumber = 0x13E, BranchImmediateNumber = 0x13F)]
    [MethodImpl(AggressiveInlining)]
    public static bool Ltu(uint b, uint c) => b < c;

    [Op(0x140, "gt.i32", "R[a] := R[b] > R[c]",
        ImmediateNumber = 0x141, BranchNumber = 0x142, BranchImmediateNumber = 0x143)]
    [MethodImpl(AggressiveInlining)]
    public static bool Gt(int b, int c) => b > c;

    [Op(0x144, "gtu.i32", "R[a] := R[b] > R[c], unsigned",
        ImmediateNumber = 0x145, BranchNumber = 0x146, BranchImmediateNumber = 0x147)]
    [MethodImpl(AggressiveInlining)]
    public static bool Gtu(uint b, uint c) => b > c;

    [Op(0x148, "le.i32", "R[a] := R[b] <= R[c]",
        ImmediateNumber = 0x149, BranchNumber = 0x14A, BranchImmediateNumber = 0x14B)]
    [MethodImpl(AggressiveInlining)]
    public static bool Le(int b, int c) => b <= c;

    [Op(0x14C, "leu.i32", "R[a] := R[b] <= R[c], unsigned",
        ImmediateNumber = 0x14D, BranchNumber = 0x14E, BranchImmediateNumber = 0x14F)]
    [MethodImpl(AggressiveInlining)]
    public static bool Leu(uint b, uint c) => b <= c;

    [Op(0x150, "ge.i32", "R[a] := R[b] >= R[c]",
        ImmediateNumber = 0x151, BranchNumber = 0x152, BranchImmediateNumber = 0x153)]
    [MethodImpl(AggressiveInlining)]
    public static bool Ge(int b, int c) => b >= c;

    [Op(0x154, "geu.i32", "R[a] := R[b] >= R[c], unsigned",
        ImmediateNumber = 0x155, BranchNumber = 0x156, BranchImmediateNumber = 0x157)]
    [MethodImpl(AggressiveInlining)]
    public static bool Geu(uint b, uint c) => b >= c;
}
