using System.Runtime.InteropServices;

namespace HgmVm.Memory;

/// <summary>
/// Arrays: an object with its first elements in the same slot, and a buffer of its own once it outgrows that.
/// </summary>
internal sealed unsafe partial class GenerationalHeap
{
    /// <summary>
    /// Bytes that elements of any array may take; far above any limit, far below where sums overflow.
    /// </summary>
    private const long MaxElementsBytes = 1L << 46;

    /// <summary>
    /// Buffers made and ended: they have headers like objects but are none, so counts leave them out.
    /// </summary>
    private long _bufferAllocations;
    private long _bufferFrees;

    /// <summary>A new array, all elements zero.</summary>
    /// <param name="typeId">The array type.</param>
    /// <param name="elementBytes">Bytes of an element, 1 or more.</param>
    /// <param name="length">Number of elements, 0 or more.</param>
    /// <returns>The array, or null when memory is used up.</returns>
    internal byte* AllocateArray(int typeId, int elementBytes, long length)
    {
        HeapAssert.Cheap(elementBytes > 0, "an element has a size");
        HeapAssert.Cheap(length >= 0, "a length is not negative");
        HeapAssert.Cheap(_types[typeId].Kind == PayloadKind.Array, "an array has an array type");
        if (length > MaxElementsBytes / elementBytes)
        {
            return Fail(AllocationFailure.Limit);
        }

        if (_types.Native[typeId].IsDense)
        {
            return AllocateDense(typeId, elementBytes, length);
        }

        byte* p = AllocateBlock(typeId, ArrayObject.SizeBytes + (length * elementBytes), clear: true, out long room);
        if (p == null)
        {
            return null;
        }

        ArrayObject* array = (ArrayObject*)p;
        array->Length = length;
        array->Capacity = (room - ArrayObject.SizeBytes) / elementBytes;
        array->Elements = p + ArrayObject.SizeBytes;
        HeapAssert.Cheap(array->Capacity >= length, "an array has room for its elements");
        return p;
    }

    /// <summary>
    /// As <see cref="AllocateArray"/>, for a dense array. Its elements never stand in its own slot: those that leave it
    /// when it grows could still be found there.
    /// </summary>
    private byte* AllocateDense(int typeId, int elementBytes, long length)
    {
        byte* p = AllocateBlock(typeId, ArrayObject.SizeBytes, clear: true, out _);
        if (p == null)
        {
            return null;
        }

        ArrayObject* array = (ArrayObject*)p;
        array->Elements = p + ArrayObject.SizeBytes;
        if (length > 0 && !GrowArray(p, elementBytes, length))
        {
            FreeLive(p);
            return null;
        }

        array->Length = length;
        return p;
    }

    /// <summary>
    /// Gives an array room for at least <paramref name="capacity"/> elements, at least doubling it, so that pushing is
    /// amortised. The array stays where it is; its elements move to a new buffer and an old buffer is freed, unless the
    /// run of the buffer has addresses left.
    /// </summary>
    /// <returns>False, and nothing changed, when memory is used up.</returns>
    internal bool GrowArray(byte* p, int elementBytes, long capacity, bool keepsOld = false, bool clear = false)
    {
        ArrayObject* array = (ArrayObject*)p;
        HeapAssert.Cheap(capacity > array->Capacity, "an array grows to become larger");
        HeapAssert.Cheap(elementBytes == TypeOf(p)->ElementBytes, "elements keep their size");
        long wanted = Math.Max(Math.Max(capacity, 4), array->Capacity * 2);
        if (capacity > MaxElementsBytes / elementBytes || wanted > MaxElementsBytes / elementBytes)
        {
            LastFailure = AllocationFailure.Limit;
            return false;
        }

        // Inline elements move: that is what ends references to them. Places without one must read zero.
        bool isInline = TypeOf(p)->ElementKind == SlotKind.Inline;
        clear |= isInline;
        if (!isInline && RunOfBuffer(array) is var run && run != null && HasAddresses(run, capacity * elementBytes))
        {
            return ExtendBuffer(array, run, elementBytes, capacity, wanted, clear);
        }

        byte* buffer = AllocateBlock(TypeTable.BufferTypeId, wanted * elementBytes, clear, out long room, !isInline);
        if (buffer == null && LastFailure != AllocationFailure.Injected && wanted > capacity)
        {
            // Near the limit doubling may be too much while the one element that is wanted still fits.
            wanted = capacity;
            buffer = AllocateBlock(TypeTable.BufferTypeId, wanted * elementBytes, clear, out room, !isInline);
        }

        if (buffer == null)
        {
            return false;
        }

        _bufferAllocations++;
        long used = array->Length * elementBytes;
        Buffer.MemoryCopy(array->Elements, buffer, room, used);
        if (keepsOld)
        {
            AbandonBuffer(array);
        }
        else
        {
            ReleaseBuffer(array);
        }

        array->Elements = buffer;
        array->Capacity = room / elementBytes;
        HeapAssert.Cheap(array->Capacity >= capacity, "an array grew as far as was asked");
        return true;
    }

