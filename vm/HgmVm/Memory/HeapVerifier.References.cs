namespace HgmVm.Memory;

/// <summary>The references inside objects.</summary>
internal sealed unsafe partial class HeapVerifier
{
    /// <summary>Everything that an owned field, an owned element or an array's buffer pointed to so far.</summary>
    private readonly HashSet<nint> _owned = [];

    /// <summary>How many constraint fields and elements point to an object.</summary>
    private readonly Dictionary<nint, long> _heldByFields = [];

    private long _buffersOwned;

    private void CheckReferences()
    {
        HeapWalker walker = new(heap);
        long buffers = 0;
        while (walker.MoveNext())
        {
            byte* p = walker.Current;
            if (walker.TypeId == 0)
            {
                continue;
            }

            if (walker.TypeId == TypeTable.BufferTypeId)
            {
                buffers += heap.IsAbandoned(p) ? 0 : 1;
                continue;
            }

            TypeDescriptor type = heap.Types[walker.TypeId];
            long from = _open.Contains((nint)p) ? heap.Dismantler.FirstOwnedIndex(p) : 0;
            if (type.Kind == PayloadKind.Array)
            {
                CheckArray(p, type, walker.Bytes - ObjectHeader.SizeBytes, from);
            }
            else
            {
                CheckStruct(p, type, from);
            }
        }

        HeapAssert.Expensive(buffers == _buffersOwned, "each buffer belongs to an array");
        foreach ((nint target, long count) in _heldByFields)
        {
            HeapAssert.Expensive(count <= heap.ConstraintsOf((byte*)target), "every constraint reference is counted");
        }
    }

    private void CheckStruct(byte* p, TypeDescriptor type, long from) =>
        CheckStruct(p, type, heap.TypeOf(p), from, _open.Contains((nint)p), IsStripped(p));

    /// <summary>True for an open object in which the dismantler made marked owners plain.</summary>
    private bool IsStripped(byte* p) => _open.Contains((nint)p) && !IsHeldOpen((nint)p);

    /// <summary>The references in an object or element of a type; if it is open, owned ones from an index on.</summary>
    private void CheckStruct(byte* p, TypeDescriptor type, NativeType* native, long from, bool isOpen, bool isStripped)
    {
        long owned = 0;
        foreach (ReferenceSlot slot in type.References)
        {
            HeapAssert.Expensive(slot.OffsetBytes + sizeof(nint) <= type.PayloadBytes, "a field lies in its struct");
            bool isOwn = slot.Kind == SlotKind.Own;
            bool isThere = native->IsThere(p, slot.When);
            if ((isOwn ? owned++ >= from : !isOpen) && isThere)
            {
                CheckSlot(p + slot.OffsetBytes, slot.Kind, slot.TypeId, slot.IsMarked && !isStripped);
            }
        }
    }

    private void CheckArray(byte* p, TypeDescriptor type, long room, long from)
    {
        ArrayObject* array = (ArrayObject*)p;
        bool isOpen = _open.Contains((nint)p) && !IsHeldOpen((nint)p);
        long capacity = array->Capacity, length = isOpen ? capacity : array->Length;
        HeapAssert.Expensive(length >= 0 && length <= capacity, "an array has room for its elements");
        byte* elements = array->Elements;
        if (elements != p + ArrayObject.SizeBytes)
        {
            ulong header = HeapFast.Header(elements);
            bool isAlive = type.ElementKind != SlotKind.Inline || ObjectHeader.IsLive(HeapFast.Header(p));
            HeapAssert.Expensive(ObjectHeader.IsLive(header) == isAlive, "an array's buffer lives, and dies with what is inline in it");
            bool isBuffer = ObjectHeader.TypeId(header) == TypeTable.BufferTypeId;
            HeapAssert.Expensive(isBuffer, "an array's buffer is a buffer");
            bool isNew = _owned.Add((nint)elements);
            HeapAssert.Expensive(isNew, "a buffer has one array");
            _buffersOwned++;
            room = heap.RoomOf(elements);
        }
        else
        {
            room -= ArrayObject.SizeBytes;
        }

        HeapAssert.Expensive(capacity <= room / type.ElementBytes, "elements fit their storage");
        bool isDense = heap.TypeOf(p)->IsDense;
        HeapAssert.Expensive(!isDense || capacity == 0 || elements != p + ArrayObject.SizeBytes, "dense elements stand in a buffer");
        bool isCursor = _open.Contains((nint)p);
        for (long i = 0; type.ElementKind == SlotKind.Inline && i < length; i++)
        {
            CheckElement(p, i, from, isCursor);
        }

        for (long i = from; type.ElementKind is not (SlotKind.Data or SlotKind.Inline) && i < length; i++)
        {
            CheckSlot(elements + (i * type.ElementBytes), type.ElementKind, type.ElementTypeId);
        }
    }

