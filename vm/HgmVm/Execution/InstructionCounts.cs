using HgmVm.Isa;

namespace HgmVm.Execution;

/// <summary>Reads the figures of <c>--stats</c> off the executed opcodes.</summary>
internal static unsafe class InstructionCounts
{
    private static readonly int[] s_checks = [.. Internal(row => row.Mnemonic.EndsWith(".ref", StringComparison.Ordinal)
        && (row.Traps & TrapKinds.DeadReference) != 0 && row.Opcode is not (Opcode.XCallRef or Opcode.XTailcallRef))];

    private static readonly int[] s_elided = [.. Internal(row => row.Mnemonic.EndsWith(".own", StringComparison.Ordinal)
        && row.Opcode is not (Opcode.RefOwn or Opcode.BorrowOwn or Opcode.TetherOwn))];

    private static readonly int[] s_tethers =
    [
        .. Internal(row => row.Mnemonic.Split('.').Contains("tether")), (int)Opcode.XLockBorrow,
    ];

    /// <summary>What the machine does for itself between instructions of the program; each tier has its own
    /// way.</summary>
    private static readonly int[] s_machinery =
        [(int)Opcode.XHalt, (int)Opcode.XLower, (int)Opcode.XDismantle, (int)Opcode.XEnter, (int)Opcode.CountProved,
            (int)Opcode.CountUnobserved];

    public static long Instructions(ulong* counts)
    {
        long sum = -Sum(counts, s_machinery);
        for (int i = 0; counts != null && i < OpcodeLimits.Count; i++) sum += (long)counts[i];
        return sum;
    }

    public static long ChecksProved(ulong* counts) => Sum(counts, [(int)Opcode.CountProved]);

    public static long ChecksRun(ulong* counts) => Sum(counts, s_checks);

    public static long ChecksElided(ulong* counts) => Sum(counts, s_elided);

    public static long Tethers(ulong* counts) => Sum(counts, s_tethers);

    public static long TethersElided(ulong* counts) => Sum(counts, [(int)Opcode.CountUnobserved]);

    private static long Sum(ulong* counts, int[] opcodes)
    {
        long sum = 0;
        for (int i = 0; counts != null && i < opcodes.Length; i++) sum += (long)counts[opcodes[i]];
        return sum;
    }

    private static IEnumerable<int> Internal(Func<OpcodeRow, bool> filter) =>
        OpcodeTable.Rows.Where(row => row.IsInternal && filter(row)).Select(row => (int)row.Opcode);
}
