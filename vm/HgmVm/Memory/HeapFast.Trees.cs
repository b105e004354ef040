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
            ulong generation = header & ObjectHeader.GenerationMask;
            bool isPlain = (header & ObjectHeader.Held) == 0 && (generation & 1) != 0 && generation < state->FreeLimit;
            if (!isPlain) return count;
            if (!type->NeedsDismantling)
            {
                count--;
                if (type->Kind == PayloadKind.Array) FreeArray(state, p);
                else FreeAny(state, p);
                continue;
            }

            if (!IsTree(type) || count - 1 + type->OwnCount > room) return count;
            count--;
            for (int i = type->OwnCount - 1; i >= 0; i--)
            {
                byte* owned = *(byte**)(p + type->OwnOffsets[i]);
                if (owned != null) waiting[count++] = owned;
            }

            Free(state, p, type->SizeClass);
        }

        return 0;
    }

    /// <summary>True for a struct that owns things and is nothing else that the dismantler has to care for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsTree(NativeType* type) => type->Kind == PayloadKind.Struct && type->SizeClass >= 0
        && !type->HasDestructor
        && type->DestructorCount == 0 && type->ConCount == 0 && type->WordCount == 0 && type->VariantCount == 0;
}
