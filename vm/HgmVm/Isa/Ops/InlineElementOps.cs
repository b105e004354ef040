using System.Runtime.CompilerServices;
using HgmVm.Machine;
using HgmVm.Memory;

namespace HgmVm.Isa.Ops;

/// <summary>Arrays of inline elements: reaching one, and moving values in and out.</summary>
internal static unsafe class InlineElementOps
{
    [Op(0x550, "element.inline", "R[a] := the address of element R[c], of d bytes with its word, of the array at R[b]",
        Traps = TrapKinds.Bounds, Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Element(byte* b, long c, ushort d)
    {
        var array = (ArrayObject*)b;
        if ((ulong)c >= (ulong)array->Length) ArrayAccess.OutOfBounds(c, array->Length);
        return array->Elements + c * d + InnerWord.SizeBytes;
    }

    [Op(0x551, "element.inline.proved", "as element.inline, for an index that is in range", Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* ElementProved(byte* b, long c, ushort d) =>
        ((ArrayObject*)b)->Elements + c * d + InnerWord.SizeBytes;

    [Op(0x552, "borrow.element", "R[a] := an untethered borrow of element R[c], of d bytes, of the array at R[b], by its own word",
        Traps = TrapKinds.Bounds, Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Borrow BorrowElement(byte* b, long c, ushort d)
    {
        byte* element = Element(b, c, d);
        return new Borrow { Object = element, Header = Access.Header(element), Mask = ObjectHeader.OuterTether };
    }

    [Op(0x55A, "element.dense", "R[a] := the address of element R[c], of d bytes, of the dense array at R[b]",
        Traps = TrapKinds.Bounds, Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* ElementDense(byte* b, long c, ushort d)
    {
        var array = (ArrayObject*)b;
        if ((ulong)c >= (ulong)array->Length) ArrayAccess.OutOfBounds(c, array->Length);
        return array->Elements + c * d;
    }

    [Op(0x55B, "element.dense.proved", "as element.dense, for an index that is in range", Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* ElementDenseProved(byte* b, long c, ushort d) => ((ArrayObject*)b)->Elements + c * d;

    /// <summary>All elements are kept together: what would move one of them moves others.</summary>
    [Op(0x55C, "borrow.dense", "R[a] := an untethered borrow of element R[c], of d bytes, of the dense array at R[b], by the header "
        + "of its buffer", Traps = TrapKinds.Bounds, Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Borrow BorrowDense(byte* b, long c, ushort d)
    {
        byte* element = ElementDense(b, c, d);
        return new Borrow
        {
            Object = element, Header = Access.Header(((ArrayObject*)b)->Elements), Mask = ObjectHeader.OuterTether,
        };
    }

    [Op(0x553, "borrow.fixed", "R[a] := an untethered borrow of element R[c] of the d elements of e bytes in R[b], kept as that is",
        Traps = TrapKinds.Bounds, Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Borrow BorrowFixed(Borrow b, long c, ushort d, ushort e) => new()
    {
        Object = InlineOps.ElementFixed(b.Object, c, d, e),
        Header = b.Header,
        Mask = b.Mask & ObjectHeader.Held | InlineOps.Place(b),
    };

    [Op(0x559, "borrow.fixed.word", "R[a] := as borrow.fixed, by the element's own word", Traps = TrapKinds.Bounds,
        Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Borrow BorrowFixedWord(Borrow b, long c, ushort d, ushort e)
    {
        byte* element = InlineOps.ElementFixedWord(b.Object, c, d, e);
        return new Borrow
        {
            Object = element, Header = Access.Header(element), Mask = ObjectHeader.OuterTether | InlineOps.Place(b),
        };
    }

    [Op(0x554, "array.push.inline", "append what R[b] owns to the array at R[a]; c = flags (InlineMoves)",
        Traps = TrapKinds.Tethered | TrapKinds.DeadReference | TrapKinds.OutOfMemory)]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Push(byte* a, byte* b, ushort c, Context* x) => ElementMoves.Push(x, a, b, c);

    [Op(0x555, "array.pop.inline", "R[a] := an owner of the last element of the array at R[b], removed; c = flags (InlineMoves)",
        Traps = TrapKinds.Tethered | TrapKinds.DeadReference | TrapKinds.Bounds | TrapKinds.OutOfMemory)]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Pop(byte* b, ushort c, Context* x) => ElementMoves.Pop(x, b, c);

    [Op(0x556, "array.insert.inline", "insert what R[c] owns at index R[b] of the array at R[a]; d = flags (InlineMoves)",
        Traps = TrapKinds.Tethered | TrapKinds.DeadReference | TrapKinds.Bounds | TrapKinds.OutOfMemory,
        Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Insert(byte* a, long b, byte* c, ushort d, Context* x) => ElementMoves.Insert(x, a, b, c, d);

    [Op(0x557, "array.remove.inline", "R[a] := an owner of element R[c] of the array at R[b], removed; d = flags (InlineMoves)",
        Traps = TrapKinds.Tethered | TrapKinds.DeadReference | TrapKinds.Bounds | TrapKinds.OutOfMemory,
        Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static byte* Remove(byte* b, long c, ushort d, Context* x) => ElementMoves.Remove(x, b, c, d);

    [Op(0x558, "array.swap.inline", "exchange elements R[b] and R[c] of the array at R[a]; d = flags (InlineMoves)",
        Traps = TrapKinds.Tethered | TrapKinds.DeadReference | TrapKinds.Bounds, Extension = Extension.Operands)]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Swap(byte* a, long b, long c, ushort d, Context* x) => ElementMoves.Swap(x, a, b, c, d);
}
