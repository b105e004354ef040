using System.Diagnostics.CodeAnalysis;
using HgmVm.Machine;
using HgmVm.Memory;

namespace HgmVm.Isa.Ops;

/// <summary>
/// Moving inline elements of arrays: in from a shell, out into one, and between places. As with inline members
/// (<see cref="InlineMoves"/>) everything that forbids it is looked at first, then generations change, then values move.
/// </summary>
internal static unsafe class ElementMoves
{
    /// <summary>Why elements do not move.</summary>
    internal const string HeldText = "an element that is to move, or a member of it, is tethered";

    /// <summary>Appends what a shell owns.</summary>
    public static void Push(Context* x, byte* a, byte* shell, int flags)
    {
        NativeType* type = Begin(x, a, flags);
        RefuseShell(x, shell, flags);
        MakeRoom(x, a, flags);
        var array = (ArrayObject*)a;
        MoveIn(x, type, InlineElements.At(array, type, array->Length), shell);
        array->Length++;
    }

    /// <summary>Takes the last element out, into a shell.</summary>
    public static byte* Pop(Context* x, byte* a, int flags)
    {
        NativeType* type = Begin(x, a, flags);
        var array = (ArrayObject*)a;
        if (array->Length == 0) ArrayAccess.OutOfBounds(0, 0);
        RefuseHeld(x, array, array->Length - 1, 1, flags);
        byte* shell = MoveOut(x, type, InlineElements.At(array, type, array->Length - 1));
        array->Length--;
        return shell;
    }

    /// <summary>Moves the elements from an index on up by one, and what a shell owns into the gap.</summary>
    public static void Insert(Context* x, byte* a, long index, byte* shell, int flags)
    {
        NativeType* type = Begin(x, a, flags);
        var array = (ArrayObject*)a;
        if ((ulong)index > (ulong)array->Length) ArrayAccess.OutOfBounds(index, array->Length);
        RefuseHeld(x, array, index, array->Length - index, flags);
        RefuseShell(x, shell, flags);
        MakeRoom(x, a, flags);
        if (type->IsDense) Shift(type, array, index, 1);
        else for (long i = array->Length; i > index; i--)
            Move(x, type, InlineElements.At(array, type, i - 1), InlineElements.At(array, type, i));
        byte* gap = InlineElements.At(array, type, index);
        InlineElements.Vacate(&x->Heap, type, gap);
        MoveIn(x, type, gap, shell);
        array->Length++;
    }

    /// <summary>Takes an element out, into a shell, and moves those behind it down by one.</summary>
    public static byte* Remove(Context* x, byte* a, long index, int flags)
    {
        NativeType* type = Begin(x, a, flags);
        var array = (ArrayObject*)a;
        if ((ulong)index >= (ulong)array->Length) ArrayAccess.OutOfBounds(index, array->Length);
        RefuseHeld(x, array, index, array->Length - index, flags);
        byte* shell = MoveOut(x, type, InlineElements.At(array, type, index));
        if (type->IsDense) Shift(type, array, index + 1, -1);
        else for (long i = index + 1; i < array->Length; i++)
            Move(x, type, InlineElements.At(array, type, i), InlineElements.At(array, type, i - 1));
        array->Length--;
        InlineElements.Vacate(&x->Heap, type, InlineElements.At(array, type, array->Length));
        return shell;
    }

    /// <summary>Exchanges two elements.</summary>
    public static void Swap(Context* x, byte* a, long first, long second, int flags)
    {
        NativeType* type = Begin(x, a, flags);
        var array = (ArrayObject*)a;
        if ((ulong)first >= (ulong)array->Length) ArrayAccess.OutOfBounds(first, array->Length);
        if ((ulong)second >= (ulong)array->Length) ArrayAccess.OutOfBounds(second, array->Length);
        RefuseHeld(x, array, first, 1, flags);
        RefuseHeld(x, array, second, 1, flags);
        if (first == second) return;
        byte* p = InlineElements.At(array, type, first), q = InlineElements.At(array, type, second);
        if (!type->IsDense) ValueMoves.ExchangeWords(&x->Heap, Access.Header(p), Access.Header(q));
        ValueMoves.Exchange(&x->Heap, x->Heap.Types + type->ElementTypeId, p, q);
    }

    /// <summary>What stands in the way whichever elements are to move. Returns the array's type.</summary>
    private static NativeType* Begin(Context* x, byte* a, int flags)
    {
        ulong header = *Access.Header(a);
        if (!ObjectHeader.IsLive(header)) Dead();
        const ulong Tethers = ObjectHeader.Held & ~(ObjectHeader.Constrained | ObjectHeader.Abandoned);
        if ((flags & InlineMoves.IsFast) == 0 && (header & Tethers) != 0)
            throw new TrapException(TrapKind.Tethered, null, (nint)a);
        NativeType* type = x->Heap.Types + ObjectHeader.TypeId(header);
        if (!type->ElementsHaveDestructors) return type;
        Dismantler dismantler = GenerationalHeap.Of(&x->Heap).Dismantler;
        if (dismantler.Depth > 0 && dismantler.HasBegun(a)) Ending(a);
        return type;
    }

