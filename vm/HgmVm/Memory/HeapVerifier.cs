namespace HgmVm.Memory;

/// <summary>
/// Walks a heap and checks that everything in it fits together. <see cref="SelfCheckLevel.Cheap"/> compares counters,
/// <see cref="SelfCheckLevel.Structures"/> reads every header and free list, <see cref="SelfCheckLevel.Everything"/>
/// follows every reference too.
/// </summary>
/// <remarks>
/// What holds between two steps of a program:
/// a block is live (odd generation, type id), free or retired (type id 0), or dead with a type id, and then it is
/// undead or open in the dismantler; each free slot is in the list of its class once; what was allocated and not freed
/// lives; held bytes are those of spans in use, runs and side tables; an object is constrained exactly while the table
/// counts it; an owned value lives, is of its type and has one owner; a reference is null or has an odd generation that
/// its address has reached.
/// </remarks>
internal sealed unsafe partial class HeapVerifier(GenerationalHeap heap)
{
    /// <summary>Blocks that are dead but have a type: undead or open. Emptied as they are accounted for.</summary>
    private readonly HashSet<nint> _unfinished = [];

    /// <summary>Open objects: their words are the dismantler's bookkeeping.</summary>
    private readonly HashSet<nint> _open = [];

    private long _freeSlots;
    private long _constrained;
    private long _heldBytes;

    /// <summary>Checks as much as the level asks for.</summary>
    /// <exception cref="HeapCorruptionException">An invariant is broken.</exception>
    public void Run(SelfCheckLevel level)
    {
        if (level == SelfCheckLevel.Off)
        {
            return;
        }

        CheckCounters();
        if (level >= SelfCheckLevel.Structures)
        {
            CollectOpen();
            CheckSpans();
            CheckBlocks();
            CheckFreeLists();
            CheckTables();
        }

        if (level == SelfCheckLevel.Everything)
        {
            CheckReferences();
        }
    }

    private void CheckCounters()
    {
        HeapAssert.Structure(heap.HeldBytes >= heap.SideBytes, "side tables are part of what is held");
        HeapAssert.Structure(heap.HeldBytes <= heap.PeakHeldBytes, "the peak is the most that was held");
        HeapAssert.Structure(heap.PeakHeldBytes <= heap.MaxBytes, "the limit was kept");
        HeapAssert.Structure(heap.CachedBytes <= heap.HeldBytes - heap.SideBytes, "cached runs are held");
        HeapAssert.Structure(heap.CachedBytes <= heap.Options.LargeCacheBytes, "the cache keeps its bound");
        HeapAssert.Structure(heap.State->Base != null, "the state knows the range");
        HeapAssert.Structure(heap.State->Types == heap.Types.Native, "the state knows the types");
        HeapAssert.Structure((heap.State->Throwaway & 1) == 0, "the throwaway is nobody's live header");
    }

    private void CollectOpen()
    {
        foreach (nint p in heap.Dismantler.OpenObjects())
        {
            bool isNew = _open.Add(p);
            HeapAssert.Structure(isNew, "an object is open once");
        }
    }

    private void CheckSpans()
    {
        for (long i = 1; i < heap.SpansUsed; i++)
        {
            SpanInfo* span = heap.State->Spans + i;
            HeapAssert.Structure((span->Floor & 1) == 0, "a generation floor is even");
            HeapAssert.Structure(span->Floor <= heap.LastGeneration, "a generation floor is a generation");
            switch (span->State)
            {
                case SpanState.Small:
                    _heldBytes += SpanInfo.SpanBytes;
                    CheckFreshSlots(i, span);
                    break;
                case SpanState.Run:
                    _heldBytes += span->HeldBytes;
                    CheckRun(i, span);
                    break;
                case SpanState.SmallReleased or SpanState.RunReleased:
                    byte* start = heap.State->Base + (i << SpanInfo.Shift);
                    // Fast code may have written there through a dead reference, where pages are shared.
                    ulong shown = *(ulong*)start;
                    HeapAssert.Structure(shown == 0 || span->ShowsGarbage, "released pages read zero or garbage");
                    HeapAssert.Structure(span->Floor < heap.LastGeneration, "a released span has generations left");
                    break;
                case SpanState.RunBody:
                    SpanState head = heap.State->Spans[span->Next].State;
                    HeapAssert.Structure(span->Next < i, "a run begins before its body");
                    bool isHead = head is SpanState.Run or SpanState.RunReleased or SpanState.Spent;
                    HeapAssert.Structure(isHead, "a run has a head");
                    break;
                case SpanState.Unbound:
                    HeapAssert.Structure(false, "a span that was handed out is bound");
                    break;
            }
        }

        HeapAssert.Structure(heap.SpansUsed == 1 || heap.State->Spans[heap.SpansUsed].State == SpanState.Unbound,
            "spans are handed out in order");
        _heldBytes += heap.SideBytes;
        HeapAssert.Structure(_heldBytes == heap.HeldBytes, "held bytes are those of spans, runs and tables");
    }

    /// <summary>The first slot beyond the carved ones was never used since the pages were committed.</summary>
    private void CheckFreshSlots(long index, SpanInfo* span)
    {
        int step = SizeClasses.SlotBytes(span->Class);
        int carved = heap.CarvedSlots(index);
        HeapAssert.Structure(carved <= SpanInfo.SpanBytes / step, "a span has so many slots");
        if (carved < SpanInfo.SpanBytes / step)
        {
            byte* fresh = heap.State->Base + (index << SpanInfo.Shift) + ((long)carved * step);
            HeapAssert.Structure(*(ulong*)fresh == 0, "a slot that was never used reads zero");
        }
    }

