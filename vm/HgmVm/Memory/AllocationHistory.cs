namespace HgmVm.Memory;

/// <summary>
/// Where an object came from and where it went, as site ids, which mean something to whoever recorded them.
/// </summary>
/// <param name="Generation">The generation of the object.</param>
/// <param name="AllocatedAt">The site that allocated it.</param>
/// <param name="FreedAt">The site that freed it, or <see cref="AllocationHistory.NoSite"/>.</param>
internal readonly record struct HistoryEntry(uint Generation, int AllocatedAt, int FreedAt);

/// <summary>
/// Remembers, for each address, where its latest object was allocated and freed: for leak reports and for traps about
/// dead references. Costs a hash-table write for each allocation and free, so it is an option (--history).
/// </summary>
internal sealed unsafe class AllocationHistory(GenerationalHeap heap) : IDisposable
{
    /// <summary>The site of what has not happened, or was not recorded.</summary>
    public const int NoSite = -1;

    /// <summary>The site of the free that is about to begin: whatever ends together with its object ends there
    /// too.</summary>
    public int FreeSite { get; set; } = NoSite;

    private readonly AddressMap<HistoryEntry> _entries = new(heap);

    /// <summary>
    /// Remembers that a live object was allocated at a site. False when memory is used up: then reports know less, and
    /// nothing else is lost.
    /// </summary>
    public bool RecordAllocation(byte* p, int site)
    {
        ulong header = HeapFast.Header(p);
        HeapAssert.Cheap(ObjectHeader.IsLive(header), "what was allocated is alive");
        HistoryEntry* entry = _entries.FindOrAdd(p);
        if (entry == null)
        {
            return false;
        }

        HeapAssert.Cheap(entry->Generation < ObjectHeader.Generation(header), "generations of an address rise");
        *entry = new HistoryEntry(ObjectHeader.Generation(header), site, NoSite);
        return true;
    }

    /// <summary>Remembers that an object, still alive, is freed at a site; the first place it is told is the one it
    /// keeps.</summary>
    public void RecordFree(byte* p, int site)
    {
        HistoryEntry* entry = _entries.Find(p);
        HeapAssert.Cheap(ObjectHeader.IsLive(HeapFast.Header(p)), "what is freed is alive until then");
        if (entry != null && entry->Generation == ObjectHeader.Generation(HeapFast.Header(p))
            && entry->FreedAt == NoSite)
        {
            *entry = *entry with { FreedAt = site };
        }
    }

    /// <summary>
    /// What is known about the object that had an address in some generation; null when it is not recorded or when a
    /// later object has taken its place.
    /// </summary>
    public HistoryEntry? Find(byte* p, uint generation)
    {
        HistoryEntry* entry = _entries.Find(p);
        return entry != null && entry->Generation == generation ? *entry : null;
    }

    public void Dispose() => _entries.Dispose();
}
