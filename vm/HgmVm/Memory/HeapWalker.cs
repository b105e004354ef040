namespace HgmVm.Memory;

/// <summary>
/// Goes over all blocks of a heap by ascending address: live objects, buffers, undead and open objects, whatever a slot
/// was ever used for. It reads headers only. The heap must not change meanwhile.
/// </summary>
internal unsafe ref struct HeapWalker
{
    private readonly GenerationalHeap _heap;
    private readonly HeapState* _state;
    private long _span;
    private byte* _slot;
    private byte* _end;
    private int _step;

    public HeapWalker(GenerationalHeap heap)
    {
        _heap = heap;
        _state = heap.State;
    }

    /// <summary>The payload of the current block.</summary>
    public byte* Current { get; private set; }

    public readonly ulong Header => HeapFast.Header(Current);

    public readonly bool IsLive => ObjectHeader.IsLive(Header);

    /// <summary>0 for a free or retired slot.</summary>
    public readonly int TypeId => ObjectHeader.TypeId(Header);

    /// <summary>Bytes of the slot or run, header included.</summary>
    public readonly long Bytes => _step > 0 ? _step : Span->HeldBytes;

    public readonly SpanInfo* Span => _state->Spans + _span;

    /// <summary>Goes on to the next block, free ones included. False at the end.</summary>
    public bool MoveNext()
    {
        _slot += _step;
        while (_slot >= _end)
        {
            if (++_span >= _heap.SpansUsed)
            {
                return false;
            }

            Enter();
        }

        Current = _slot + ObjectHeader.SizeBytes;
        if (_step == 0)
        {
            _end = _slot;
        }

        return true;
    }

    /// <summary>Goes on to the next live object that is not a buffer. False at the end.</summary>
    public bool MoveNextLive()
    {
        while (MoveNext())
        {
            if (IsLive && TypeId != TypeTable.BufferTypeId)
            {
                return true;
            }
        }

        return false;
    }

    private void Enter()
    {
        SpanInfo* span = Span;
        _slot = _state->Base + (_span << SpanInfo.Shift);
        _end = _slot;
        _step = 0;
        if (span->State == SpanState.Small)
        {
            _step = SizeClasses.SlotBytes(span->Class);
            _end = _slot + ((long)_step * _heap.CarvedSlots(_span));
        }
        else if (span->State == SpanState.Run)
        {
            HeapAssert.Cheap(span->HeldBytes > 0, "a run in use holds memory");
            _end = _slot + 1;
        }
    }
}