    private void CheckRun(long index, SpanInfo* span)
    {
        long bytes = RunClasses.Spans(span->Class) << SpanInfo.Shift;
        HeapAssert.Structure(span->HeldBytes > 0 && span->HeldBytes <= bytes, "a block fits its run");
        HeapAssert.Structure(index + RunClasses.Spans(span->Class) <= heap.SpansUsed, "a run lies in the range");
    }

    private void CheckBlocks()
    {
        HeapWalker walker = new(heap);
        long cached = 0;
        while (walker.MoveNext())
        {
            ulong header = walker.Header;
            ulong generation = header & ObjectHeader.GenerationMask;
            nint p = (nint)walker.Current;
            HeapAssert.Structure(generation <= heap.LastGeneration, "a generation is in range");
            HeapAssert.Structure(generation == 0 || generation > walker.Span->Floor, "a generation is above its floor");
            HeapAssert.Structure(walker.TypeId < heap.Types.Count, "a type id is registered");
            if (walker.TypeId == 0)
            {
                HeapAssert.Structure(header == generation, "a free slot's header is its generation");
                HeapAssert.Structure(!walker.IsLive, "a live object has a type");
                bool isRun = walker.Span->State == SpanState.Run;
                cached += isRun ? walker.Bytes : 0;
                _freeSlots += !isRun && header != 0 ? 1 : 0;
                continue;
            }

            CheckPlace(walker);
            bool isCursor = !walker.IsLive && _open.Contains(p) && !IsHeldOpen(p);
            _constrained += !isCursor && (header & ObjectHeader.Constrained) != 0 ? 1 : 0;
            bool isBuffer = walker.TypeId == TypeTable.BufferTypeId;
            if (!walker.IsLive && !(isBuffer && heap.IsAbandoned(walker.Current)))
            {
                _unfinished.Add(p);
            }
        }

        HeapAssert.Structure(cached == heap.CachedBytes, "cached bytes are those of dead runs");
    }

    /// <summary>An object of a struct type lies in a slot of that type's class.</summary>
    private void CheckPlace(HeapWalker walker)
    {
        NativeType* type = heap.Types.Native + walker.TypeId;
        if (type->Kind == PayloadKind.Struct)
        {
            bool isLarge = type->SizeClass == SizeClasses.Large;
            HeapAssert.Structure(isLarge == (walker.Span->State == SpanState.Run), "large objects lie in runs");
            bool fits = isLarge || walker.Span->Class == type->SizeClass;
            HeapAssert.Structure(fits, "an object lies in a slot of its class");
        }

        long payload = walker.Bytes - ObjectHeader.SizeBytes;
        HeapAssert.Structure(payload >= type->PayloadBytes, "a slot holds its object");
    }

    private void CheckFreeLists()
    {
        long listed = 0;
        for (int i = 0; i < SizeClasses.Count; i++)
        {
            SizeClassState* slots = heap.Class(i);
            HeapAssert.Structure(slots->Bump <= slots->BumpEnd, "a class carves up to the end");
            for (byte* p = slots->Free; p != null; p = *(byte**)p)
            {
                // More entries than free slots means a cycle or a slot that is listed twice.
                HeapAssert.Structure(++listed <= _freeSlots, "a free slot is listed once");
                SpanInfo* span = HeapFast.SpanOf(heap.State, p);
                bool isOurs = span->State == SpanState.Small && span->Class == i;
                HeapAssert.Structure(isOurs, "a list has slots of its class");
                HeapAssert.Structure(heap.IsSlot(p), "a listed slot starts where a slot starts");
                ulong header = HeapFast.Header(p);
                HeapAssert.Structure(header != 0 && header <= heap.LastGeneration, "a listed slot has no type");
                HeapAssert.Structure(!ObjectHeader.IsLive(header), "a listed slot is dead");
            }
        }

        HeapAssert.Structure(listed == _freeSlots, "each free slot is listed");
    }

    private void CheckTables()
    {
        for (long i = 0; i < heap.UndeadCount; i++)
        {
            bool known = RemoveUnfinished((nint)heap.UndeadAt(i));
            HeapAssert.Structure(known, "an undead object is dead, has a type, and is listed once");
        }

        foreach (nint p in _open)
        {
            bool known = RemoveUnfinished(p);
            HeapAssert.Structure(known, "an open object is dead and has a type");
        }

        HeapAssert.Structure(_unfinished.Count == 0, "a dead object with a type is undead or open");
        long entries = 0;
        foreach ((nint address, long count) in heap.Constraints())
        {
            entries++;
            HeapAssert.Structure(count > 0, "a count in the table is above zero");
            ulong header = HeapFast.Header((byte*)address);
            HeapAssert.Structure((header & ObjectHeader.Constrained) != 0, "what is counted is constrained");
        }

        HeapAssert.Structure(entries == heap.ConstrainedCount, "the table knows how many it has");
        HeapAssert.Structure(entries == _constrained, "what is constrained is counted");
        HeapStatistics statistics = heap.Statistics();
        HeapAssert.Structure(statistics.Allocations - statistics.Frees == statistics.LiveObjects,
            "what was allocated and not freed lives");
    }

    /// <summary>Accounts for a dead object, and for the buffer of inline elements, which died with its
    /// array.</summary>
    private bool RemoveUnfinished(nint p)
    {
        byte* elements = ((ArrayObject*)p)->Elements;
        bool hasBuffer = heap.TypeOf((byte*)p)->ElementKind == SlotKind.Inline
            && elements != (byte*)p + ArrayObject.SizeBytes;
        bool isDead = !hasBuffer || _unfinished.Remove((nint)elements);
        HeapAssert.Structure(isDead, "a buffer of inline elements dies with its array");
        return _unfinished.Remove(p);
    }

    private bool IsHeldOpen(nint p) => heap.Dismantler.IsHeld((byte*)p);
}
