using System.Diagnostics.CodeAnalysis;
using HgmVm.Machine;
using HgmVm.Memory;

namespace HgmVm.Isa.Ops;

/// <summary>
/// Moving values in and out of inline members. The value to move in is an object of its own, the shell; it leaves with
/// the value that was there before, whose end is then that of any owned object.
/// </summary>
internal static unsafe class InlineMoves
{
    /// <summary>Flag: the member has a word of its own.</summary>
    public const int HasWord = 1;

    /// <summary>Flag: the step is in fast mode and ignores tethers.</summary>
    public const int IsFast = 2;

    /// <summary>Flag: the member is a scope, so its own tether counts, not only those of scopes in it.</summary>
    public const int IsScope = 4;

    /// <summary>
    /// Replaces a member (M9): first every tether is looked at, its own and those of scopes in it (CITBD), so that a
    /// trap leaves everything as it was; then the generations change, so that references to the old value die; then the
    /// values change places. The old one ends afterwards, where it cannot be seen.
    /// </summary>
    /// <param name="x">The context.</param>
    /// <param name="p">The member.</param>
    /// <param name="word">The word that holds its tether.</param>
    /// <param name="bit">Its tether; the bits above are those of scopes in it.</param>
    /// <param name="shell">An object of the member's type.</param>
    /// <param name="typeId">That type.</param>
    /// <param name="flags">What guards the member.</param>
    public static void Exchange(Context* x, byte* p, ulong* word, ulong bit, byte* shell, int typeId, int flags)
    {
        NativeType* type = x->Heap.Types + typeId;
        if ((flags & IsFast) == 0)
        {
            ulong inner = ((bit << (type->InnerBits + 1)) - bit) & ~bit;
            ulong own = (flags & IsScope) != 0 ? bit : 0;
            bool isHeld = (*word & (own | inner)) != 0 || IsAnyTethered(x, p, type);
            if (isHeld) Held(x, p, "an inline member that is to be replaced is tethered");
            RefuseHeldShell(x, shell, type);
        }
        if (IsEnding(x, p, type->PayloadBytes)) return;
        if ((flags & HasWord) != 0) *word = InnerWord.Next(&x->Heap, *word);
        ValueMoves.Exchange(&x->Heap, type, p, shell);
    }

    /// <summary>
    /// Replaces what an inline union holds, as <see cref="Exchange"/> does; the old value, which may be of another size, gets
    /// an object of its own to end in, made before anything changes. The shell's slot is free afterwards.
    /// </summary>
    /// <returns>The old value; null when the union held none.</returns>
    public static byte* ReplaceUnion(Context* x, byte* p, byte* shell, int flags)
    {
        ulong* word = Access.Header(p);
        int oldId = InnerWord.TypeId(&x->Heap, *word), newId = ObjectHeader.TypeId(*Access.Header(shell));
        NativeType* before = x->Heap.Types + oldId, after = x->Heap.Types + newId;
        if ((flags & IsFast) == 0)
        {
            bool isHeld = InnerWord.Tethers(&x->Heap, *word) != 0 || (oldId != 0 && IsAnyTethered(x, p, before));
            if (isHeld) Held(x, p, "an inline union whose value is to be replaced is tethered");
            RefuseHeldShell(x, shell, after);
        }
        if (IsEnding(x, p, Math.Max(before->PayloadBytes, after->PayloadBytes))) return shell;
        byte* old = oldId == 0 ? null : Allocate(x, oldId, before);
        if (old != null) Buffer.MemoryCopy(p, old, before->PayloadBytes, before->PayloadBytes);
        Buffer.MemoryCopy(shell, p, after->PayloadBytes, after->PayloadBytes);
        *word = InnerWord.Occupied(&x->Heap, *word, newId);
        FreeShell(x, shell, after);
        return old;
    }

    /// <summary>
    /// True for a member of an object that is dead, though somebody tethered it, and for one whose destructor has
    /// begun. No destructor runs there any more, so what is to move in stays in the shell, and ends there with its own.
    /// </summary>
    private static bool IsEnding(Context* x, byte* p, int bytes)
    {
        byte* root = HeapFast.Root(&x->Heap, p);
        if (!ObjectHeader.IsLive(HeapFast.Header(root))) return true;
        Dismantler dismantler = GenerationalHeap.Of(&x->Heap).Dismantler;
        return dismantler.Depth > 0 && dismantler.HasPassed(root, p, bytes);
    }

    internal static byte* Allocate(Context* x, int typeId, NativeType* type)
    {
        byte* p = type->SizeClass == SizeClasses.Large ? HeapFast.AllocateLarge(&x->Heap, typeId, type->PayloadBytes)
            : HeapFast.Allocate(&x->Heap, type->SizeClass, typeId);
        if (p == null) throw new TrapException(TrapKind.OutOfMemory);
        return p;
    }

    /// <summary>The slot of an object whose value has moved on is free, once nobody can write to its header any
    /// more.</summary>
    internal static void FreeShell(Context* x, byte* shell, NativeType* type)
    {
        GenerationalHeap heap = GenerationalHeap.Of(&x->Heap);
        if (heap.HoldersOf(shell) == 0)
        {
            HeapFast.FreeAny(&x->Heap, shell);
            return;
        }
        for (int i = 0; i < type->OwnCount; i++) heap.TakeOwned(shell, i);
        for (int i = 0; i < type->ConCount; i++) *(byte**)(shell + type->ConOffsets[i]) = null;
        if (!heap.MakeUndead(shell)) throw new TrapException(TrapKind.OutOfMemory);
    }

    internal static void RefuseHeldShell(Context* x, byte* shell, NativeType* type)
    {
        if ((*Access.Header(shell) & ObjectHeader.Held) != 0 || IsAnyTethered(x, shell, type))
            Held(x, shell, "the value that is to move into an inline member is tethered or constrained");
    }

    private static bool IsAnyTethered(Context* x, byte* p, NativeType* type) =>
        InnerWord.TethersWithin(&x->Heap, p, type) != 0;

    [DoesNotReturn]
    internal static void Held(Context* x, byte* p, string text) =>
        throw new TrapException(TrapKind.Tethered, text, (nint)HeapFast.Root(&x->Heap, p));
}
