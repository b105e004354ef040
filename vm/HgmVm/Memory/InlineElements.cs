using System.Runtime.CompilerServices;

namespace HgmVm.Memory;

/// <summary>
/// Inline elements of heap arrays: each is a value behind a word, which is laid out as that of an inline member
/// (<see cref="InnerWord"/>). Words belong to places, not to values: a value that moves finds another one, and what
/// referred to it is dead. Elements of dense arrays have none: they are as alive, and as tethered, as their buffer.
/// </summary>
internal static unsafe class InlineElements
{
    /// <summary>The value at an index, its word before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* At(ArrayObject* array, NativeType* type, long index) =>
        array->Elements + (index * type->ElementBytes) + type->ElementWordBytes;

    /// <summary>The type that an element has now: for a union that of its variant, null while it holds none.</summary>
    public static NativeType* TypeOf(HeapState* state, NativeType* array, byte* element)
    {
        NativeType* type = state->Types + array->ElementTypeId;
        if (type->VariantCount == 0)
        {
            return type;
        }

        int tag = InnerWord.TypeId(state, HeapFast.Header(element));
        return tag == 0 ? null : state->Types + tag;
    }

    /// <summary>
    /// The owned field with a number of all that an array's elements have, <see cref="NativeType.OwnCount"/> for each;
    /// null where an element has fewer, or a variant without it.
    /// </summary>
    public static byte** OwnSlot(HeapState* state, byte* p, NativeType* type, long number)
    {
        byte* element = At((ArrayObject*)p, type, number / type->OwnCount);
        long index = number % type->OwnCount;
        NativeType* value = TypeOf(state, type, element);
        return value != null && index < value->OwnCount ? value->OwnSlot(element, index) : null;
    }

    /// <summary>The tethers of a dense array's elements, which are those of its buffer.</summary>
    public static ulong HoldersOfDense(ArrayObject* array) =>
        array->Elements == (byte*)(array + 1) ? 0 : HeapFast.Header(array->Elements) & ObjectHeader.Held;

    /// <summary>The tethers of an element, which has a word, and of the members in it.</summary>
    public static ulong Holders(HeapState* state, NativeType* array, byte* element)
    {
        NativeType* type = TypeOf(state, array, element);
        ulong own = InnerWord.Tethers(state, HeapFast.Header(element));
        return type == null ? own : own | InnerWord.TethersWithin(state, element, type);
    }

    /// <summary>True when one of the elements from an index on, or a member in it, is tethered. In a dense array any
    /// might be the one.</summary>
    public static bool AreAnyHeld(HeapState* state, NativeType* type, ArrayObject* array, long from, long count)
    {
        if (type->IsDense)
        {
            return count > 0 && HoldersOfDense(array) != 0;
        }

        for (long i = from; i < from + count; i++)
        {
            if (Holders(state, type, At(array, type, i)) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Leaves a place without a value: it reads zero, and no reference to it or to a member in it is alive any more, if
    /// elements have words.
    /// </summary>
    public static void Vacate(HeapState* state, NativeType* array, byte* element)
    {
        if (!array->IsDense)
        {
            ref ulong word = ref HeapFast.Header(element);
            word = InnerWord.Occupied(state, word, 0);
        }

        ValueMoves.Vacate(state, state->Types + array->ElementTypeId, element);
    }
}
