using System.Runtime.CompilerServices;
using HgmVm.Memory;

namespace HgmVm.Isa.Ops;

/// <summary>
/// Owned fields that may hold the generation and tether of an inline member as well (<see cref="MarkedOwner"/>): what
/// <see cref="ReferenceOps"/> does with other owned fields. They are final, so that nothing is taken or passed out of
/// them.
/// </summary>
internal static unsafe class MarkedOwnerOps
{
    [Op(0x534, "put.marked", "as put.own, for a marked owner", Traps = TrapKinds.DoubleFree)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(byte* a, ushort b, byte* c)
    {
        ulong* field = (ulong*)(a + b);
        if (MarkedOwner.Address(*field) != null) Access.AlreadyFull();
        *field = MarkedOwner.With(*field, c);
    }

    [Op(0x535, "full.marked", "as full.own, for a marked owner")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Full(byte* b, ushort c) => MarkedOwner.Address(*(ulong*)(b + c)) != null;

    [Op(0x536, "ref.field.marked", "as ref.field.own, for a marked owner")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ref RefField(byte* b, ushort c) => Access.ReferenceOrNull(MarkedOwner.Address(*(ulong*)(b + c)));

    [Op(0x537, "tether.field.marked", "as tether.field.own, for a marked owner", Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Borrow TetherField(byte* b, ushort c) => Access.Tether(Owned(b, c));

    [Op(0x538, "borrow.field.marked", "as borrow.field, for a marked owner", Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Borrow BorrowField(byte* b, ushort c) => ReferenceOps.BorrowOwn(Owned(b, c));

    /// <summary>What is passed comes from a field that is not final, so its place is a plain one.</summary>
    [Op(0x53B, "pass.marked", "as pass.own, to a marked owner", Traps = TrapKinds.DoubleFree,
        Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pass(byte* a, ushort b, byte* c, ushort d)
    {
        Put(a, b, *(byte**)(c + d));
        *(byte**)(c + d) = null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Owned(byte* p, ushort offset)
    {
        byte* value = MarkedOwner.Address(*(ulong*)(p + offset));
        if (value == null) Access.Empty();
        return value;
    }
}
