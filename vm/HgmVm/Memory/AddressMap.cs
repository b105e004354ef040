using System.Runtime.InteropServices;

namespace HgmVm.Memory;

/// <summary>
/// A hash table from object address to a small value, in side memory that counts against the heap's limit: open
/// addressing with linear probing, at most three quarters full, removal by shifting back (no tombstones, so it never
/// slows down).
/// </summary>
internal sealed unsafe class AddressMap<T>(GenerationalHeap heap) : IDisposable
    where T : unmanaged
{
    private Entry* _entries;
    private long _capacity;

    public long Count { get; private set; }

    /// <summary>The value at an address, or null. Valid until the next insertion or removal.</summary>
    public T* Find(byte* address)
    {
        if (Count == 0)
        {
            return null;
        }

        Entry* entry = Locate(address);
        return entry->Address == null ? null : &entry->Value;
    }

    /// <summary>The value at an address, added as zero when it is not there. Null when memory is used up.</summary>
    public T* FindOrAdd(byte* address)
    {
        HeapAssert.Cheap(address != null, "null is no key");
        if ((Count + 1) * 4 > _capacity * 3 && !Grow())
        {
            return null;
        }

        Entry* entry = Locate(address);
        if (entry->Address == null)
        {
            *entry = new Entry { Address = address };
            Count++;
        }

        return &entry->Value;
    }

    /// <summary>Removes an address. False when it is not there.</summary>
    public bool Remove(byte* address)
    {
        if (Count == 0)
        {
            return false;
        }

        Entry* hole = Locate(address);
        if (hole->Address == null)
        {
            return false;
        }

        // Entries behind the hole move into it when that does not carry them before their home.
        for (Entry* next = Next(hole); next->Address != null; next = Next(next))
        {
            long home = Home(next->Address);
            long distanceToHole = (hole - _entries - home) & (_capacity - 1);
            long distanceToNext = (next - _entries - home) & (_capacity - 1);
            if (distanceToHole <= distanceToNext)
            {
                *hole = *next;
                hole = next;
            }
        }

        *hole = default;
        Count--;
        return true;
    }

    /// <summary>Addresses with their values, in no order.</summary>
    public IEnumerable<(nint Address, T Value)> Pairs()
    {
        for (long i = 0; i < _capacity; i++)
        {
            (nint address, T value) = At(i);
            if (address != 0)
            {
                yield return (address, value);
            }
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(_entries);
        _entries = null;
        _capacity = 0;
        Count = 0;
    }

    private (nint Address, T Value) At(long index) => ((nint)_entries[index].Address, _entries[index].Value);

    private Entry* Locate(byte* address)
    {
        Entry* entry = _entries + Home(address);
        while (entry->Address != null && entry->Address != address)
        {
            entry = Next(entry);
        }

        return entry;
    }

    private Entry* Next(Entry* entry) => entry + 1 == _entries + _capacity ? _entries : entry + 1;

    private long Home(byte* address)
    {
        HeapAssert.Cheap((_capacity & (_capacity - 1)) == 0, "the capacity is a power of two");

        // Objects of one class lie at even distances; the multiplication spreads them over the whole table.
        return (long)(((ulong)address * 0x9E37_79B9_7F4A_7C15) >> 32) & (_capacity - 1);
    }

    private bool Grow()
    {
        long capacity = Math.Max(16, _capacity * 2);
        if (!heap.ChargeSide((capacity - _capacity) * sizeof(Entry)))
        {
            return false;
        }

        Entry* old = _entries;
        long oldCapacity = _capacity;
        _entries = (Entry*)NativeMemory.AllocZeroed((nuint)capacity, (nuint)sizeof(Entry));
        _capacity = capacity;
        for (long i = 0; i < oldCapacity; i++)
        {
            if (old[i].Address != null)
            {
                *Locate(old[i].Address) = old[i];
            }
        }

        NativeMemory.Free(old);
        return true;
    }

    private struct Entry
    {
        public byte* Address;
        public T Value;
    }
}
