using System.Runtime.CompilerServices;
using HgmVm.Machine;
using HgmVm.Memory;

namespace HgmVm.Isa.Ops;

/// <summary>
/// References to an interface that some inline member has: to whole objects, as all others are, or to members, of which
/// they say what they are. Nothing here serves interfaces of whole objects alone.
/// </summary>
internal static unsafe class InterfaceRefOps
{
    /// <summary>
    /// A null or dead reference stays what it is. A living one may be to the first member of an object, and is one to
    /// the object then.
    /// </summary>
    [Op(0x545, "iface.ref", "R[a] := R[b], a reference to a c, perhaps a member, as one to an interface")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Ref IfaceRef(Ref b, ushort c, Context* x)
    {
        if (InnerRef.IsInner(b)) return InnerRef.Named(&x->Heap, b, x->MemberNumbers[c]);
        bool isFirst = b.IsAlive() && ObjectHeader.TypeId(*Access.Header(b.Address)) != c;
        return isFirst ? InnerRef.NamedFirst(&x->Heap, b, x->MemberNumbers[c]) : b;
    }

    [Op(0x549, "ref.iface", "R[a] := a reference to what R[b], a member perhaps, holds; null if it is null",
        Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Ref RefIface(Borrow b, Context* x)
    {
        if (!TryMake(b, x, out Ref reference)) InlineOps.Unnameable();
        return reference;
    }

    /// <summary>
    /// Parts of a variant have no reference, so what stands for one here remembers an even generation, as no reference
    /// does. Nothing but <c>same</c> looks at it.
    /// </summary>
    [Op(0x54B, "identity.iface", "R[a] := what tells R[b], a member perhaps, from everything else")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Ref IdentityIface(Borrow b, Context* x)
    {
        if (TryMake(b, x, out Ref reference)) return reference;
        ulong address = (ulong)b.Object | (ulong)InterfaceOps.TypeOf(b) << ObjectHeader.TypeShift;
        return new Ref { Address = (byte*)address };
    }

    [Op(0x54C, "plain.ref", "R[a] := the reference R[b] to an interface as one to the struct that is there")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ref PlainRef(Ref b, Context* x) => InnerRef.IsInner(b) ? PlainOfMember(b, x) : b;

    [Op(0x54D, "method.ref.member", "R[a] := the function that is method c of what R[b], to a member perhaps, refers to; dead traps",
        Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* MethodRef(Ref b, ushort c, Context* x) =>
        InnerRef.IsInner(b) ? MethodOfMember(b, c, x) : InterfaceOps.MethodRef(b, c, x);

    /// <summary>What a member is says its reference alone, so that has to be right: a dead one traps in fast mode
    /// too.</summary>
    [Op(0x54E, "method.unchecked.member", "as method.unchecked; a dead reference to a member traps",
        Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* MethodUnchecked(Ref b, ushort c, Context* x) =>
        InnerRef.IsInner(b) ? MethodOfMember(b, c, x) : InterfaceOps.MethodUnchecked(b.Address, c, x);

    [Op(0x54F, "tether.ref.iface", "R[a] := a tethered borrow of what R[b], to a member perhaps, refers to; dead traps",
        Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Borrow TetherRef(Ref b, Context* x) =>
        InnerRef.IsInner(b) ? TetherMember(b, x) : ReferenceOps.TetherRef(b);

    [Op(0x55D, "tether.soft.iface", "R[a] := as tether.ref.iface, or null with the throwaway as its word")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Borrow TetherSoft(Ref b, Context* x) =>
        Alive(b, x) ? Tether(b, x) : InlineOps.Tether(null, &x->Heap.Throwaway, ObjectHeader.OuterTether);

    [Op(0x55E, "alive.iface", "R[a] := 1 if R[b], a reference to a member perhaps, lives, else 0")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Alive(Ref b, Context* x) => InnerRef.IsInner(b) ? IsMemberAlive(b, x) : ReferenceOps.Alive(b);

    [Op(0x55F, "reach.iface", "R[a] := the address of what R[b] refers to, a member perhaps; dead traps",
        Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Reach(Ref b, Context* x) => InnerRef.IsInner(b) ? ReachMember(b, x) : b.Checked();

    [Op(0x560, "reach.whole", "R[a] := the address of what R[b] refers to; dead traps, and so does a member, as constraint "
        + "references need", Traps = TrapKinds.DeadReference | TrapKinds.Constraint)]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* ReachWhole(Ref b, Context* x)
    {
        byte* p = Reach(b, x);
        if (InnerRef.IsInner(b)) InlineOps.NotWhole();
        return p;
    }

    [Op(0x561, "type.is.ref", "R[a] := 1 if what R[b], to a member perhaps, refers to has type c, else 0; dead traps",
        Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool TypeIsRef(Ref b, ushort c, Context* x)
    {
        byte* p = Reach(b, x);
        return (InnerRef.IsInner(b) ? TypeOfMember(b, x) : ObjectHeader.TypeId(*Access.Header(p))) == c;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* MethodOfMember(Ref b, ushort c, Context* x)
    {
        Reach(b, x);
        return x->Methods[c][TypeOfMember(b, x)];
    }

    // What is rare gets its reference by value: a handler with a local whose address is taken cannot end in a jump.

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Ref PlainOfMember(Ref b, Context* x) => InnerRef.Plain(&x->Heap, b);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsMemberAlive(Ref b, Context* x) =>
        InnerRef.Living(&x->Heap, InnerRef.Plain(&x->Heap, b)) != null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* ReachMember(Ref b, Context* x)
    {
        byte* p = InnerRef.Living(&x->Heap, InnerRef.Plain(&x->Heap, b));
        if (p == null) Access.DeadReference();
        return p;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Borrow TetherMember(Ref b, Context* x)
    {
        ReachMember(b, x);
        return Tether(b, x);
    }

    private static int TypeOfMember(in Ref b, Context* x) => x->MemberTypes[InnerRef.NumberOf(b)];

    private static Borrow Tether(in Ref b, Context* x)
    {
        Ref plain = InnerRef.Plain(&x->Heap, b);
        ulong* word = InnerRef.TetherOf(&x->Heap, plain, out ulong bit);
        ulong type = InnerRef.IsInner(b) ? (ulong)TypeOfMember(b, x) << ObjectHeader.TypeShift : 0;
        return InlineOps.Tether(InnerRef.Place(plain), word, bit, InnerRef.PayloadOf(&x->Heap, plain) | type);
    }

    private static bool TryMake(in Borrow b, Context* x, out Ref reference)
    {
        if (!InnerRef.TryMake(&x->Heap, b, out reference)) return false;
        if (reference.Address == null) return true;
        int type = InterfaceOps.TypeOf(b);
        if (InnerRef.IsInner(reference)) reference = InnerRef.Named(&x->Heap, reference, x->MemberNumbers[type]);
        else if (ObjectHeader.TypeId(*Access.Header(b.Object)) != type)
            reference = InnerRef.NamedFirst(&x->Heap, reference, x->MemberNumbers[type]);
        return true;
    }
}
