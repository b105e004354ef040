using System.Runtime.InteropServices;

namespace HgmVm.Memory;

/// <summary>Objects that something holds: constraint counts, undead objects, and the end of storage.</summary>
internal sealed unsafe partial class GenerationalHeap
{
    /// <summary>Number of undead objects.</summary>
    public long UndeadCount => _undead.Count;

    /// <summary>Number of objects that constraint references point to.</summary>
    public long ConstrainedCount => _constraints.Objects;

    /// <summary>
    /// True when <see cref="TakeExpiredUndead"/> may have something: a test for the executor's slow paths.
    /// </summary>
    public bool HasExpiredOwners => _undead.HasExpiredOwners;

    /// <summary>
    /// Counts a new constraint reference to a live (or already constrained) object. False when memory is used up.
    /// </summary>
    public bool AddConstraint(byte* p) => _constraints.Add(p);

    /// <summary>Counts a constraint reference less.</summary>
    public void ReleaseConstraint(byte* p) => _constraints.Release(p);

    /// <summary>Number of constraint references to an object.</summary>
    public long ConstraintsOf(byte* p) => _constraints.CountOf(p);

    /// <summary>
    /// Ends a live object that is tethered or constrained but keeps its storage: its generation changes and its
    /// contents read zero from now on, except that an array keeps its length and its (zeroed) elements. The destructor
    /// has run and owned values are gone.
    /// </summary>
    /// <returns>False, and nothing changed, when there is no memory to remember it by.</returns>
    public bool MakeUndead(byte* p)
    {
        HeapAssert.Cheap(!OwnsSomething(p), "owned values end before their owner");
        if (!_undead.Reserve(1))
        {
            return false;
        }

        KillHeld(p);
        ClearScalars(p);
        AddUndead(p);
        CheckStructureStep();
        return true;
    }

    /// <summary>
    /// Frees the undead objects that nothing holds any more. Those that were given owned values meanwhile stay: take
    /// them with <see cref="TakeExpiredUndead"/> and dismantle them.
    /// </summary>
    public void DrainUndead()
    {
        _undead.Drain();
        ReleaseAbandoned();
        CheckStructureStep();
    }

    /// <summary>
    /// An undead object that nothing holds any more but that owns something, taken out of the cycle; null when there is
    /// none. Hand it to <see cref="Dismantler.BeginExpired"/>.
    /// </summary>
    public byte* TakeExpiredUndead() => _undead.TakeExpired();

    /// <summary>Makes room for undead objects, so that <see cref="AddUndead"/> cannot fail.</summary>
    internal bool ReserveUndead(long more) => _undead.Reserve(more);

    /// <summary>A dead object whose owned values are gone waits for its holders.</summary>
    internal void AddUndead(byte* p)
    {
        // The step comes first: what is added now is still held, and would only be looked at for nothing.
        _undead.Step();
        _undead.Add(p);
    }