    private void CheckElement(byte* p, long index, long from, bool isOpen)
    {
        NativeType* type = heap.TypeOf(p);
        byte* element = InlineElements.At((ArrayObject*)p, type, index);
        if (type->IsDense)
        {
            NativeType* dense = heap.Types.Native + type->ElementTypeId;
            HeapAssert.Expensive(dense->OwnCount + dense->ConCount + dense->VariantCount + dense->DestructorCount == 0
                && !dense->HasScopes && !dense->HasDestructor, "dense elements are of one shape");
            CheckStruct(element, heap.Types[type->ElementTypeId], dense, from: 0, isOpen, isStripped: false);
            return;
        }

        ulong word = HeapFast.Header(element);
        bool isConstrained = (InnerWord.Tethers(heap.State, word) & ObjectHeader.Constrained) != 0;
        HeapAssert.Expensive(!isConstrained, "an element is not constrained");
        int tag = InnerWord.TypeId(heap.State, word);
        bool isVariant = Array.IndexOf(heap.Types[type->ElementTypeId].Variants, tag) >= 0;
        HeapAssert.Expensive(tag == 0 || isVariant, "an element is a variant of its union");
        NativeType* value = InlineElements.TypeOf(heap.State, type, element);
        if (value != null)
        {
            long first = from - (index * type->OwnCount);
            CheckStruct(element, heap.Types[(int)(value - heap.Types.Native)], value, first, isOpen, IsStripped(p));
        }
    }

    private void CheckSlot(byte* slot, SlotKind kind, int typeId, bool isMarked = false)
    {
        Ref reference = kind == SlotKind.Ref ? Plain(*(Ref*)slot, typeId) : default;
        byte* target = kind == SlotKind.Ref ? InnerRef.Place(reference)
            : isMarked ? MarkedOwner.Address(*(ulong*)slot) : *(byte**)slot;
        if (kind == SlotKind.Data || target == null)
        {
            return;
        }

        if (InnerRef.IsInner(reference))
        {
            CheckInnerRef(reference, typeId);
            return;
        }

        HeapAssert.Expensive(heap.IsSlot(target), "a reference points to where an object starts");
        ulong header = HeapFast.Header(target);
        switch (kind)
        {
            case SlotKind.Own:
                HeapAssert.Expensive(ObjectHeader.IsLive(header), "an owned value lives");
                bool isVariant = Array.IndexOf(heap.Types[typeId].Variants, ObjectHeader.TypeId(header)) >= 0;
                HeapAssert.Expensive(isVariant || typeId == ObjectHeader.TypeId(header), "an owned value is of its type");
                bool isNew = _owned.Add((nint)target);
                HeapAssert.Expensive(isNew, "a value has one owner");
                break;
            case SlotKind.Con:
                HeapAssert.Expensive((header & ObjectHeader.Constrained) != 0, "a constraint reference is counted");
                bool isOfVariant = Array.IndexOf(heap.Types[typeId].Variants, ObjectHeader.TypeId(header)) >= 0;
                HeapAssert.Expensive(isOfVariant || typeId == ObjectHeader.TypeId(header), "a constraint reference knows its type");
                _heldByFields[(nint)target] = _heldByFields.GetValueOrDefault((nint)target) + 1;
                break;
            case SlotKind.Ref:
                CheckRef(target, reference.Generation, header, typeId);
                break;
        }
    }

    private Ref Plain(in Ref reference, int typeId) =>
        heap.Types[typeId].IsInterface ? InnerRef.Plain(heap.State, reference) : reference;

    private void CheckInnerRef(Ref reference, int typeId)
    {
        byte* p = InnerRef.Place(reference);
        HeapAssert.Expensive(heap.Types[typeId].MayBeInner, "a reference to a member is of a type that has such members");
        byte* root = HeapFast.Root(heap.State, p);
        HeapAssert.Expensive(heap.IsSlot(root), "a member lies in an object");
        HeapAssert.Expensive((reference.Generation & 1) != 0, "a reference remembers a live generation");
        if (InnerRef.Living(heap.State, reference) == null)
        {
            return;
        }

        int bytes = heap.Types[typeId].PayloadBytes;
        HeapAssert.Expensive(p + bytes <= root + heap.RoomOf(root), "a member lies within its object");
    }

    private void CheckRef(byte* target, ulong generation, ulong header, int typeId)
    {
        HeapAssert.Expensive((generation & 1) != 0, "a reference remembers a live generation");
        HeapAssert.Expensive(generation <= heap.LastGeneration, "a reference remembers a generation");
        ulong now = header & ObjectHeader.GenerationMask;
        bool matches = now == generation;
        // A first member without a word has its object's address and header.
        bool isOfType = typeId == ObjectHeader.TypeId(header) || heap.Types[typeId].MayBeInner
            || Array.IndexOf(heap.Types[typeId].Variants, ObjectHeader.TypeId(header)) >= 0;
        HeapAssert.Expensive(!matches || isOfType, "a live reference knows its type");

        // A header of 0 is a retired slot or a released page: then the floor, or the last generation, bounds it.
        ulong reached = now != 0 ? now : heap.HighestGenerationAt(target);
        HeapAssert.Expensive(generation <= reached, "a reference's generation was reached");
    }
}
