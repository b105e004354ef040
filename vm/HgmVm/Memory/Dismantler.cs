using System.Runtime.CompilerServices;

namespace HgmVm.Memory;

/// <summary>
/// What freeing something that is tethered or constrained does: the mode of the module whose code frees (design 5).
/// </summary>
internal enum HeldPolicy : byte
{
    /// <summary>Resilient: it dies, reads zero, and its storage waits in the undead cycle.</summary>
    Undead,

    /// <summary>Normal: the free traps.</summary>
    Trap,

    /// <summary>
    /// Fast: it is freed. Its slot still waits until nobody can write to its header any more, as with
    /// <see cref="Undead"/>: a late untether or release would otherwise change the header of whoever got the slot next.
    /// </summary>
    Free,
}

/// <summary>What <see cref="Dismantler.Step"/> stopped for.</summary>
internal enum DismantleStep : byte
{
    /// <summary>All that was begun is freed.</summary>
    Done,

    /// <summary>Run the destructor of the object, then step again.</summary>
    RunDestructor,

    /// <summary>Trap: the object is tethered.</summary>
    Tethered,

    /// <summary>Trap: constraint references to the object exist.</summary>
    Constrained,

    /// <summary>Trap: no memory to remember a held object by.</summary>
    OutOfMemory,
}

/// <summary>
/// Ends objects with all they own: an owner's destructor first, then its owned values in field or element order, each
/// completely before the next. A state machine, so that destructors, which are guest code, run in between; and neither
/// recursive nor hungry: what has to be remembered stands in the dying objects themselves.
/// </summary>
/// <remarks>
/// An object is <em>open</em> from its logical death (its generation changes; references to it fail) until its slot is
/// released. Nobody can reach an open object, so its words are free for bookkeeping: the link to the open object around
/// it stands in the owned field that was emptied last, or in element 0, the index of the next owned field in the
/// tether bits of its header, that of the next element in an array's Length, whose old value moves to Capacity. The
/// last owned value needs none of this: its owner's slot is released first, which makes a list of any length one loop.
/// A held object, which tethered readers still look at, keeps its words; an entry in side memory stands for it, and a
/// mark in the link says so. Its owned values are taken out the same way, then it joins the undead cycle.
/// Frames stack up when a destructor frees something itself: each has a chain of its own.
/// </remarks>
internal sealed unsafe partial class Dismantler(GenerationalHeap heap) : IDisposable
{
    /// <summary>Stands in a link for "the last entry of the side memory".</summary>
    private const nint HeldMark = 1;

    private readonly NativeList<Frame> _frames = new(heap);
    private readonly NativeList<HeldObject> _held = new(heap);
    private bool _outOfMemory;

    /// <summary>
    /// Number of frees that were begun and are not done: more than 1 while destructors free things themselves.
    /// </summary>
    public long Depth => _frames.Count;

    /// <summary>
    /// Begins the end of a live object that nobody owns any more. Then call <see cref="Step"/> until it is done.
    /// </summary>
    public void Begin(byte* p, HeldPolicy policy)
    {
        HeapAssert.Cheap(ObjectHeader.IsLive(HeapFast.Header(p)), "only a live object is dismantled");
        Push(new Frame { Pending = p, Policy = policy, Site = heap.History?.FreeSite ?? AllocationHistory.NoSite });
    }

    /// <summary>
    /// Begins the end of what an object from <see cref="GenerationalHeap.TakeExpiredUndead"/> owns, and of its storage.
    /// Its destructor has run long ago.
    /// </summary>
    public void BeginExpired(byte* p, HeldPolicy policy)
    {
        ref ulong header = ref HeapFast.Header(p);
        HeapAssert.Cheap(!ObjectHeader.IsLive(header), "an expired object is dead");
        HeapAssert.Cheap(heap.HoldersOf(p) == 0, "nothing holds an expired object");
        if (Push(new Frame { Policy = policy, Site = AllocationHistory.NoSite }))
        {
            ref Frame frame = ref _frames[_frames.Count - 1];
            heap.ReleaseConstraintFields(p);
            heap.StripMarks(p);
            frame.Pending = Open(ref frame, p);
        }
    }