    /// <summary>True when an owned field or element of an object is not empty.</summary>
    internal bool OwnsSomething(byte* p)
    {
        long count = OwnerCount(p);
        for (long i = 0; i < count; i++)
        {
            byte** owner = OwnerAt(p, i);
            if (owner != null && Owned(p, owner) != null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What an owned field or element of an object that is not open holds.</summary>
    internal byte* Owned(byte* p, byte** owner) => IsMarked(p, owner) ? MarkedOwner.Address(*(ulong*)owner) : *owner;

    /// <summary>Takes out what the n-th owned field or element of a held object owns; null when that is nothing. The
    /// marks
    /// stay.</summary>
    internal byte* TakeOwned(byte* p, long index)
    {
        byte** owner = OwnerAt(p, index);
        if (owner == null)
        {
            return null;
        }

        byte* owned = Owned(p, owner);
        *(ulong*)owner = IsMarked(p, owner) ? MarkedOwner.With(*(ulong*)owner, null) : 0;
        return owned;
    }

    /// <summary>Turns the marked owners of an object that nothing holds into plain ones.</summary>
    internal void StripMarks(byte* p)
    {
        NativeType* type = TypeOf(p);
        MarkedOwner.Strip(p, type);
        if (type->ElementKind != SlotKind.Inline || !type->HasMoreToBury)
        {
            return;
        }

        ArrayObject* array = (ArrayObject*)p;
        for (long i = 0; i < array->Length; i++)
        {
            byte* element = InlineElements.At(array, type, i);
            NativeType* value = InlineElements.TypeOf(_state, type, element);
            if (value != null)
            {
                MarkedOwner.Strip(element, value);
            }
        }
    }

    private bool IsMarked(byte* p, byte** owner)
    {
        NativeType* type = TypeOf(p);
        if (type->ElementKind != SlotKind.Inline)
        {
            return MarkedOwner.IsAt(p, type, owner);
        }

        ArrayObject* array = (ArrayObject*)p;
        byte* element = InlineElements.At(array, type, ((byte*)owner - array->Elements) / type->ElementBytes);
        NativeType* value = InlineElements.TypeOf(_state, type, element);
        return value != null && MarkedOwner.IsAt(element, value, owner);
    }

    /// <summary>The number of owned fields or elements of an object, those of inline elements included.</summary>
    internal long OwnerCount(byte* p)
    {
        NativeType* type = TypeOf(p);
        if (type->Kind != PayloadKind.Array)
        {
            return type->OwnCount;
        }

        long length = ((ArrayObject*)p)->Length;
        return type->ElementKind == SlotKind.Own ? length : length * type->OwnCount;
    }

    /// <summary>The n-th owned field or element of an object; null when it belongs to a variant that is not
    /// there.</summary>
    internal byte** OwnerAt(byte* p, long index)
    {
        NativeType* type = TypeOf(p);
        if (type->Kind != PayloadKind.Array)
        {
            return type->OwnSlot(p, index);
        }

        return type->ElementKind == SlotKind.Own ? (byte**)((ArrayObject*)p)->Elements + index
            : InlineElements.OwnSlot(_state, p, type, index);
    }

    /// <summary>The registered type of an object.</summary>
    internal NativeType* TypeOf(byte* p)
    {
        int typeId = ObjectHeader.TypeId(HeapFast.Header(p));
        HeapAssert.Cheap(typeId > 0 && typeId < _types.Count, "an object has a registered type");
        return _types.Native + typeId;
    }

    /// <summary>The tether bits of an object and of all its inline members, and the constrained bit; 0 when nothing
    /// holds it.</summary>
    internal ulong HoldersOf(byte* p)
    {
        ulong header = HeapFast.Header(p);
        NativeType* type = _types.Native + ObjectHeader.TypeId(header);
        ulong holders = header & ObjectHeader.Held;
        return type->ElementKind == SlotKind.Inline ? HoldersOfElements(p, type)
            : holders | InnerWord.TethersWithin(_state, p, type);
    }

    /// <summary>As <see cref="ClearScalars(byte*)"/>, where owned fields and words depend on the variants that unions hold.</summary>
    private static void ClearAroundVariants(byte* p, NativeType* type)
    {
        bool[] keep = new bool[type->PayloadBytes / sizeof(ulong)];
        for (int i = 0; i < type->WordCount; i++)
        {
            keep[type->WordOffsets[i] / sizeof(ulong)] = true;
        }

        for (int i = 0; i < type->VariantWordCount; i++)
        {
            VariantWord word = type->VariantWords[i];
            keep[word.OffsetBytes / sizeof(ulong)] |= type->IsThere(p, word.When);
        }

        for (int i = 0; i < type->OwnCount; i++)
        {
            keep[type->OwnOffsets[i] / sizeof(ulong)] |= type->OwnSlot(p, i) != null;
        }

        for (int i = 0; i < keep.Length; i++)
        {
            ((ulong*)p)[i] = keep[i] ? ((ulong*)p)[i] : 0;
        }
    }

    /// <summary>Gives a live object the generation of a dead one; type and holders stay in the header.</summary>
    internal void KillHeld(byte* p)
    {
        ref ulong header = ref HeapFast.Header(p);
        HeapAssert.Cheap(ObjectHeader.IsLive(header), "an object dies once");
        header = (header & ~ObjectHeader.GenerationMask) | NextGeneration(header);
        KillElements(p);
    }

    /// <summary>
    /// Gives a live object that nothing holds the generation of a dead one; only the type stays beside it.
    /// </summary>
    internal void KillFree(byte* p)
    {
        ref ulong header = ref HeapFast.Header(p);
        HeapAssert.Cheap(ObjectHeader.IsLive(header), "an object dies once");
        header = ((ulong)ObjectHeader.TypeId(header) << ObjectHeader.TypeShift) | NextGeneration(header);
        KillElements(p);
    }

    /// <summary>
    /// Releases the constraint references that an object's fields or elements hold, and empties them.
    /// </summary>
    internal void ReleaseConstraintFields(byte* p)
    {
        NativeType* type = TypeOf(p);
        if (type->Kind == PayloadKind.Array)
        {
            ArrayObject* array = (ArrayObject*)p;
            for (long i = 0; type->ElementKind == SlotKind.Con && i < array->Length; i++)
            {
                ReleaseConstraintSlot((byte**)array->Elements + i);
            }

            // An open array has its length in the place of its capacity, and no constraint references any more.
            for (long i = 0; type->ConCount > 0 && i < array->Length; i++)
            {
                byte* element = InlineElements.At(array, type, i);
                NativeType* value = InlineElements.TypeOf(_state, type, element);
                if (value != null)
                {
                    ReleaseConstraints(element, value);
                }
            }

            return;
        }

        ReleaseConstraints(p, type);
    }

    private void ReleaseConstraints(byte* p, NativeType* type)
    {
        for (int i = 0; i < type->ConCount; i++)
        {
            if (type->ConWhen == null || type->IsThere(p, type->ConWhen[i]))
            {
                ReleaseConstraintSlot((byte**)(p + type->ConOffsets[i]));
            }
        }
    }

    /// <summary>Zeroes what an object holds except owned values, which are taken out one by one.</summary>
    internal void ClearScalars(byte* p)
    {
        NativeType* type = TypeOf(p);
        ReleaseConstraintFields(p);
        if (type->Kind == PayloadKind.Array)
        {
            ArrayObject* array = (ArrayObject*)p;
            if (type->ElementKind is SlotKind.Data or SlotKind.Ref)
            {
                NativeMemory.Clear(array->Elements, (nuint)(array->Length * type->ElementBytes));
            }

            // What was popped from a dense array may be tethered, and written to, by a stale reference.
            if (type->IsDense)
            {
                NativeMemory.Clear(array->Elements, (nuint)(array->Capacity * type->ElementBytes));
                return;
            }

            for (long i = 0; type->ElementKind == SlotKind.Inline && i < array->Length; i++)
            {
                byte* element = InlineElements.At(array, type, i);
                NativeType* value = InlineElements.TypeOf(_state, type, element);
                if (value != null)
                {
                    ClearScalars(element, value);
                }
            }

            return;
        }

        ClearScalars(p, type);
    }

    /// <summary>As <see cref="ClearScalars(byte*)"/>, for an object or element of a type.</summary>
    private static void ClearScalars(byte* p, NativeType* type)
    {
        if (type->Conditions != null)
        {
            ClearAroundVariants(p, type);
            return;
        }

        // The words of inline members stay too: whoever tethers one writes to it when the tether ends.
        int from = 0, own = 0, word = 0;
        while (own < type->OwnCount || word < type->WordCount)
        {
            int nextOwn = own < type->OwnCount ? type->OwnOffsets[own] : int.MaxValue;
            int nextWord = word < type->WordCount ? type->WordOffsets[word] : int.MaxValue;
            int offset = Math.Min(nextOwn, nextWord);
            HeapAssert.Cheap(offset >= from, "owned fields and words come by ascending offset");
            NativeMemory.Clear(p + from, (nuint)(offset - from));
            from = offset + sizeof(nint);
            own += nextOwn == offset ? 1 : 0;
            word += nextWord == offset ? 1 : 0;
        }

        NativeMemory.Clear(p + from, (nuint)(type->PayloadBytes - from));
    }

    /// <summary>
    /// The storage of a dead object that nothing holds and that owns nothing is free, an array's buffer with it.
    /// </summary>
    internal void ReleaseStorage(byte* p)
    {
        HeapAssert.Cheap(!ObjectHeader.IsLive(HeapFast.Header(p)), "storage ends after life");
        HeapAssert.Cheap((HeapFast.Header(p) & ObjectHeader.Constrained) == 0, "nothing holds storage that ends");
        ReleaseConstraintFields(p);
        if (TypeOf(p)->Kind == PayloadKind.Array)
        {
            ReleaseBuffer((ArrayObject*)p);
        }

        ReleaseSlot(p);
    }

    private void StepUndead()
    {
        if (_undead.Count > 0)
        {
            _undead.Step();
        }

        if (_abandoned.Count > 0)
        {
            ReleaseAbandoned();
        }
    }

    private void ReleaseConstraintSlot(byte** slot)
    {
        if (*slot != null)
        {
            _constraints.Release(*slot);
            *slot = null;
        }
    }
}
