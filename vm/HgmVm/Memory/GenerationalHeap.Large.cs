using System.Runtime.InteropServices;

namespace HgmVm.Memory;

/// <summary>
/// Blocks above 32 KiB: runs of spans, each with one header, reused only for blocks of the same run class.
/// </summary>
internal sealed unsafe partial class GenerationalHeap
{
    private const long PageMask = 4095;

    /// <summary>A buffer gets a run of so many times its size: addresses cost nothing, and it is copied once where
    /// doubling would copy it three times.</summary>
    private const int RunRoom = 8;

    /// <summary>First cached run (pages in place) and first released run of each class, linked by NextIdle.</summary>
    private readonly uint[] _cachedRun = new uint[RunClasses.Count];
    private readonly uint[] _releasedRun = new uint[RunClasses.Count];
    private long _cachedBytes;

    /// <summary>Bytes of freed large blocks whose pages are kept for reuse.</summary>
    public long CachedBytes => _cachedBytes;

    /// <summary>A block with its own run of spans.</summary>
    /// <param name="typeId">What the block is.</param>
    /// <param name="payloadBytes">Bytes wanted, header not included.</param>
    /// <param name="clear">False when the caller overwrites everything it will read.</param>
    /// <param name="mayGrow">True for what is likely to need more pages in the end: it gets a longer run.</param>
    /// <returns>The payload, or null when memory is used up.</returns>
    internal byte* AllocateLarge(int typeId, long payloadBytes, bool clear, bool mayGrow = false)
    {
        HeapAssert.Cheap(payloadBytes > SizeClasses.MaxPayloadBytes, "a small block has a size class");
        HeapAssert.Cheap(typeId > 0 && typeId < _types.Count, "the type is registered");
        if (_instrumented)
        {
            CheckStep();
            if (FailsNow())
            {
                return null;
            }
        }

        StepUndead();
        if (payloadBytes > (long)_reservedBytes - SpanInfo.SpanBytes)
        {
            return Fail(payloadBytes > _maxBytes ? AllocationFailure.Limit : AllocationFailure.Machine);
        }

        long bytes = (payloadBytes + ObjectHeader.SizeBytes + PageMask) & ~PageMask;
        // A longer run only as long as that is a small part of all addresses.
        long extent = mayGrow && bytes < (long)_reservedBytes / 512 ? bytes * RunRoom : bytes;
        int runClass = RunClasses.ForSpans((extent + SpanInfo.SpanBytes - 1) >> SpanInfo.Shift);
        uint index = _cachedRun[runClass];
        return index != 0 ? TakeCachedRun(runClass, typeId, bytes, clear) : TakeFreshRun(runClass, typeId, bytes);
    }

    /// <summary>Number of bytes that the block of a run was last given, in whole pages, header included.</summary>
    internal static long RunBytes(SpanInfo* span) => span->HeldBytes;

    /// <summary>True when the run of a buffer has addresses for that many bytes of elements.</summary>
    private static bool HasAddresses(SpanInfo* run, long payloadBytes) =>
        payloadBytes <= (RunClasses.Spans(run->Class) << SpanInfo.Shift) - ObjectHeader.SizeBytes;

    /// <summary>Lets a block have more pages of its run, which read zero: for so many bytes, or all there are. False
    /// when memory is used up.</summary>
    private bool ExtendRun(SpanInfo* run, long payloadBytes)
    {
        HeapAssert.Cheap(run->State == SpanState.Run, "a block has a run");
        long extent = RunClasses.Spans(run->Class) << SpanInfo.Shift;
        long bytes = Math.Min(extent, (payloadBytes + ObjectHeader.SizeBytes + PageMask) & ~PageMask);
        if (!Charge(bytes - run->HeldBytes))
        {
            return false;
        }

        run->HeldBytes = bytes;
        return true;
    }

