namespace HgmVm.Memory;

/// <summary>
/// Arrays of inline elements that outgrow their storage. Fast mode moves elements also while something in them is
/// tethered; then the old storage waits until nothing can write to it any more.
/// </summary>
internal sealed unsafe partial class GenerationalHeap
{
    private readonly List<AbandonedBuffer> _abandoned = [];

    /// <summary>
    /// As <see cref="GrowArray"/>, for inline elements: whatever referred to one of them or to a member in one is
    /// dead afterwards. A storage that a late untether may still write to is never used again.
    /// </summary>
    /// <param name="p">The array.</param>
    /// <param name="areHeld">True when something is tethered there, which only fast mode disregards.</param>
    /// <param name="capacity">For how many elements there must be room.</param>
    /// <returns>False, and nothing changed, when memory is used up.</returns>
    internal bool GrowInlineElements(byte* p, bool areHeld, long capacity)
    {
        ArrayObject* array = (ArrayObject*)p;
        NativeType* type = TypeOf(p);
        ArrayObject before = *array;
        bool isInSlot = before.Elements == p + ArrayObject.SizeBytes;
        if (!GrowArray(p, type->ElementBytes, capacity, keepsOld: areHeld))
        {
            return false;
        }

        // What stays where it was reads zero, and no reference finds it.
        for (long i = 0; isInSlot && i < before.Length; i++)
        {
            InlineElements.Vacate(_state, type, InlineElements.At(&before, type, i));
        }

        for (long i = 0; areHeld && !type->IsDense && i < array->Length; i++)
        {
            ForgetTethers(InlineElements.At(array, type, i), type);
        }

        if (areHeld && isInSlot)
        {
            HeapFast.Header(p) |= ObjectHeader.Abandoned;
        }

        return true;
    }

    /// <summary>A copy is not tethered, whatever its original was.</summary>
    private void ForgetTethers(byte* element, NativeType* type)
    {
        HeapFast.Header(element) &= ~InnerWord.Tethers(_state, HeapFast.Header(element));
        NativeType* value = InlineElements.TypeOf(_state, type, element);
        for (int i = 0; value != null && i < value->WordCount; i++)
        {
            ref ulong word = ref *(ulong*)(element + value->WordOffsets[i]);
            word &= ~InnerWord.Tethers(_state, word);
        }

        for (int i = 0; value != null && i < value->VariantWordCount; i++)
        {
            VariantWord inside = value->VariantWords[i];
            ref ulong word = ref *(ulong*)(element + inside.OffsetBytes);
            word &= value->IsThere(element, inside.When) ? ~InnerWord.Tethers(_state, word) : ulong.MaxValue;
        }

        if (value != null)
        {
            MarkedOwner.ForgetTethers(element, value);
        }
    }

    /// <summary>References to inline elements remember the generation of the buffer they stand in: it dies with its
    /// array.</summary>
    private void KillElements(byte* p)
    {
        if (TypeOf(p)->ElementKind != SlotKind.Inline)
        {
            return;
        }

        byte* elements = ((ArrayObject*)p)->Elements;
        if (elements != p + ArrayObject.SizeBytes)
        {
            KillBuffer(elements);
        }
    }

    /// <summary>A buffer of inline elements dies; the tethers of dense ones, which are in its header, stay.</summary>
    private void KillBuffer(byte* buffer)
    {
        ref ulong header = ref HeapFast.Header(buffer);
        HeapAssert.Cheap(ObjectHeader.IsLive(header), "a buffer dies once");
        header = (header & ~ObjectHeader.GenerationMask) | NextGeneration(header);
        _bufferFrees++;
    }

    /// <summary>A buffer that something may still write to: dead, and not used before nothing does.</summary>
    private void AbandonBuffer(ArrayObject* array)
    {
        if (array->Elements == (byte*)array + ArrayObject.SizeBytes)
        {
            return;
        }

        int typeId = ObjectHeader.TypeId(HeapFast.Header((byte*)array));
        _abandoned.Add(new AbandonedBuffer((nint)array->Elements, array->Capacity, typeId));
        KillBuffer(array->Elements);
    }

    /// <summary>Frees the abandoned buffers that nothing holds any more.</summary>
    private void ReleaseAbandoned()
    {
        for (int i = _abandoned.Count - 1; i >= 0; i--)
        {
            AbandonedBuffer buffer = _abandoned[i];
            ArrayObject seen = new() { Elements = (byte*)buffer.Address };
            if (InlineElements.AreAnyHeld(_state, _types.Native + buffer.ArrayTypeId, &seen, 0, buffer.Places))
            {
                continue;
            }

            _abandoned.RemoveAt(i);
            ReleaseSlot(seen.Elements);
        }
    }

    /// <summary>True for a buffer that fast code left behind while something in it was tethered.</summary>
    internal bool IsAbandoned(byte* buffer) => _abandoned.Exists(known => known.Address == (nint)buffer);

    /// <summary>What holds an array of inline elements; one that is held says enough, because arrays may be
    /// long.</summary>
    private ulong HoldersOfElements(byte* p, NativeType* type)
    {
        ulong header = HeapFast.Header(p), holders = header & ObjectHeader.Held & ~ObjectHeader.Abandoned;
        ArrayObject* array = (ArrayObject*)p;
        if (type->IsDense)
        {
            return holders | InlineElements.HoldersOfDense(array);
        }

        // Fast code may have popped what was tethered: its place is looked at too.
        for (long i = 0; i < array->Capacity && holders == 0; i++)
        {
            holders = InlineElements.Holders(_state, type, InlineElements.At(array, type, i));
        }

        if ((header & ObjectHeader.Abandoned) == 0)
        {
            return holders;
        }

        ArrayObject before = new() { Elements = p + ArrayObject.SizeBytes };
        long places = (RoomOf(p) - ArrayObject.SizeBytes) / type->ElementBytes;
        for (long i = 0; i < places && holders == 0; i++)
        {
            holders = InlineElements.Holders(_state, type, InlineElements.At(&before, type, i));
        }

        return holders;
    }

    /// <summary>All places count, with an element or without: a stale reference can be tethered where there is
    /// none.</summary>
    private readonly record struct AbandonedBuffer(nint Address, long Places, int ArrayTypeId);
}
