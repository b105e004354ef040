namespace HgmVm.Memory;

/// <summary>Small slots: new spans for a class, and what the fast paths leave over.</summary>
internal sealed unsafe partial class GenerationalHeap
{
    /// <summary>
    /// First, last and idle spans of each small class; span 0 is never handed out and stands for none.
    /// </summary>
    private readonly uint[] _firstSpan = new uint[SizeClasses.Count];
    private readonly uint[] _lastSpan = new uint[SizeClasses.Count];
    private readonly uint[] _idleSpan = new uint[SizeClasses.Count];
    private readonly uint[] _bumpSpan = new uint[SizeClasses.Count];
    private long _nextSpan = 1;
    private long _retiredSlots;

    /// <summary>Number of spans that were ever handed out, span 0 included, which stands for none.</summary>
    internal long SpansUsed => _nextSpan;

    /// <summary>
    /// The slow path of an allocation: recycled slot, fresh slot, released span, new span, in this order.
    /// </summary>
    internal byte* AllocateSmall(int sizeClass, int typeId)
    {
        HeapAssert.Cheap((uint)sizeClass < SizeClasses.Count, "a size class is in range");
        HeapAssert.Cheap(typeId > 0 && typeId < _types.Count, "the type is registered");
        if (_instrumented)
        {
            CheckStep();
            if (FailsNow())
            {
                return null;
            }
        }

        SizeClassState* slots = _classes + sizeClass;
        StepUndead();
        if (slots->Free == null && slots->Bump >= slots->BumpEnd && !Refill(sizeClass) && slots->Free == null)
        {
            return null;
        }

        if (slots->Free != null)
        {
            return HeapFast.Take(slots, slots->Free, typeId);
        }

        byte* slot = slots->Bump;
        HeapAssert.Cheap(*(ulong*)slot == 0, "a slot that was never used has no header yet");
        slots->Bump = slot + slots->PayloadBytes + ObjectHeader.SizeBytes;
        *(ulong*)slot = slots->BumpGeneration | ((ulong)typeId << ObjectHeader.TypeShift);
        return slot + ObjectHeader.SizeBytes;
    }

    /// <summary>Ends a live object of any size: its generation changes, its slot is free.</summary>
    internal void FreeLive(byte* p)
    {
        ref ulong header = ref HeapFast.Header(p);
        HeapAssert.Cheap(ObjectHeader.IsLive(header), "only a live object is freed");
        header = NextGeneration(header);
        ReleaseSlot(p);
        if (_instrumented)
        {
            CheckStep();
        }
    }

    /// <summary>The generation after that of a live object's header; 0 when it was the last.</summary>
    internal ulong NextGeneration(ulong header)
    {
        ulong generation = header & ObjectHeader.GenerationMask;
        HeapAssert.Cheap(generation <= _lastGeneration, "generations end at the last");
        return generation == _lastGeneration ? 0 : generation + 1;
    }

    /// <summary>
    /// Makes the slot of a dead object free. A slot whose generations are used up (its generation is 0 now) is retired
    /// instead: its header reads 0, which is never live, for the rest of the heap's life (M25).
    /// </summary>
    internal void ReleaseSlot(byte* p)
    {
        ref ulong header = ref HeapFast.Header(p);
        HeapAssert.Cheap(!ObjectHeader.IsLive(header), "only a dead object's slot is free");
        header &= ObjectHeader.GenerationMask;
        SpanInfo* span = HeapFast.SpanOf(_state, p);
        if (span->State == SpanState.Run)
        {
            ReleaseRun(span);
            return;
        }

        HeapAssert.Cheap(span->State == SpanState.Small, "a slot lies in a span of slots");
        HeapAssert.Cheap((p - ObjectHeader.SizeBytes - SpanStart(span)) % SizeClasses.SlotBytes(span->Class) == 0,
            "an object starts at a slot");
        if (header == 0)
        {
            _retiredSlots++;
            return;
        }

        SizeClassState* slots = _classes + span->Class;
        *(byte**)p = slots->Free;
        slots->Free = p;
    }

