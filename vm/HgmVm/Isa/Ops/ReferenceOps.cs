using System.Runtime.CompilerServices;
using HgmVm.Machine;
using HgmVm.Memory;

namespace HgmVm.Isa.Ops;

/// <summary>Moves, and everything that makes, compares and ends references, once the object is known to live.</summary>
internal static unsafe class ReferenceOps
{
    [Op(0x500, "mov1", "R[a] := R[b], one slot")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mov1(ulong b) => b;

    [Op(0x501, "mov2", "R[a] := R[b], two slots")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ref Mov2(Ref b) => b;

    [Op(0x502, "mov3", "R[a] := R[b], three slots")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Borrow Mov3(Borrow b) => b;

    [Op(0x503, "ref.own", "R[a] := a reference to the object at R[b]")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ref RefOwn(byte* b) => Access.ReferenceTo(b);

    [Op(0x504, "ref.null", "R[a] := a reference to the object at R[b], null if that is null")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ref RefNull(byte* b) => Access.ReferenceOrNull(b);

    [Op(0x505, "borrow.own", "R[a] := a borrow of the object at R[b], not tethered")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Borrow BorrowOwn(byte* b) =>
        new() { Object = b, Header = Access.Header(b), Mask = ObjectHeader.OuterTether };

    [Op(0x506, "tether.own", "R[a] := a tethered borrow of the object at R[b]")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Borrow TetherOwn(byte* b) => Access.Tether(b);

    [Op(0x507, "tether.ref", "R[a] := a tethered borrow of R[b]; dead traps", Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Borrow TetherRef(Ref b) => Access.Tether(b.Checked());

    /// <summary>A soft tether of a dead object is null and its word is the throwaway (V22, P1): no stranger's header
    /// changes.</summary>
    [Op(0x508, "tether.soft.ref", "R[a] := a tethered borrow of R[b], or null with the throwaway as its word")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Borrow TetherSoft(Ref b, Context* x)
    {
        if (b.IsAlive()) return Access.Tether(b.Address);
        ulong* word = &x->Heap.Throwaway;
        ulong old = *word;
        *word = old | ObjectHeader.OuterTether;
        return new Borrow { Header = word, Mask = ObjectHeader.OuterTether | (old >> ObjectHeader.TetherShift & 1) };
    }

    /// <summary>Gives the bit back the state this tether found it in (trap list 1: never a plain zero).</summary>
    [Op(0x509, "untether.last", "the tether bit of R[a] gets its saved state back")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Untether(Borrow a)
    {
        ulong bit = a.Mask & ObjectHeader.Held;
        // The state is that of this bit, wherever it stands: inline members have others than the object's own.
        *a.Header = *a.Header & ~bit | bit * (a.Mask & 1);
    }

    [Op(0x50A, "alive.ref", "R[a] := 1 if R[b] lives, else 0")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Alive(Ref b) => b.IsAlive();

    [Op(0x50B, "check.ref", "trap unless R[a] lives", Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(Ref a) => a.Checked();

    [Op(0x50C, "check.null", "trap if R[a] is null", Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CheckNull(byte* a)
    {
        if (a == null) Access.DeadReference();
    }

    [Op(0x50D, "same.ref", "R[a] := 1 if R[b] and R[c] are the same reference")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Same(Ref b, Ref c) => b.Address == c.Address && (uint)b.Generation == (uint)c.Generation;

    [Op(0x50E, "take.own", "R[a] := owner at R[b] + c, emptied; empty traps", Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Take(byte* b, ushort c) => TakeFrom((byte**)(b + c));

    [Op(0x50F, "put.own", "owner at R[a] + b := R[c]; full traps", Traps = TrapKinds.DoubleFree)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Put(byte* a, ushort b, byte* c) => PutInto((byte**)(a + b), c);

    [Op(0x510, "swap.own", "R[a] := owner at R[b] + c, which becomes R[d]", Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Exchange(byte* b, ushort c, byte* d) => ExchangeAt((byte**)(b + c), d);

    [Op(0x511, "full.own", "R[a] := 1 if the owner at R[b] + c holds something, else 0")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Full(byte* b, ushort c) => *(byte**)(b + c) != null;

    [Op(0x512, "ref.field.own", "R[a] := a reference to what the owner at R[b] + c holds; null if it is empty")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ref RefField(byte* b, ushort c) => Access.ReferenceOrNull(*(byte**)(b + c));

    [Op(0x513, "tether.field.own", "R[a] := a tethered borrow of what the owner at R[b] + c holds; empty traps",
        Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Borrow TetherField(byte* b, ushort c) => Access.Tether(Owned(*(byte**)(b + c)));

    [Op(0x514, "array.take.own", "R[a] := owner at R[b][R[c]], emptied; empty traps",
        Traps = TrapKinds.DeadReference | TrapKinds.Bounds)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* ArrayTake(byte* b, long c) => TakeFrom((byte**)ArrayAccess.Element(b, c, sizeof(byte*)));

    [Op(0x515, "array.put.own", "owner at R[a][R[b]] := R[c]; full traps", Traps = TrapKinds.DoubleFree | TrapKinds.Bounds)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ArrayPut(byte* a, long b, byte* c) =>
        PutInto((byte**)ArrayAccess.Element(a, b, sizeof(byte*)), c);

    [Op(0x516, "array.swap.own", "R[a] := owner at R[b][R[c]], which becomes R[d]", Traps = TrapKinds.Bounds,
        Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* ArrayExchange(byte* b, long c, byte* d) =>
        ExchangeAt((byte**)ArrayAccess.Element(b, c, sizeof(byte*)), d);

    [Op(0x517, "array.full.own", "R[a] := 1 if the owner at R[b][R[c]] holds something, else 0", Traps = TrapKinds.Bounds)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool ArrayFull(byte* b, long c) => *(byte**)ArrayAccess.Element(b, c, sizeof(byte*)) != null;

    [Op(0x518, "array.ref.own", "R[a] := a reference to what the owner at R[b][R[c]] holds; null if it is empty",
        Traps = TrapKinds.Bounds)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ref ArrayRef(byte* b, long c) =>
        Access.ReferenceOrNull(*(byte**)ArrayAccess.Element(b, c, sizeof(byte*)));

    [Op(0x519, "array.tether.own", "R[a] := a tethered borrow of what the owner at R[b][R[c]] holds; empty traps",
        Traps = TrapKinds.DeadReference | TrapKinds.Bounds)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Borrow ArrayTether(byte* b, long c) =>
        Access.Tether(Owned(*(byte**)ArrayAccess.Element(b, c, sizeof(byte*))));

    [Op(0x51A, "array.len.own", "R[a] := number of elements of R[b]")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ArrayLength(byte* b) => ((ArrayObject*)b)->Length;

    [Op(0x51B, "array.len.ref", "R[a] := number of elements of R[b]; dead traps", Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ArrayLengthChecked(Ref b) => ((ArrayObject*)b.Checked())->Length;

    [Op(0x51C, "borrow.field", "R[a] := a borrow of what the owner at R[b] + c holds, not tethered; empty traps",
        Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Borrow BorrowField(byte* b, ushort c) => BorrowOwn(Owned(*(byte**)(b + c)));

    [Op(0x51D, "array.borrow", "R[a] := a borrow of what the owner at R[b][R[c]] holds, not tethered; empty traps",
        Traps = TrapKinds.DeadReference | TrapKinds.Bounds)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Borrow ArrayBorrow(byte* b, long c) =>
        BorrowOwn(Owned(*(byte**)ArrayAccess.Element(b, c, sizeof(byte*))));

    /// <summary>Nothing changes when it traps. The two places may be one, which is empty then.</summary>
    [Op(0x51E, "pass.own", "owner at R[a] + b := owner at R[c] + d, emptied, perhaps nothing; full traps",
        Traps = TrapKinds.DoubleFree, Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Pass(byte* a, ushort b, byte* c, ushort d)
    {
        byte* value = *(byte**)(c + d);
        PutInto((byte**)(a + b), value);
        *(byte**)(c + d) = null;
    }

    [Op(0x51F, "element.own", "R[a] := the address of the owner R[b][R[c]]", Traps = TrapKinds.Bounds)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* ElementOwn(byte* b, long c) => ArrayAccess.Element(b, c, sizeof(byte*));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Owned(byte* value)
    {
        if (value == null) Access.Empty();
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* TakeFrom(byte** place)
    {
        byte* value = Owned(*place);
        *place = null;
        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PutInto(byte** place, byte* value)
    {
        if (*place != null) Access.AlreadyFull();
        *place = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* ExchangeAt(byte** place, byte* value)
    {
        byte* old = *place;
        *place = value;
        return old;
    }
}
