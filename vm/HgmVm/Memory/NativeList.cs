using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HgmVm.Memory;

/// <summary>
/// A growable array of side memory that counts against the heap's limit. Growing can fail, as a result and not as an
/// exception: the program gets a trap.
/// </summary>
internal sealed unsafe class NativeList<T>(GenerationalHeap heap) : IDisposable
    where T : unmanaged
{
    private T* _items;
    private long _capacity;

    public long Count { get; private set; }

    public ref T this[long index]
    {
        get
        {
            HeapAssert.Cheap((ulong)index < (ulong)Count, "a list index is in range");
            return ref _items[index];
        }
    }

    /// <summary>Makes room for <paramref name="more"/> items. False when memory is used up.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Reserve(long more)
    {
        HeapAssert.Cheap(more >= 0, "room is not negative");
        return Count + more <= _capacity || Grow(more);
    }

    /// <summary>Appends; there must be room. See <see cref="Reserve"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(T item)
    {
        HeapAssert.Cheap(Count < _capacity, "room was reserved");
        _items[Count++] = item;
    }

    /// <summary>Removes and returns the last item.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T RemoveLast()
    {
        HeapAssert.Cheap(Count > 0, "an item is left");
        return _items[--Count];
    }

    private bool Grow(long more)
    {
        long wanted = Math.Max(Math.Max(16, _capacity * 2), Count + more);
        long bytes = (wanted - _capacity) * sizeof(T);
        if (!heap.ChargeSide(bytes))
        {
            return false;
        }

        // A list of this size is small beside the objects it lists; the limit above is what protects the machine.
        _items = (T*)NativeMemory.Realloc(_items, (nuint)(wanted * sizeof(T)));
        _capacity = wanted;
        return true;
    }

    public void Dispose()
    {
        NativeMemory.Free(_items);
        _items = null;
        _capacity = 0;
        Count = 0;
    }
}
