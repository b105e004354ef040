namespace HgmVm.Memory;

/// <summary>
/// Memory goes back to the system, and free lists into address order. Fast paths count nothing, so a sweep over headers
/// finds out what is free; it is due when the heap has grown by half since the last one, so that it costs a small,
/// constant number of header reads for each slot ever made.
/// </summary>
internal sealed unsafe partial class GenerationalHeap
{
    private long _nextTrim;
    private long _spansReleased;
    private long _countedAllocations;
    private long _countedFrees;

    /// <summary>
    /// Gives back all spans without an object and all cached runs, and orders the free lists by address. Costs one
    /// header read for each slot.
    /// </summary>
    public void Trim() => Trim(onlyWithFreeSlots: false);

    private void Trim(bool onlyWithFreeSlots)
    {
        for (int sizeClass = 0; sizeClass < SizeClasses.Count; sizeClass++)
        {
            // A class without free slots has nothing to give back, but for spans in which every slot is retired.
            if (!onlyWithFreeSlots || _classes[sizeClass].Free != null)
            {
                Sweep(sizeClass);
            }
        }

        for (int runClass = 0; runClass < RunClasses.Count; runClass++)
        {
            ReleaseCachedRuns(runClass);
        }

        HeapAssert.Cheap(_cachedBytes == 0, "no cached run is left");
        CheckStructureStep();
    }

    private void ReleaseCachedRuns(int runClass)
    {
        while (_cachedRun[runClass] != 0)
        {
            SpanInfo* span = _spans + _cachedRun[runClass];
            _cachedRun[runClass] = span->NextIdle;
            _cachedBytes -= span->HeldBytes;
            DecommitRun(span);
        }
    }

    /// <summary>Trims when held memory has grown by half since the last time: called before it grows.</summary>
    private void TrimWhenGrown()
    {
        if (_heldBytes >= _nextTrim)
        {
            Trim(onlyWithFreeSlots: true);
            _nextTrim = Math.Max(_options.FirstTrimBytes, _heldBytes + (_heldBytes / 2));
        }
    }

    /// <summary>Releases the empty spans of a class and rebuilds its free list in address order.</summary>
    private void Sweep(int sizeClass)
    {
        SizeClassState* slots = _classes + sizeClass;
        byte** tail = &slots->Free;
        for (uint index = _firstSpan[sizeClass]; index != 0; index = _spans[index].Next)
        {
            HeapAssert.Cheap(_spans[index].Class == sizeClass, "a class has spans of its own");
            if (_spans[index].State == SpanState.Small)
            {
                tail = SweepSpan(index, tail);
            }
        }

        *tail = null;
    }

    /// <summary>
    /// Releases a span without objects, or appends its free slots to the list that ends at <paramref name="tail"/>.
    /// </summary>
    /// <returns>Where the list ends now.</returns>
    private byte** SweepSpan(uint index, byte** tail)
    {
        SpanInfo* span = _spans + index;
        int step = SizeClasses.SlotBytes(span->Class);
        byte* start = SpanStart(span);
        byte* end = start + (CarvedSlots(index) * step);
        ulong highest = span->Floor;
        bool spent = false;
        for (byte* slot = start; slot < end; slot += step)
        {
            ulong header = *(ulong*)slot;
            if (ObjectHeader.IsLive(header) || ObjectHeader.TypeId(header) != 0)
            {
                return LinkFreeSlots(start, end, step, tail);
            }

            spent |= header == 0;
            highest = Math.Max(highest, header);
        }

        if (end == start)
        {
            return tail;
        }

        return DecommitSpan(index, end, spent, highest) ? tail
            : LinkFreeSlots(start, end, step, tail);
    }

    private static byte** LinkFreeSlots(byte* start, byte* end, int step, byte** tail)
    {
        for (byte* slot = start; slot < end; slot += step)
        {
            ulong header = *(ulong*)slot;
            if (header != 0 && !ObjectHeader.IsLive(header) && ObjectHeader.TypeId(header) == 0)
            {
                *tail = slot + ObjectHeader.SizeBytes;
                tail = (byte**)(slot + ObjectHeader.SizeBytes);
            }
        }

        return tail;
    }

    /// <summary>
    /// Gives a span's pages back. Its slots will start above the highest generation that any of them had; when there is
    /// none above, the span is never used again. False when the system refused.
    /// </summary>
    private bool DecommitSpan(uint index, byte* end, bool spent, ulong highest)
    {
        SpanInfo* span = _spans + index;
        long allocations = 0, frees = 0;
        int step = SizeClasses.SlotBytes(span->Class);
        for (byte* slot = SpanStart(span); slot < end; slot += step)
        {
            CountSlot(*(ulong*)slot & ObjectHeader.GenerationMask, span->Floor, ref allocations, ref frees);
        }

        if (!ReleasePages(span, SpanInfo.SpanBytes))
        {
            return false;
        }

        HeapAssert.Cheap(allocations == frees, "a span without objects has ended as many as it began");
        HeapAssert.Cheap((highest & 1) == 0, "the highest generation of dead slots is even");
        _countedAllocations += allocations;
        _countedFrees += frees;
        _spansReleased++;
        Discharge(SpanInfo.SpanBytes);
        int sizeClass = span->Class;
        if (_bumpSpan[sizeClass] == index)
        {
            _bumpSpan[sizeClass] = 0;
            _classes[sizeClass].Bump = null;
            _classes[sizeClass].BumpEnd = null;
        }

        span->Carved = 0;
        span->State = spent ? SpanState.Spent : SpanState.SmallReleased;
        if (!spent)
        {
            span->Floor = (uint)highest;
            span->NextIdle = _idleSpan[sizeClass];
            _idleSpan[sizeClass] = index;
        }

        return true;
    }

    /// <summary>Spans that were given back and show garbage now.</summary>
    public int GarbageSpans => _garbage?.Count ?? 0;

    /// <summary>
    /// Gives the pages of a span or run back to the system. They stay readable: its first span, where headers may stand
    /// that a stale reference compares with, reads zero or garbage, everything else zero. False when the system
    /// refused.
    /// </summary>
    private bool ReleasePages(SpanInfo* span, nuint bytes)
    {
        byte* start = SpanStart(span);
        HeapAssert.Cheap(!span->ShowsGarbage, "a span is given back once");
        if (!NativePages.Decommit(start, bytes))
        {
            return false;
        }

        span->ShowsGarbage = _garbage is not null && _garbage.Cover(start);
        return true;
    }

    /// <summary>Makes a released span or run read zero before it is used again. False when the system
    /// refused.</summary>
    private bool RestorePages(SpanInfo* span)
    {
        if (span->ShowsGarbage && !_garbage!.Uncover(SpanStart(span)))
        {
            LastFailure = AllocationFailure.Machine;
            return false;
        }

        span->ShowsGarbage = false;
        return true;
    }

    /// <summary>
    /// Adds what a slot's generation tells: one is added at each allocation and at each free, starting from the floor.
    /// A carved slot of generation 0 went past the last one.
    /// </summary>
    private void CountSlot(ulong generation, ulong floor, ref long allocations, ref long frees)
    {
        ulong steps = (generation == 0 ? _lastGeneration + 1 : generation) - floor;
        HeapAssert.Cheap(steps <= _lastGeneration + 1, "a generation is not below its floor");
        allocations += (long)((steps + 1) / 2);
        frees += (long)(steps / 2);
    }
}