    private byte* TakeCachedRun(int runClass, int typeId, long bytes, bool clear)
    {
        SpanInfo* span = _spans + _cachedRun[runClass];
        HeapAssert.Cheap(span->State == SpanState.Run, "a cached run has its pages");
        HeapAssert.Cheap(span->Class == runClass, "a run keeps its class");
        long more = Math.Max(0, bytes - span->HeldBytes);
        uint index = _cachedRun[runClass];
        if (more > 0 && !Charge(more))
        {
            return null;
        }

        if (_cachedRun[runClass] != index)
        {
            // Charging gave all cached runs back; the charge for the difference goes with them.
            Discharge(more);
            return TakeFreshRun(runClass, typeId, bytes);
        }

        _cachedRun[runClass] = span->NextIdle;
        _cachedBytes -= span->HeldBytes;
        byte* p = SpanStart(span) + ObjectHeader.SizeBytes;
        if (clear)
        {
            // Only what was touched before can hold anything; the pages beyond still read zero.
            NativeMemory.Clear(p, (nuint)(Math.Min(bytes, span->HeldBytes) - ObjectHeader.SizeBytes));
        }

        span->HeldBytes += more;
        HeapAssert.Cheap((HeapFast.Header(p) & 1) == 0, "a cached block is dead");
        HeapAssert.Cheap(HeapFast.Header(p) < _lastGeneration, "a cached block has generations left");
        HeapFast.Header(p) = (HeapFast.Header(p) + 1) | ((ulong)typeId << ObjectHeader.TypeShift);
        return p;
    }

    private byte* TakeFreshRun(int runClass, int typeId, long bytes)
    {
        TrimWhenGrown();
        if (!Charge(bytes))
        {
            return null;
        }

        uint index = _releasedRun[runClass];
        if (index != 0)
        {
            if (!RestorePages(_spans + index))
            {
                Discharge(bytes);
                return null;
            }

            _releasedRun[runClass] = _spans[index].NextIdle;
            HeapAssert.Cheap(_spans[index].State == SpanState.RunReleased, "an idle run is released");
        }
        else
        {
            index = NewRun(runClass);
            if (index == 0)
            {
                Discharge(bytes);
                return null;
            }
        }

        SpanInfo* span = _spans + index;
        HeapAssert.Cheap(span->Class == runClass, "a run keeps its class");
        HeapAssert.Cheap(span->Floor < _lastGeneration, "a run that is used has generations left");
        span->State = SpanState.Run;
        span->HeldBytes = bytes;
        byte* p = SpanStart(span) + ObjectHeader.SizeBytes;
        HeapAssert.Cheap(HeapFast.Header(p) == 0, "a fresh run reads zero");
        HeapFast.Header(p) = (span->Floor + 1UL) | ((ulong)typeId << ObjectHeader.TypeShift);
        return p;
    }

    private uint NewRun(int runClass)
    {
        long count = RunClasses.Spans(runClass);
        long first = NewSpans(count);
        if (first == 0)
        {
            return 0;
        }

        // The bodies are marked so that a walk over all spans, and a stale address in the middle, find their run.
        for (long i = first + 1; i < first + count; i++)
        {
            _spans[i].State = SpanState.RunBody;
            _spans[i].Next = (uint)first;
        }

        _spans[first].Class = (byte)runClass;
        return (uint)first;
    }

    /// <summary>
    /// Takes back the run of a dead block; its header holds the generation alone, or 0 when those are used up.
    /// </summary>
    private void ReleaseRun(SpanInfo* span)
    {
        HeapAssert.Cheap(span->State == SpanState.Run, "a block has a run");
        bool spent = *(ulong*)SpanStart(span) == 0;
        if (spent)
        {
            _retiredSlots++;
        }

        if (!spent && _cachedBytes + span->HeldBytes <= _options.LargeCacheBytes)
        {
            span->NextIdle = _cachedRun[span->Class];
            _cachedRun[span->Class] = (uint)(span - _spans);
            _cachedBytes += span->HeldBytes;
            return;
        }

        DecommitRun(span);
    }

    /// <summary>Gives the pages of a dead block's run back to the system.</summary>
    private void DecommitRun(SpanInfo* span)
    {
        ulong generation = *(ulong*)SpanStart(span);
        HeapAssert.Cheap((generation & 1) == 0, "a run is released when its block is dead");
        HeapAssert.Cheap(generation <= _lastGeneration, "a released run has no type any more");
        CountSlot(generation, span->Floor, ref _countedAllocations, ref _countedFrees);
        nuint bytes = (nuint)RunClasses.Spans(span->Class) << SpanInfo.Shift;
        bool done = ReleasePages(span, bytes);
        Discharge(span->HeldBytes);
        span->HeldBytes = 0;
        span->Floor = (uint)generation;
        _spansReleased += RunClasses.Spans(span->Class);
        if (generation == 0 || !done)
        {
            // Either no generation is left, or the pages would not read zero: in both cases the addresses are given up.
            span->State = SpanState.Spent;
            return;
        }

        span->State = SpanState.RunReleased;
        span->NextIdle = _releasedRun[span->Class];
        _releasedRun[span->Class] = (uint)(span - _spans);
    }
}
