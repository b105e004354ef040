using System.Runtime.CompilerServices;

namespace HgmVm.Memory;

/// <summary>Arrays, for running code.</summary>
internal static unsafe partial class HeapFast
{
    /// <summary>
    /// A new array whose elements are zero. <paramref name="length"/> must not be negative; a product that no memory
    /// could hold counts as memory used up.
    /// </summary>
    /// <returns>The array's payload, an <see cref="ArrayObject"/>; null when memory is used up.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static byte* AllocateArray(HeapState* state, int typeId, int elementBytes, long length)
    {
        HeapAssert.Cheap(length >= 0, "a length is not negative");
        const int Most = SizeClasses.MaxPayloadBytes;
        if (length > Most || state->Types[typeId].IsDense || ArrayObject.SizeBytes + (length * elementBytes) > Most)
        {
            return GenerationalHeap.Of(state).AllocateArray(typeId, elementBytes, length);
        }

        int sizeClass = SizeClasses.ForPayload(ArrayObject.SizeBytes + (length * elementBytes));
        byte* p = Allocate(state, sizeClass, typeId);
        if (p != null)
        {
            ArrayObject* array = (ArrayObject*)p;
            array->Length = length;
            uint room = Class(state, sizeClass)->PayloadBytes - ArrayObject.SizeBytes;
            array->Capacity = elementBytes == 1 ? room : room / (uint)elementBytes;
            array->Elements = p + ArrayObject.SizeBytes;
            HeapAssert.Cheap(array->Capacity >= length, "an array has room for its elements");
        }

        return p;
    }

    /// <summary>
    /// Gives an array room for at least <paramref name="capacity"/> elements; more than it has. Elements move: nothing
    /// may be tethered, and whoever kept <see cref="ArrayObject.Elements"/> reads it again. False when memory is used
    /// up.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool GrowArray(HeapState* state, byte* p, int elementBytes, long capacity) =>
        GenerationalHeap.Of(state).GrowArray(p, elementBytes, capacity);

    /// <summary>As <see cref="GrowArray"/>, for elements that are no objects; places that no element has yet read
    /// zero.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool ExtendArray(HeapState* state, byte* p, int elementBytes, long capacity) =>
        GenerationalHeap.Of(state).GrowArray(p, elementBytes, capacity, clear: true);

    /// <summary>Ends a live array that nothing holds and whose elements own nothing; its buffer goes with it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FreeArray(HeapState* state, byte* p)
    {
        ArrayObject* array = (ArrayObject*)p;
        SpanInfo* span = SpanOf(state, p);
        if (array->Elements == p + ArrayObject.SizeBytes && span->State == SpanState.Small)
        {
            Free(state, p, span->Class);
        }
        else
        {
            FreeArraySlow(state, p);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void FreeArraySlow(HeapState* state, byte* p) => GenerationalHeap.Of(state).FreeArray(p);
}
