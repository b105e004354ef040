namespace HgmVm.Memory;

/// <summary>
/// Objects that were freed while something held them (P2, M28): dead to every reference, their contents zero, their
/// storage kept until the last tether and constraint reference is gone.
/// </summary>
/// <remarks>
/// A list in side memory with a cursor that goes round: each step looks at a few entries, so a program that makes
/// undead objects also pays for letting go of them, and one that makes none pays nothing. Order means nothing, so
/// removal moves the last entry into the hole. An entry whose holders are gone but into which somebody put owned values
/// meanwhile is left for <see cref="TakeExpired"/>: ending those may run destructors, which an allocation must not do.
/// Invariant: an entry's generation is even, its type id is not 0, and it is on no free list.
/// </remarks>
internal sealed unsafe class UndeadCycle(GenerationalHeap heap) : IDisposable
{
    /// <summary>
    /// Entries looked at for each slow allocation and each new undead object: two, so that the list shrinks.
    /// </summary>
    private const int EntriesPerStep = 2;

    private readonly NativeList<nint> _objects = new(heap);
    private long _cursor;

    public long Count => _objects.Count;

    /// <summary>True when <see cref="TakeExpired"/> may have something.</summary>
    public bool HasExpiredOwners { get; private set; }

    /// <summary>The n-th entry.</summary>
    public byte* this[long index] => (byte*)_objects[index];

    /// <summary>Makes room for more entries. False when memory is used up.</summary>
    public bool Reserve(long more) => _objects.Reserve(more);

    /// <summary>Adds a dead object that is held. There must be room.</summary>
    public void Add(byte* p)
    {
        HeapAssert.Cheap(!ObjectHeader.IsLive(HeapFast.Header(p)), "an undead object is dead");
        HeapAssert.Cheap(ObjectHeader.TypeId(HeapFast.Header(p)) != 0, "an undead object keeps its type");
        _objects.Add((nint)p);
    }

    /// <summary>Looks at a few entries and frees those that nothing holds any more.</summary>
    public void Step()
    {
        for (int i = 0; i < EntriesPerStep && _objects.Count > 0; i++)
        {
            Look();
        }
    }

    /// <summary>Frees every entry that nothing holds any more and that owns nothing.</summary>
    public void Drain()
    {
        HasExpiredOwners = false;
        _cursor = 0;
        for (long left = _objects.Count; left > 0; left--)
        {
            Look();
        }
    }

    /// <summary>
    /// Removes and returns an entry that nothing holds any more and that owns something; null when there is none.
    /// </summary>
    public byte* TakeExpired()
    {
        if (!HasExpiredOwners)
        {
            return null;
        }

        for (long i = 0; i < _objects.Count; i++)
        {
            byte* p = (byte*)_objects[i];
            if (heap.HoldersOf(p) == 0 && heap.OwnsSomething(p))
            {
                RemoveAt(i);
                return p;
            }
        }

        HasExpiredOwners = false;
        return null;
    }

    public void Dispose() => _objects.Dispose();

    private void Look()
    {
        if (_cursor >= _objects.Count)
        {
            _cursor = 0;
        }

        byte* p = (byte*)_objects[_cursor];
        HeapAssert.Cheap(!ObjectHeader.IsLive(HeapFast.Header(p)), "an undead object is dead");
        if (heap.HoldersOf(p) != 0)
        {
            _cursor++;
        }
        else if (heap.OwnsSomething(p))
        {
            HasExpiredOwners = true;
            _cursor++;
        }
        else
        {
            RemoveAt(_cursor);
            heap.ReleaseStorage(p);
        }
    }

    private void RemoveAt(long index)
    {
        nint last = _objects.RemoveLast();
        if (index < _objects.Count)
        {
            _objects[index] = last;
        }
    }
}
