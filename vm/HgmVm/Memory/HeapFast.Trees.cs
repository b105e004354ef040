using System.Runtime.CompilerServices;

namespace HgmVm.Memory;

/// <summary>The end of objects with all they own, as long as nothing on the way has a destructor or is held.</summary>
internal static unsafe partial class HeapFast
{
    /// <summary>
    /// Ends the objects that wait, the last one first, and each with all it owns before the next: what the dismantler
    /// would do, in the same order, without its bookkeeping. Stops at the first that only the dismantler can end.
    /// </summary>
    /// <param name="state">The heap.</param>
    /// <param name="waiting">Objects that nobody owns any more.</param>
    /// <param name="count">How many.</param>
    /// <param name="room">How many there is room for.</param>
    /// <returns>How many still wait; the last of them is for the dismantler. 0 when all have ended.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int FreeTrees(HeapState* state, byte** waiting, int count, int room)
    {
        while (count > 0)
        {
            byte* p = waiting[count - 1];
            ulong header = Header(p);
            NativeType* type = state->Types + ObjectHeader.TypeId(header);
            if (!IsPlain(state, header)) return count;
            if (type->IsTree && !type->HasDestructor && count - 1 + type->OwnCount <= room)
            {
                count = EndTree(state, type, waiting, count - 1, p);
                continue;
            }

            if (type->NeedsDismantling)
            {
                bool isMarked = type->IsMarkedTree && !type->HasDestructor && count - 1 + type->OwnCount <= room;
                if (!isMarked || MarkedOwner.TethersWithin(p, type) != 0) return count;
                count = EndMarkedTree(state, type, waiting, count - 1, p);
                continue;
            }

            count--;
            if (type->Kind == PayloadKind.Array) FreeArray(state, p);
            else FreeAny(state, p);
        }

        return 0;
    }

    /// <summary>
    /// As <see cref="FreeTrees"/> for one object whose destructor has run: it ends and what it owns waits. Returns how
    /// many wait then; -1, and nothing done, when only the dismantler can end it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int FreeDestroyed(HeapState* state, byte** waiting, int count, int room, byte* p)
    {
        ulong header = Header(p);
        NativeType* type = state->Types + ObjectHeader.TypeId(header);
        return IsPlain(state, header) && type->IsTree && count + type->OwnCount <= room
            ? EndTree(state, type, waiting, count, p) : -1;
    }

    /// <summary>True for an object that is to end next, when it has a destructor and is otherwise a tree.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HasPlainDestructor(HeapState* state, byte* p)
    {
        ulong header = Header(p);
        NativeType* type = state->Types + ObjectHeader.TypeId(header);
        return IsPlain(state, header) && type->IsTree && type->HasDestructor;
    }

    /// <summary>True for a living object that nothing holds and whose slot can be used again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsPlain(HeapState* state, ulong header) =>
        (header & (ObjectHeader.Held | 1)) == 1 && (header & ObjectHeader.GenerationMask) < state->FreeLimit;

    /// <summary>What it owns waits, in an order in which the first field comes next; the slot is free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int EndTree(HeapState* state, NativeType* type, byte** waiting, int count, byte* p)
    {
        for (int i = type->OwnCount - 1; i >= 0; i--)
        {
            byte* owned = *(byte**)(p + type->OwnOffsets[i]);
            if (owned != null) waiting[count++] = owned;
        }

        Free(state, p, type->SizeClass);
        return count;
    }

    /// <summary>As <see cref="EndTree"/>, where some of the owners are marked.</summary>
    private static int EndMarkedTree(HeapState* state, NativeType* type, byte** waiting, int count, byte* p)
    {
        int mark = type->MarkedCount - 1;
        for (int i = type->OwnCount - 1; i >= 0; i--)
        {
            int offset = type->OwnOffsets[i];
            bool isMarked = mark >= 0 && type->MarkedOwners[mark].OffsetBytes == offset;
            mark -= isMarked ? 1 : 0;
            byte* owned = isMarked ? MarkedOwner.Address(*(ulong*)(p + offset)) : *(byte**)(p + offset);
            if (owned != null) waiting[count++] = owned;
        }

        Free(state, p, type->SizeClass);
        return count;
    }
}
