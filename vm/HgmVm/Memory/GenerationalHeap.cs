using System.Runtime.InteropServices;

namespace HgmVm.Memory;

/// <summary>
/// The heap of one VM thread: objects with generations on reserved native memory, in slots by size class (design 4,
/// M20, M25, M30, P1-P3). This class owns the memory and does what is too slow for <see cref="HeapFast"/>.
/// </summary>
/// <remarks>
/// Soundness rests on one rule: an address that was once a header stays a header, or reads zero, for the life of the
/// heap. A stale reference compares its generation with that word, so no program data may ever stand there. Hence spans
/// and runs are bound to their class forever, the range is never unmapped before the end, and generations of an address
/// only rise.
/// </remarks>
internal sealed unsafe partial class GenerationalHeap : IDisposable
{
    /// <summary>Below this much address space there is no point in starting.</summary>
    private const long LeastReserve = 64L << 20;

    /// <summary>
    /// Address space is used up by binding spans forever, so the range is many times the limit, within these bounds.
    /// </summary>
    private const long UsualReserve = 16L << 30;
    private const long MostReserve = 1L << 40;
    private const int ReserveFactor = 128;

    private readonly HeapOptions _options;
    private readonly HeapState* _state;
    private readonly bool _ownsState;
    private readonly SizeClassState* _classes;
    private readonly bool _instrumented;
    private readonly ulong _lastGeneration;
    private readonly TypeTable _types = new();
    private readonly byte* _base;
    private readonly nuint _reservedBytes;
    private readonly SpanInfo* _spans;
    private readonly long _spanCount;
    private readonly UndeadCycle _undead;
    private readonly ConstraintTable _constraints;
    private readonly Dismantler _dismantler;
    private readonly GarbagePages? _garbage;
    private GCHandle _handle;
    private bool _disposed;

    /// <summary>A heap whose fast state lives in memory of its own.</summary>
    public GenerationalHeap(HeapOptions options)
        : this(options, null)
    {
    }

    /// <summary>
    /// A heap whose fast state is at <paramref name="state"/>, which must outlive it; null for memory of its own.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The generation has a number of bits other than 4, 8 or
    /// 32.</exception>
    /// <exception cref="InsufficientMemoryException">The system has not even 64 MiB of address space to
    /// reserve.</exception>
    public GenerationalHeap(HeapOptions options, HeapState* state)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.GenerationBits is not (4 or 8 or 32))
        {
            throw new ArgumentOutOfRangeException(nameof(options), "a generation has 4, 8 or 32 bits");
        }

        _options = options;
        _maxBytes = options.MaxBytes > 0 ? options.MaxBytes : MachineLimit();
        _lastGeneration = (1UL << options.GenerationBits) - 1;
        _instrumented = options.FailAllocation > 0 || options.SelfCheck == SelfCheckLevel.Everything;
        _untilFailure = options.FailAllocation;
        _nextTrim = options.FirstTrimBytes;
        long wanted = Math.Clamp(_maxBytes, UsualReserve / ReserveFactor, MostReserve / ReserveFactor) * ReserveFactor;
        _reservedBytes = (nuint)wanted & ~(NativePages.Alignment - 1);
        _base = NativePages.Reserve(ref _reservedBytes, (nuint)LeastReserve);
        _spanCount = (long)(_reservedBytes >> SpanInfo.Shift);
        nuint tableBytes = TableBytes;
        _spans = _base == null ? null : (SpanInfo*)NativePages.Reserve(ref tableBytes, tableBytes);
        if (_spans == null)
        {
            throw new InsufficientMemoryException("no address space for a heap");
        }

        _ownsState = state == null;
        _state = _ownsState ? (HeapState*)NativeMemory.Alloc((nuint)sizeof(HeapState)) : state;
        *_state = default;
        _classes = _instrumented
            ? (SizeClassState*)NativeMemory.AllocZeroed(SizeClasses.Count, (nuint)sizeof(SizeClassState))
            : HeapFast.Class(_state, 0);
        _handle = GCHandle.Alloc(this);
        _undead = new UndeadCycle(this);
        _constraints = new ConstraintTable(this);
        _dismantler = new Dismantler(this);
        _garbage = options.GarbageSpans > 0 ? GarbagePages.Create(options.GarbageSpans) : null;
        History = options.History ? new AllocationHistory(this) : null;
        FillState();
    }

    /// <summary>The memory that fast paths work on.</summary>
    public HeapState* State => _state;

    public HeapOptions Options => _options;

    public TypeTable Types => _types;

    /// <summary>Ends objects that own something, have a destructor, or are held.</summary>
    public Dismantler Dismantler => _dismantler;

    /// <summary>Where objects came from and went, when <see cref="HeapOptions.History"/> is on; else null.</summary>
    public AllocationHistory? History { get; }

    /// <summary>The last generation of a slot; odd. An object of this generation leaves its slot retired.</summary>
    public uint LastGeneration => (uint)_lastGeneration;

    private nuint TableBytes =>
        ((nuint)_spanCount * SpanInfo.SizeBytes + NativePages.Alignment - 1) & ~(NativePages.Alignment - 1);

    /// <summary>The heap that a state belongs to.</summary>
    public static GenerationalHeap Of(HeapState* state)
    {
        object? target = GCHandle.FromIntPtr(state->Owner).Target;
        return (GenerationalHeap)target!;
    }

    /// <summary>Adds a type; the result goes into object headers. -1 when all 65,534 ids are taken.</summary>
    public int RegisterType(TypeDescriptor descriptor)
    {
        int typeId = _types.Register(descriptor);
        _state->Types = _types.Native;
        return typeId;
    }

    /// <summary>Gives all memory back. Every address of this heap is invalid afterwards.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        NativePages.Release(_base, _reservedBytes);
        NativePages.Release((byte*)_spans, TableBytes);
        _types.Dispose();
        _undead.Dispose();
        _constraints.Dispose();
        _dismantler.Dispose();
        History?.Dispose();
        _garbage?.Dispose();
        if (_instrumented)
        {
            NativeMemory.Free(_classes);
        }

        _handle.Free();
        *_state = default;
        if (_ownsState)
        {
            NativeMemory.Free(_state);
        }
    }

    private static long MachineLimit() =>
        Math.Max(LeastReserve, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3);

    private void FillState()
    {
        _state->Base = _base;
        _state->Spans = _spans;
        _state->Types = _types.Native;
        _state->Owner = GCHandle.ToIntPtr(_handle);
        InnerWord.Describe(_state, _options.WideInnerWords, _options.TableUnionWords);
        _state->FreeLimit = _instrumented ? 0 : _lastGeneration;
        for (int i = 0; i < SizeClasses.Count; i++)
        {
            uint payload = (uint)(SizeClasses.SlotBytes(i) - ObjectHeader.SizeBytes);
            HeapFast.Class(_state, i)->PayloadBytes = payload;
            _classes[i].PayloadBytes = payload;
        }
    }
}