    private byte* SpanStart(SpanInfo* span) => _base + ((span - _spans) << SpanInfo.Shift);

    private static int SlotsPerSpan(int sizeClass) => SpanInfo.SpanBytes / SizeClasses.SlotBytes(sizeClass);

    /// <summary>Gives a class, whose slots are used up, a span to carve. False when memory is used up.</summary>
    private bool Refill(int sizeClass)
    {
        TrimWhenGrown();
        if (!Charge(SpanInfo.SpanBytes))
        {
            return false;
        }

        CloseBumpSpan(sizeClass);
        uint index = _idleSpan[sizeClass];
        if (index != 0)
        {
            if (!RestorePages(_spans + index))
            {
                Discharge(SpanInfo.SpanBytes);
                return false;
            }

            _idleSpan[sizeClass] = _spans[index].NextIdle;
            HeapAssert.Cheap(_spans[index].State == SpanState.SmallReleased, "an idle span is released");
        }
        else
        {
            index = (uint)NewSpans(1);
            if (index == 0)
            {
                Discharge(SpanInfo.SpanBytes);
                return false;
            }

            AppendSpan(sizeClass, index);
        }

        SpanInfo* span = _spans + index;
        HeapAssert.Cheap(span->Class == sizeClass, "a span keeps its class");
        HeapAssert.Cheap((span->Floor & 1) == 0, "a generation floor is even");
        HeapAssert.Cheap(span->Floor < _lastGeneration, "a span that is used has generations left");
        span->State = SpanState.Small;
        span->Carved = 0;
        SizeClassState* slots = _classes + sizeClass;
        slots->Bump = SpanStart(span);
        slots->BumpEnd = slots->Bump + (SlotsPerSpan(sizeClass) * SizeClasses.SlotBytes(sizeClass));
        slots->BumpGeneration = span->Floor + 1;
        _bumpSpan[sizeClass] = index;
        return true;
    }

    /// <summary>Writes into the span that a class carved from how far it came.</summary>
    private void CloseBumpSpan(int sizeClass)
    {
        uint index = _bumpSpan[sizeClass];
        if (index != 0)
        {
            _spans[index].Carved = (ushort)CarvedSlots(index);
        }
    }

    /// <summary>
    /// Number of slots of a small span, from its start, that have been used since its pages were committed.
    /// </summary>
    internal int CarvedSlots(long index)
    {
        SpanInfo* span = _spans + index;
        HeapAssert.Cheap(span->State == SpanState.Small, "only a span of slots is carved");
        if (_bumpSpan[span->Class] != index)
        {
            return span->Carved;
        }

        long used = _classes[span->Class].Bump - SpanStart(span);
        HeapAssert.Cheap(used is >= 0 and <= SpanInfo.SpanBytes, "a class carves within its span");
        return (int)(used / SizeClasses.SlotBytes(span->Class));
    }

    private void AppendSpan(int sizeClass, uint index)
    {
        // Spans are handed out by ascending address, so appending keeps the chain in address order.
        _spans[index].Class = (byte)sizeClass;
        HeapAssert.Cheap(index > _lastSpan[sizeClass], "spans come by ascending address");
        if (_lastSpan[sizeClass] == 0)
        {
            _firstSpan[sizeClass] = index;
        }
        else
        {
            _spans[_lastSpan[sizeClass]].Next = index;
        }

        _lastSpan[sizeClass] = index;
    }

    /// <summary>Takes spans that were never used from the range. 0 when there are none left.</summary>
    private long NewSpans(long count)
    {
        long index = _nextSpan;
        if (count > _spanCount - index
            || !NativePages.Commit(_base + (index << SpanInfo.Shift), (nuint)count << SpanInfo.Shift)
            || !NativePages.Commit((byte*)(_spans + index), (nuint)(count * SpanInfo.SizeBytes)))
        {
            LastFailure = AllocationFailure.Machine;
            return 0;
        }

        HeapAssert.Cheap(_spans[index].State == SpanState.Unbound, "a new span is bound to nothing");
        _nextSpan += count;
        return index;
    }
}
