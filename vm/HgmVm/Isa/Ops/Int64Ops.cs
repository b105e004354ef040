namespace HgmVm.Isa.Ops;

/// <summary>Arithmetic and comparison of <c>i64</c>, as WebAssembly defines it.</summary>
internal static class Int64Ops
{
    [Op(0x180, "add.i64", "R[a] := R[b] + R[c], wrapping", ImmediateNumber = 0x181)]
    public static long Add(long b, long c) => b + c;

    [Op(0x1A0, "lt.i64", "R[a] := R[b] < R[c]", ImmediateNumber = 0x1A1, BranchNumber = 0x1A2, BranchImmediateNumber = 0x1A3)]
    public static bool Lt(long b, long c) => b < c;
}
