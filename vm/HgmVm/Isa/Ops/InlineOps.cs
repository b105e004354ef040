using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using HgmVm.Machine;
using HgmVm.Memory;

namespace HgmVm.Isa.Ops;

/// <summary>
/// Inline members: borrows and tethers of them, and references that may refer to one. The plain forms of references in
/// <see cref="ReferenceOps"/> serve types that are nobody's inline member; these serve the others.
/// </summary>
internal static unsafe class InlineOps
{
    [Op(0x520, "inl.own", "R[a] := an untethered borrow of the member at R[b] + c, kept by bit d of the header, or of the word "
        + "before R[b] + e if e is not 0", Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Borrow InlOwn(byte* b, ushort c, ushort d, ushort e) =>
        new() { Object = b + c, Header = Access.Header(b + e), Mask = ObjectHeader.OuterTether << d };

    [Op(0x521, "inl.borrow", "R[a] := as inl.own, kept by the bit d above that of R[b], or in the word before R[b] + e",
        Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Borrow InlBorrow(Borrow b, ushort c, ushort d, ushort e) =>
        new() { Object = b.Object + c, Header = Word(b, e), Mask = Bit(b, e) << d | Place(b) };

    [Op(0x522, "tether.part.own", "R[a] := as inl.own, and the bit is set", Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Borrow TetherPartOwn(byte* b, ushort c, ushort d, ushort e) =>
        Tether(b + c, Access.Header(b + e), ObjectHeader.OuterTether << d);

    [Op(0x523, "tether.part.borrow", "R[a] := as inl.borrow, and the bit is set", Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Borrow TetherPartBorrow(Borrow b, ushort c, ushort d, ushort e) =>
        Tether(b.Object + c, Word(b, e), Bit(b, e) << d, Place(b));

    [Op(0x524, "borrow.inner", "R[a] := an untethered borrow of what R[b], to a member perhaps, refers to; dead traps",
        Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Borrow BorrowInner(Ref b, Context* x) => new()
    {
        Object = Reach(b, x), Header = InnerRef.TetherOf(&x->Heap, b, out ulong bit),
        Mask = bit | InnerRef.PayloadOf(&x->Heap, b),
    };

    [Op(0x525, "reach.inner", "R[a] := the address of what R[b] refers to, a member perhaps; dead traps",
        Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Reach(Ref b, Context* x)
    {
        byte* p = InnerRef.Living(&x->Heap, b);
        if (p == null) Access.DeadReference();
        return p;
    }

    [Op(0x526, "place.inner", "R[a] := the address of what R[b] refers to, a member perhaps, unchecked")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Place(Ref b) => InnerRef.Place(b);

    [Op(0x527, "alive.inner", "R[a] := 1 if R[b], a reference to a member perhaps, lives, else 0")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Alive(Ref b, Context* x) => InnerRef.Living(&x->Heap, b) != null;

    [Op(0x528, "tether.inner", "R[a] := a tethered borrow of what R[b], a member perhaps, refers to; dead traps",
        Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Borrow TetherInner(Ref b, Context* x)
    {
        byte* p = InnerRef.Living(&x->Heap, b);
        if (p == null) Access.DeadReference();
        return Tether(p, InnerRef.TetherOf(&x->Heap, b, out ulong bit), bit, InnerRef.PayloadOf(&x->Heap, b));
    }

    [Op(0x529, "tether.soft.inner", "R[a] := a tethered borrow of R[b], a member perhaps, or null with the throwaway as its word")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Borrow TetherSoft(Ref b, Context* x)
    {
        byte* p = InnerRef.Living(&x->Heap, b);
        if (p == null) return Tether(null, &x->Heap.Throwaway, ObjectHeader.OuterTether);
        return Tether(p, InnerRef.TetherOf(&x->Heap, b, out ulong bit), bit, InnerRef.PayloadOf(&x->Heap, b));
    }

    [Op(0x52A, "ref.borrow", "R[a] := a reference to what R[b], a member perhaps, holds; null if it is null",
        Traps = TrapKinds.DeadReference)]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Ref RefBorrow(Borrow b, Context* x)
    {
        if (!InnerRef.TryMake(&x->Heap, b, out Ref reference)) Unnameable();
        return reference;
    }

    [Op(0x52B, "same.inner", "R[a] := 1 if R[b] and R[c], to members perhaps, are the same reference")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Same(Ref b, Ref c) => b.Address == c.Address && b.Generation == c.Generation;

    /// <summary>The first member of an object has the object's address, so the type is looked at as well.</summary>
    [Op(0x52C, "check.whole", "trap unless R[a] is a whole object of type b, as constraint references need",
        Traps = TrapKinds.Constraint)]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void CheckWhole(byte* a, ushort b, Context* x)
    {
        if (HeapFast.Root(&x->Heap, a) != a || ObjectHeader.TypeId(*Access.Header(a)) != b) NotWhole();
    }

    [Op(0x52D, "exchange.inline", "exchange the member at R[a] + b with what R[c] owns, of type d; e, f, g say what guards it "
        + "(InlineMoves); tethered traps", Traps = TrapKinds.Tethered, Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ExchangeInline(Borrow a, ushort b, byte* c, ushort d, ushort e, ushort f, ushort g, Context* x)
    {
        ulong* word = (e & InlineMoves.HasWord) != 0 ? Access.Header(a.Object + b) : Word(a, g);
        ulong bit = (e & InlineMoves.HasWord) != 0 ? ObjectHeader.OuterTether : Bit(a, g) << f;
        InlineMoves.Exchange(x, a.Object + b, word, bit, c, d, e);
    }

    [Op(0x52E, "element.fixed", "R[a] := the address of element R[c] of the d elements of e bytes at R[b]", Traps = TrapKinds.Bounds,
        Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* ElementFixed(byte* b, long c, ushort d, ushort e)
    {
        if ((ulong)c >= d) ArrayAccess.OutOfBounds(c, d);
        return b + c * e;
    }

    [Op(0x52F, "element.fixed.word", "as element.fixed, of elements that have a word before them, which their bytes count",
        Traps = TrapKinds.Bounds, Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* ElementFixedWord(byte* b, long c, ushort d, ushort e) =>
        ElementFixed(b, c, d, e) + InnerWord.SizeBytes;

    [Op(0x530, "replace.union", "R[a] := what the union at R[b] + c held, as an owner, or null; it now holds what R[d] owned; "
        + "e = flags (InlineMoves); tethered traps", Traps = TrapKinds.Tethered | TrapKinds.OutOfMemory, Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* ReplaceUnion(Borrow b, ushort c, byte* d, ushort e, Context* x) =>
        InlineMoves.ReplaceUnion(x, b.Object + c, d, e);

    [Op(0x531, "tag.is", "R[a] := 1 if the word before R[b] has type c, else 0")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TagIs(byte* b, ushort c) => ObjectHeader.TypeId(*Access.Header(b)) == c;

    [Op(0x532, "tag.number", "R[a] := which variant of union type c the word before R[b] has, -1 for none")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int TagNumber(byte* b, ushort c, Context* x)
    {
        NativeType* type = x->Heap.Types + c;
        return new ReadOnlySpan<int>(type->Variants, type->VariantCount)
            .IndexOf(ObjectHeader.TypeId(*Access.Header(b)));
    }

    [Op(0x539, "tag.is.table", "as tag.is, where words have tables and headers have types")]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TagIsTable(byte* b, ushort c) => TableWord.TypeId(*Access.Header(b)) == c;

    [Op(0x53A, "tag.number.table", "as tag.number, where words have tables and headers have types")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int TagNumberTable(byte* b, ushort c, Context* x)
    {
        NativeType* type = x->Heap.Types + c;
        return new ReadOnlySpan<int>(type->Variants, type->VariantCount)
            .IndexOf(TableWord.TypeId(*Access.Header(b)));
    }

    [Op(0x533, "payload", "R[a] := the borrow R[b] of a union as one of the variant that it holds")]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Borrow Payload(Borrow b, Context* x)
    {
        bool isInline = HeapFast.Root(&x->Heap, b.Object) != b.Object;
        return new Borrow { Object = b.Object, Header = b.Header,
            Mask = (b.Mask & ~1UL) | (isInline ? Memory.Borrow.IsPayload : 0) };
    }

    /// <summary>What a borrow of a part has to remember about where it is: parts of a variant cannot be referred
    /// to.</summary>
    internal static ulong Place(in Borrow borrow) =>
        (borrow.Mask & (Memory.Borrow.IsPayload | Memory.Borrow.IsInPayload)) != 0 ? Memory.Borrow.IsInPayload : 0;

    /// <summary>The word that holds the tether of a part of something borrowed: that before an offset, or the borrow's
    /// own.</summary>
    private static ulong* Word(in Borrow borrow, int offset) => offset != 0 ? Access.Header(borrow.Object + offset)
        : borrow.Header;

    private static ulong Bit(in Borrow borrow, int offset) => offset != 0 ? ObjectHeader.OuterTether
        : borrow.Mask & ObjectHeader.Held;

    /// <summary>Sets a tether bit and remembers whether it was set (V22).</summary>
    internal static Borrow Tether(byte* p, ulong* word, ulong bit, ulong place = 0)
    {
        ulong old = *word;
        *word = old | bit;
        return new Borrow { Object = p, Header = word, Mask = bit | place | ((old & bit) != 0 ? 1UL : 0) };
    }

    [DoesNotReturn]
    internal static void Unnameable() => throw new TrapException(TrapKind.DeadReference,
        "a part of a union's variant has no reference: another variant may come to lie there");

    [DoesNotReturn]
    internal static void NotWhole() => throw new TrapException(TrapKind.Constraint, "an inline member cannot be constrained");
}
