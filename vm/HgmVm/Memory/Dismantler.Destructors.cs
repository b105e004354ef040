namespace HgmVm.Memory;

/// <summary>Whose destructor is next, and what the others may still touch meanwhile.</summary>
internal sealed unsafe partial class Dismantler
{
    /// <summary>
    /// A borrow of what is to end when <see cref="Step"/> asked for a destructor: the object itself, or an inline member.
    /// </summary>
    public Borrow DestructorSubject { get; private set; }

    /// <summary>The type of <see cref="DestructorSubject"/>.</summary>
    public int DestructorTypeId { get; private set; }

    /// <summary>
    /// Finds the next destructor of an object. Those of inline members run while the object still lives, after its own:
    /// a destructor finds everything that was there, but what others have done to it.
    /// </summary>
    private bool NextDestructor(ref Frame frame, byte* p)
    {
        NativeType* type = heap.TypeOf(p);
        if (type->Kind != PayloadKind.Array)
        {
            return NextDestructor(ref frame, p, type, ObjectHeader.TypeId(HeapFast.Header(p)), default);
        }

        // The length is read each time: a destructor could reach the array, which still lives.
        ArrayObject* array = (ArrayObject*)p;
        bool isUnion = type->ElementsHaveDestructors && heap.Types.Native[type->ElementTypeId].VariantCount > 0;
        PartGuard guard = isUnion ? new PartGuard(0, 0, Borrow.IsPayload) : default;
        for (; type->ElementsHaveDestructors && frame.Element < array->Length; frame.Element++)
        {
            byte* element = InlineElements.At(array, type, frame.Element);
            NativeType* value = InlineElements.TypeOf(heap.State, type, element);
            int typeId = isUnion ? InnerWord.TypeId(heap.State, HeapFast.Header(element)) : type->ElementTypeId;
            if (value != null && NextDestructor(ref frame, element, value, typeId, guard))
            {
                return true;
            }

            frame.DestructorsRun = 0;
        }

        return false;
    }

    /// <summary>As above, for an object or element of a type; what guards it is what its destructor holds on
    /// to.</summary>
    private bool NextDestructor(ref Frame frame, byte* p, NativeType* type, int typeId, PartGuard guard)
    {
        if (!type->HasDestructor && frame.DestructorsRun == 0)
        {
            frame.DestructorsRun = 1;
        }

        while (frame.DestructorsRun <= type->DestructorCount)
        {
            int next = frame.DestructorsRun++;
            InnerDestructor member = next == 0 ? new InnerDestructor(0, typeId) : type->Destructors[next - 1];
            if (type->IsThere(p, member.When))
            {
                PartGuard tether = next == 0 ? guard : guard.Around(member.Guard, 0);
                DestructorSubject = new Borrow
                {
                    Object = p + member.OffsetBytes,
                    Header = (ulong*)(p + tether.WordOffset) - 1,
                    Mask = ObjectHeader.OuterTether << tether.Bit | tether.Place,
                };
                DestructorTypeId = member.TypeId;
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// True when some destructor had its turn already in these bytes of a living object: it has run, or is running, or
    /// belongs to a variant that was not there. What moves in would find its own passed over, and what moves out would
    /// run its own once more.
    /// </summary>
    public bool HasPassed(byte* root, byte* p, int bytes)
    {
        for (long i = 0; i < _frames.Count; i++)
        {
            ref Frame frame = ref _frames[i];
            if (frame.Pending == null || (frame.DestructorsRun == 0 && frame.Element == 0)) continue;
            NativeType* type = heap.TypeOf(frame.Pending);
            ArrayObject* array = (ArrayObject*)frame.Pending;
            if (type->Kind != PayloadKind.Array)
            {
                if (frame.Pending == root && HasPassed(ref frame, root, type, p, bytes)) return true;
                continue;
            }

            byte* elements = type->ElementsHaveDestructors ? array->Elements : null;
            if (elements == null || p < elements || p >= elements + (array->Length * type->ElementBytes)) continue;
            long index = (p - elements) / type->ElementBytes;
            byte* element = InlineElements.At(array, type, index);
            NativeType* value = InlineElements.TypeOf(heap.State, type, element);
            bool isCurrent = index == frame.Element && value != null && frame.DestructorsRun > 0;
            if (index < frame.Element) return true;
            if (isCurrent && (p == element || HasPassed(ref frame, element, value, p, bytes))) return true;
        }

        return false;
    }

    private static bool HasPassed(ref Frame frame, byte* start, NativeType* type, byte* p, int bytes)
    {
        for (int passed = 0; passed < frame.DestructorsRun - 1; passed++)
        {
            byte* member = start + type->Destructors[passed].OffsetBytes;
            if (member >= p && member < p + bytes) return true;
        }

        return false;
    }

    /// <summary>True for an array that is being ended and whose elements have begun to run their
    /// destructors.</summary>
    public bool HasBegun(byte* array)
    {
        for (long i = 0; i < _frames.Count; i++)
        {
            ref Frame frame = ref _frames[i];
            if (frame.Pending == array && (frame.DestructorsRun > 0 || frame.Element > 0)) return true;
        }

        return false;
    }
}
