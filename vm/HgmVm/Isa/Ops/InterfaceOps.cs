using System.Runtime.CompilerServices;
using HgmVm.Machine;
using HgmVm.Memory;

namespace HgmVm.Isa.Ops;

/// <summary>
/// References to objects by an interface of theirs. What type an object has says the header of every object that is
/// alive or kept undead, so an <c>own</c>, <c>ref</c> or <c>con</c> of an interface is like any other. Inline members
/// have no such header: a borrow carries the type of one in bits of its mask that nothing else uses, and a
/// <c>ref</c> to one a number that says it (<see cref="InnerRef.Named"/>). What may be such a <c>ref</c> has steps of
/// its own in <see cref="InterfaceRefOps"/>.
/// </summary>
internal static unsafe class InterfaceOps
{
    [Op(0x540, "method.own", "R[a] := the function that is method c of the object at R[b]")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* MethodOwn(byte* b, ushort c, Context* x) =>
        x->Methods[c][ObjectHeader.TypeId(*Access.Header(b))];

    [Op(0x541, "method.ref", "R[a] := the function that is method c of the object at R[b]; dead traps",
        Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* MethodRef(Ref b, ushort c, Context* x) =>
        x->Methods[c][ObjectHeader.TypeId(*Access.Header(b.Checked()))];

    [Op(0x542, "method.borrow", "R[a] := the function that is method c of what R[b], a member perhaps, holds")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* MethodBorrow(Borrow b, ushort c, Context* x) => x->Methods[c][TypeOf(b)];

    /// <summary>
    /// In fast mode nobody knows whether the object lives. What its header says now is still a type of the program or
    /// nothing, and then its method is run on what is there: stale, but of the type that the method is for.
    /// </summary>
    [Op(0x543, "method.unchecked", "as method.own, where R[b] may be dead; null if it has no such method now")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* MethodUnchecked(byte* b, ushort c, Context* x)
    {
        if (b == null) return null;
        int type = ObjectHeader.TypeId(*Access.Header(b));
        return type < x->TypeCount ? x->Methods[c][type] : null;
    }

    [Op(0x544, "iface.borrow", "R[a] := the borrow R[b], which knows now that its type is c")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Borrow IfaceBorrow(Borrow b, ushort c) =>
        b with { Mask = (b.Mask & ~Borrow.TypeBits) | (ulong)c << ObjectHeader.TypeShift };

    [Op(0x546, "type.is.borrow", "R[a] := 1 if what R[b], a member perhaps, holds has type c, else 0")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TypeIsBorrow(Borrow b, ushort c) => TypeOf(b) == c;

    [Op(0x547, "plain.borrow", "R[a] := the borrow R[b] without its type")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Borrow PlainBorrow(Borrow b) => b with { Mask = b.Mask & ~Borrow.TypeBits };

    [Op(0x548, "tether.iface", "R[a] := a tethered borrow of what R[b], a member perhaps, holds")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Borrow TetherIface(Borrow b) => InlineOps.Tether(b.Object, b.Header, b.Mask & ObjectHeader.Held,
        b.Mask & (Borrow.TypeBits | Borrow.IsPayload | Borrow.IsInPayload));

    [Op(0x54A, "check.whole.iface", "trap unless R[a] holds a whole object, as constraint references need",
        Traps = TrapKinds.Constraint)]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void CheckWholeIface(Borrow a, Context* x)
    {
        if (!IsWhole(a, x)) InlineOps.NotWhole();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int TypeOf(in Borrow b)
    {
        int type = (int)(b.Mask >> ObjectHeader.TypeShift);
        return type != 0 ? type : ObjectHeader.TypeId(*Access.Header(b.Object));
    }

    private static bool IsWhole(in Borrow b, Context* x) => HeapFast.Root(&x->Heap, b.Object) == b.Object
        && ObjectHeader.TypeId(*Access.Header(b.Object)) == TypeOf(b);
}