    /// <summary>Ends a live array that nothing holds and whose elements are ended, with its buffer.</summary>
    internal void FreeArray(byte* p)
    {
        HeapAssert.Cheap(TypeOf(p)->Kind == PayloadKind.Array, "an array has an array type");
        ReleaseBuffer((ArrayObject*)p);
        FreeLive(p);
    }

    /// <summary>The run in which the elements of an array stand; null when they stand in a slot, or in the run of the
    /// array itself.</summary>
    private SpanInfo* RunOfBuffer(ArrayObject* array)
    {
        if (array->Elements == (byte*)array + ArrayObject.SizeBytes)
        {
            return null;
        }

        SpanInfo* span = HeapFast.SpanOf(_state, array->Elements);
        return span->State == SpanState.Run ? span : null;
    }

    /// <summary>More pages of its run for a buffer: the elements stay where they are.</summary>
    private bool ExtendBuffer(ArrayObject* array, SpanInfo* run, int elementBytes, long capacity, long wanted,
        bool clear)
    {
        if (_instrumented)
        {
            CheckStep();
            if (FailsNow())
            {
                return false;
            }
        }

        long before = RunBytes(run);
        if (!ExtendRun(run, wanted * elementBytes) && !ExtendRun(run, capacity * elementBytes))
        {
            return false;
        }

        if (clear)
        {
            long used = array->Length * elementBytes;
            NativeMemory.Clear(array->Elements + used, (nuint)(before - ObjectHeader.SizeBytes - used));
        }

        array->Capacity = (RunBytes(run) - ObjectHeader.SizeBytes) / elementBytes;
        HeapAssert.Cheap(array->Capacity >= capacity, "an array grew as far as was asked");
        return true;
    }

    /// <summary>Frees the buffer of an array, if its elements do not stand in the array's own slot.</summary>
    private void ReleaseBuffer(ArrayObject* array)
    {
        byte* elements = array->Elements;
        if (elements == (byte*)array + ArrayObject.SizeBytes)
        {
            return;
        }

        ulong header = HeapFast.Header(elements);
        HeapAssert.Cheap(ObjectHeader.TypeId(header) == TypeTable.BufferTypeId, "elements stand in a buffer");
        array->Elements = (byte*)array + ArrayObject.SizeBytes;
        // That of inline elements died with its array.
        if (ObjectHeader.IsLive(header))
        {
            _bufferFrees++;
            KillFree(elements);
        }

        ReleaseSlot(elements);
    }

    /// <summary>
    /// A block of any size. <c>room</c> is, on success, the bytes of its payload: all that its slot or its pages offer.
    /// </summary>
    private byte* AllocateBlock(int typeId, long payloadBytes, bool clear, out long room, bool mayGrow = false)
    {
        int sizeClass = SizeClasses.ForPayload(Math.Max(8, payloadBytes));
        if (sizeClass != SizeClasses.Large)
        {
            room = _classes[sizeClass].PayloadBytes;
            return HeapFast.Allocate(_state, sizeClass, typeId);
        }

        byte* p = AllocateLarge(typeId, payloadBytes, clear, mayGrow);
        room = p == null ? 0 : RunBytes(HeapFast.SpanOf(_state, p)) - ObjectHeader.SizeBytes;
        return p;
    }
}
