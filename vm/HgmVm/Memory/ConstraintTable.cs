namespace HgmVm.Memory;

/// <summary>
/// How many constraint references each constrained object has (M26). The count stands aside, since few objects have
/// one; the header's constrained bit says whether there is an entry, so that an ordinary free tests one mask.
/// </summary>
/// <remarks>
/// Invariant: an object's constrained bit is set exactly while its count is above 0. It holds for undead objects too.
/// An object with an entry never gives its slot away, in no mode, so an entry always means the object it was made for.
/// </remarks>
internal sealed unsafe class ConstraintTable(GenerationalHeap heap) : IDisposable
{
    private readonly AddressMap<long> _counts = new(heap);

    /// <summary>Number of constrained objects.</summary>
    public long Objects => _counts.Count;

    /// <summary>Number of constraint references to an object.</summary>
    public long CountOf(byte* p)
    {
        long* count = _counts.Find(p);
        return count == null ? 0 : *count;
    }

    /// <summary>
    /// One more constraint reference to an object that is alive or constrained. False when memory is used up.
    /// </summary>
    public bool Add(byte* p)
    {
        ref ulong header = ref HeapFast.Header(p);
        bool exists = ObjectHeader.IsLive(header) || (header & ObjectHeader.Held) != 0;
        HeapAssert.Cheap(exists, "what is constrained exists");
        long* count = _counts.FindOrAdd(p);
        if (count == null)
        {
            return false;
        }

        HeapAssert.Cheap((*count > 0) == ((header & ObjectHeader.Constrained) != 0), "bit and count agree");
        ++*count;
        header |= ObjectHeader.Constrained;
        return true;
    }

    /// <summary>One constraint reference less. The last one clears the bit.</summary>
    public void Release(byte* p)
    {
        ref ulong header = ref HeapFast.Header(p);
        HeapAssert.Cheap((header & ObjectHeader.Constrained) != 0, "what is released was constrained");
        long* count = _counts.Find(p);
        HeapAssert.Cheap(count != null, "a constrained object has a count");
        HeapAssert.Cheap(*count > 0, "a count in the table is above zero");
        if (--*count == 0)
        {
            bool removed = _counts.Remove(p);
            HeapAssert.Cheap(removed, "a count can be removed");
            header &= ~ObjectHeader.Constrained;
        }
    }

    /// <summary>All constrained objects with their counts, in no order.</summary>
    public IEnumerable<(nint Address, long Count)> Entries() => _counts.Pairs();

    public void Dispose() => _counts.Dispose();
}