    private static void RefuseHeld(Context* x, ArrayObject* array, long from, long count, int flags)
    {
        if ((flags & InlineMoves.IsFast) != 0) return;
        if (InlineElements.AreAnyHeld(&x->Heap, TypeOf(x, array), array, from, count)) Held(x, array);
    }

    private static NativeType* TypeOf(Context* x, ArrayObject* array) =>
        x->Heap.Types + ObjectHeader.TypeId(*Access.Header((byte*)array));

    private static void RefuseShell(Context* x, byte* shell, int flags)
    {
        if ((flags & InlineMoves.IsFast) != 0) return;
        InlineMoves.RefuseHeldShell(x, shell, x->Heap.Types + ObjectHeader.TypeId(*Access.Header(shell)));
    }

    /// <summary>Makes room for one more element; when that moves them all, none may be tethered.</summary>
    private static void MakeRoom(Context* x, byte* a, int flags)
    {
        var array = (ArrayObject*)a;
        if (array->Length < array->Capacity) return;
        bool areHeld = InlineElements.AreAnyHeld(&x->Heap, TypeOf(x, array), array, 0, array->Length);
        if (areHeld && (flags & InlineMoves.IsFast) == 0) Held(x, array);
        if (!GenerationalHeap.Of(&x->Heap).GrowInlineElements(a, areHeld, array->Length + 1))
            throw new TrapException(TrapKind.OutOfMemory);
    }

    /// <summary>The value of a shell moves into a place that has none; the shell's slot is free then.</summary>
    private static void MoveIn(Context* x, NativeType* array, byte* p, byte* shell)
    {
        int typeId = ObjectHeader.TypeId(*Access.Header(shell));
        NativeType* value = x->Heap.Types + typeId;
        bool isUnion = typeId != array->ElementTypeId;
        ulong* word = Access.Header(p);
        if (!array->IsDense) *word = InnerWord.Occupied(&x->Heap, *word, isUnion ? typeId : 0);
        if (isUnion) Buffer.MemoryCopy(shell, p, value->PayloadBytes, value->PayloadBytes);
        else ValueMoves.Copy(&x->Heap, value, shell, p);
        InlineMoves.FreeShell(x, shell, value);
    }

    /// <summary>The value of a place moves into a new shell.</summary>
    private static byte* MoveOut(Context* x, NativeType* array, byte* p)
    {
        NativeType* value = InlineElements.TypeOf(&x->Heap, array, p);
        if (value == null) Empty();
        int typeId = (int)(value - x->Heap.Types);
        byte* shell = InlineMoves.Allocate(x, typeId, value);
        if (typeId != array->ElementTypeId) Buffer.MemoryCopy(p, shell, value->PayloadBytes, value->PayloadBytes);
        else ValueMoves.Copy(&x->Heap, value, p, shell);
        InlineElements.Vacate(&x->Heap, array, p);
        return shell;
    }

    /// <summary>The value of a place moves to another, whatever was there.</summary>
    private static void Move(Context* x, NativeType* array, byte* from, byte* to)
    {
        NativeType* value = x->Heap.Types + array->ElementTypeId;
        ulong* word = Access.Header(to);
        *word = InnerWord.Occupied(&x->Heap, *word, InnerWord.TypeId(&x->Heap, *Access.Header(from)));
        ValueMoves.Copy(&x->Heap, value, from, to);
    }

    /// <summary>Moves the elements of a dense array from an index on by one, up or down.</summary>
    private static void Shift(NativeType* type, ArrayObject* array, long from, int by)
    {
        byte* first = InlineElements.At(array, type, from);
        long bytes = (array->Length - from) * type->ElementBytes;
        Buffer.MemoryCopy(first, first + by * type->ElementBytes, bytes, bytes);
    }

    [DoesNotReturn]
    private static void Held(Context* x, ArrayObject* array) =>
        throw new TrapException(TrapKind.Tethered, HeldText, (nint)HeapFast.Root(&x->Heap, array->Elements));

    [DoesNotReturn]
    private static void Ending(byte* array) => throw new TrapException(TrapKind.Tethered,
        "the array is being freed: its elements run their destructors", (nint)array);

    [DoesNotReturn]
    private static void Dead() => throw new TrapException(TrapKind.DeadReference, "the array was freed");

    [DoesNotReturn]
    private static void Empty() => throw new TrapException(TrapKind.DeadReference, "the union there is empty");
}