    /// <summary>
    /// Begins the end of a living object whose own destructor the caller runs next. There must be room for it
    /// (<see cref="ReserveFree"/>).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BeginDestroyed(byte* p, HeldPolicy policy) => _frames.Add(new Frame
    {
        Pending = p, Policy = policy, Site = heap.History?.FreeSite ?? AllocationHistory.NoSite, DestructorsRun = 1,
    });

    /// <summary>Leaves to the caller what was begun last, and of which no step was made.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Abandon() => _frames.RemoveLast();

    /// <summary>Goes on until the executor has to do something, or all is done.</summary>
    /// <param name="subject">The object whose destructor is to run, or that the trap is about; null when done.</param>
    public DismantleStep Step(out byte* subject)
    {
        if (_outOfMemory)
        {
            subject = null;
            return DismantleStep.OutOfMemory;
        }

        ref Frame frame = ref _frames[_frames.Count - 1];
        while (true)
        {
            byte* p = frame.Pending;
            if (p == null)
            {
                if (frame.Top == 0)
                {
                    subject = null;
                    _frames.RemoveLast();
                    heap.CheckStructureStep();
                    return DismantleStep.Done;
                }

                frame.Pending = Resume(ref frame);
                continue;
            }

            subject = p;
            ulong holders = heap.HoldersOf(p);
            HeapAssert.Cheap(ObjectHeader.IsLive(HeapFast.Header(p)), "an owned object is alive");
            if (holders != 0 && frame.Policy == HeldPolicy.Trap)
            {
                return (holders & ObjectHeader.Constrained) != 0 ? DismantleStep.Constrained : DismantleStep.Tethered;
            }

            if (NextDestructor(ref frame, p))
            {
                return DismantleStep.RunDestructor;
            }

            // The holders were read anew: a destructor can store a constraint reference to its own object.
            frame.DestructorsRun = 0;
            frame.Element = 0;
            heap.History?.RecordFree(p, frame.Site);
            frame.Pending = holders == 0 ? Bury(ref frame, p) : BuryHeld(ref frame, p);
            if (_outOfMemory)
            {
                return DismantleStep.OutOfMemory;
            }
        }
    }

    public void Dispose()
    {
        _frames.Dispose();
        _held.Dispose();
    }

    /// <summary>
    /// Makes sure that a free can begin: false when there is no memory for it. Whoever ends something without the
    /// dismantler asks too, so that the same program reaches the same limit.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool ReserveFree() => _frames.Reserve(1);

    private bool Push(Frame frame)
    {
        // The loops of Step keep a reference to the top frame; pushing happens only between two calls of it.
        if (!_frames.Reserve(1))
        {
            _outOfMemory = true;
            return false;
        }

        _frames.Add(frame);
        return true;
    }

    /// <summary>Logical death of an object that nothing holds. Returns its first owned value, or null.</summary>
    private byte* Bury(ref Frame frame, byte* p)
    {
        NativeType* type = heap.TypeOf(p);
        heap.KillFree(p);
        if (type->HasMoreToBury)
        {
            heap.ReleaseConstraintFields(p);
            heap.StripMarks(p);
        }

        return Open(ref frame, p);
    }

    /// <summary>
    /// Takes the first owned value out of a dead object and opens it, or releases its storage when there is none.
    /// </summary>
    private byte* Open(ref Frame frame, byte* p)
    {
        NativeType* type = heap.TypeOf(p);
        if (type->Kind != PayloadKind.Array)
        {
            return NextField(ref frame, p, type, 0, frame.Top);
        }

        ArrayObject* array = (ArrayObject*)p;
        if (type->ElementKind is not (SlotKind.Own or SlotKind.Inline) || heap.OwnerCount(p) == 0)
        {
            heap.ReleaseStorage(p);
            return null;
        }

        array->Capacity = array->Length;
        return type->ElementKind == SlotKind.Own ? NextElement(ref frame, array, 0, frame.Top)
            : NextOwner(ref frame, array, type, 0, frame.Top);
    }

    /// <summary>Goes on with the innermost open object. Returns its next owned value; null when it is closed.</summary>
    private byte* Resume(ref Frame frame)
    {
        if (frame.Top == HeldMark)
        {
            return ResumeHeld(ref frame);
        }

        byte* p = (byte*)frame.Top;
        NativeType* type = heap.TypeOf(p);
        HeapAssert.Cheap(!ObjectHeader.IsLive(HeapFast.Header(p)), "an open object is dead");
        if (type->Kind == PayloadKind.Array)
        {
            ArrayObject* array = (ArrayObject*)p;
            return type->ElementKind == SlotKind.Own
                ? NextElement(ref frame, array, array->Length, *(nint*)array->Elements)
                : NextOwner(ref frame, array, type, array->Length, *(nint*)heap.OwnerAt(p, array->Length - 1));
        }

        int next = (int)((HeapFast.Header(p) & ObjectHeader.Held) >> ObjectHeader.TetherShift);
        HeapAssert.Cheap(next > 0 && next < type->OwnCount, "an open object has owned fields left");
        return NextField(ref frame, p, type, next, *(nint*)(p + type->OwnOffsets[next - 1]));
    }

    /// <summary>
    /// The first owned field that is not empty, from index <paramref name="next"/> on. The object stays open while more
    /// fields follow; else its slot is released now. <paramref name="link"/> is the open object around it.
    /// </summary>
    private byte* NextField(ref Frame frame, byte* p, NativeType* type, int next, nint link)
    {
        byte* child = null;
        byte** slot = null;
        while (next < type->OwnCount && child == null)
        {
            slot = type->OwnSlot(p, next);
            child = slot == null ? null : *slot;
            next++;
        }

        if (next < type->OwnCount)
        {
            HeapAssert.Cheap(child != null, "an object stays open for a value");
            *(nint*)slot = link;
            ref ulong header = ref HeapFast.Header(p);
            header = (header & ~ObjectHeader.Held) | ((ulong)next << ObjectHeader.TetherShift);
            frame.Top = (nint)p;
            return child;
        }

        frame.Top = link;
        heap.ReleaseSlot(p);
        return child;
    }

    /// <summary>As <see cref="NextField"/>, for an array of owned elements.</summary>
    private byte* NextElement(ref Frame frame, ArrayObject* array, long next, nint link)
    {
        byte** elements = (byte**)array->Elements;
        long count = array->Capacity;
        byte* child = null;
        while (next < count && child == null)
        {
            child = elements[next];
            next++;
        }

        HeapAssert.Cheap(next >= count || child != null, "an array stays open for an element");
        EndOrKeepOpen(ref frame, array, next < count ? elements : null, next, link);
        return child;
    }

    /// <summary>As <see cref="NextField"/>, for all fields of an array's inline elements, counted through.</summary>
    private byte* NextOwner(ref Frame frame, ArrayObject* array, NativeType* type, long next, nint link)
    {
        long count = array->Capacity * type->OwnCount;
        byte* child = null;
        byte** slot = null;
        while (next < count && child == null)
        {
            slot = InlineElements.OwnSlot(heap.State, (byte*)array, type, next);
            child = slot == null ? null : *slot;
            next++;
        }

        HeapAssert.Cheap(next >= count || child != null, "an array stays open for a field of an element");
        EndOrKeepOpen(ref frame, array, next < count ? slot : null, next, link);
        return child;
    }

    /// <summary>An array of which nothing is left ends; else <paramref name="place"/>, whose owner was taken out, keeps
    /// what is open around the array meanwhile.</summary>
    private void EndOrKeepOpen(ref Frame frame, ArrayObject* array, byte** place, long next, nint link)
    {
        if (place != null)
        {
            *(nint*)place = link;
            array->Length = next;
            frame.Top = (nint)array;
            return;
        }

        frame.Top = link;
        array->Length = 0;
        heap.ReleaseStorage((byte*)array);
    }

    private struct Frame
    {
        /// <summary>The object to end next; null when the innermost open object has to say.</summary>
        public byte* Pending;

        /// <summary>
        /// The innermost open object; <see cref="HeldMark"/> when it stands in side memory; 0 when there is none.
        /// </summary>
        public nint Top;

        public HeldPolicy Policy;

        /// <summary>Where <see cref="Pending"/> is an array: the inline element whose destructors run.</summary>
        public long Element;

        /// <summary>
        /// How many destructors of <see cref="Pending"/>, or of its element, have run: its own, then those of its members.
        /// </summary>
        public int DestructorsRun;

        /// <summary>Where the free was begun: the place of everything that ends with it.</summary>
        public int Site;
    }
}
