namespace HgmVm.Memory;

/// <summary>Self-checks that run along, as far as <see cref="HeapOptions.SelfCheck"/> asks for them.</summary>
internal sealed unsafe partial class GenerationalHeap
{
    /// <summary>Checks everything that the level asks for, now.</summary>
    /// <exception cref="HeapCorruptionException">An invariant is broken.</exception>
    public void Verify(SelfCheckLevel level)
    {
        if (!_disposed)
        {
            new HeapVerifier(this).Run(level);
        }
    }

    /// <summary>What a class allocates from; not that of the state when the heap is instrumented.</summary>
    internal SizeClassState* Class(int sizeClass) => _classes + sizeClass;

    /// <summary>The n-th undead object.</summary>
    internal byte* UndeadAt(long index) => _undead[index];

    /// <summary>All constrained objects with their counts.</summary>
    internal IEnumerable<(nint Address, long Count)> Constraints() => _constraints.Entries();

    /// <summary>
    /// True for an address in a span that was handed out; <paramref name="p"/> may be anything, such as the packed
    /// address of a reference to a member, which is above every address that there is.
    /// </summary>
    internal bool Contains(byte* p) =>
        p >= _base + SpanInfo.SpanBytes && (ulong)p - (ulong)_base >> SpanInfo.Shift < (ulong)_nextSpan;

    /// <summary>True for an address where a slot or a large block begins (its payload, that is), used or not.</summary>
    internal bool IsSlot(byte* p)
    {
        long offset = p - ObjectHeader.SizeBytes - _base;
        if (offset < SpanInfo.SpanBytes || offset >> SpanInfo.Shift >= _nextSpan)
        {
            return false;
        }

        SpanInfo* span = HeapFast.SpanOf(_state, p);
        long within = offset & (SpanInfo.SpanBytes - 1);
        return span->State switch
        {
            SpanState.Small or SpanState.SmallReleased => within % SizeClasses.SlotBytes(span->Class) == 0,
            SpanState.Run or SpanState.RunReleased => within == 0,
            SpanState.Spent => true,
            _ => false,
        };
    }

    /// <summary>Bytes of the payload that a block's slot or run offers.</summary>
    internal long RoomOf(byte* p)
    {
        SpanInfo* span = HeapFast.SpanOf(_state, p);
        long bytes = span->State == SpanState.Small ? SizeClasses.SlotBytes(span->Class) : RunBytes(span);
        return bytes - ObjectHeader.SizeBytes;
    }

    /// <summary>The highest generation that an address whose header reads 0 can have had.</summary>
    internal ulong HighestGenerationAt(byte* p)
    {
        SpanInfo* span = HeapFast.SpanOf(_state, p);
        bool isFresh = span->State is SpanState.SmallReleased or SpanState.RunReleased
            || (span->State == SpanState.Small && p - ObjectHeader.SizeBytes >= CarvedEnd(span));
        return isFresh ? span->Floor : _lastGeneration;
    }

    private byte* CarvedEnd(SpanInfo* span) =>
        SpanStart(span) + ((long)CarvedSlots(span - _spans) * SizeClasses.SlotBytes(span->Class));

    /// <summary>At a step that changes spans, free lists or undead objects.</summary>
    internal void CheckStructureStep()
    {
        if (_options.SelfCheck >= SelfCheckLevel.Structures)
        {
            Verify(_options.SelfCheck);
        }
    }

    /// <summary>At each allocation and free of an instrumented heap.</summary>
    private void CheckStep()
    {
        if (_options.SelfCheck == SelfCheckLevel.Everything)
        {
            Verify(SelfCheckLevel.Everything);
        }
    }
}
