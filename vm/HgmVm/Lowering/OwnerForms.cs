using HgmVm.Isa;

namespace HgmVm.Lowering;

/// <summary>Which executable opcode serves an owned field that may be a <see cref="Memory.MarkedOwner"/>. The one list of
/// them.</summary>
internal static class OwnerForms
{
    /// <summary>The form of a step for marked owners; the step itself for others. Marked owners are final, so only
    /// these
    /// steps exist.</summary>
    public static Opcode Of(Opcode op, bool isMarked) => !isMarked ? op : op switch
    {
        Opcode.PutOwn => Opcode.PutMarked,
        Opcode.PassOwn => Opcode.PassMarked,
        Opcode.FullOwn => Opcode.FullMarked,
        Opcode.RefFieldOwn => Opcode.RefFieldMarked,
        Opcode.TetherFieldOwn => Opcode.TetherFieldMarked,
        Opcode.BorrowField => Opcode.BorrowFieldMarked,
        _ => throw new InvalidOperationException($"a final owner has no {op}"),
    };
}
