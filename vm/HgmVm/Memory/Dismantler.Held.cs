namespace HgmVm.Memory;

/// <summary>The end of objects that something still holds, and what the verifier asks.</summary>
internal sealed unsafe partial class Dismantler
{
    /// <summary>
    /// Logical death of a held object: it reads zero from here on. Returns its first owned value, or null.
    /// </summary>
    private byte* BuryHeld(ref Frame frame, byte* p)
    {
        // Room is made first, so that nothing can fail once the object is dead.
        if (!heap.ReserveUndead(_held.Count + 1) || !_held.Reserve(1))
        {
            _outOfMemory = true;
            return p;
        }

        heap.KillHeld(p);
        heap.ClearScalars(p);
        _held.Add(new HeldObject { Object = p, Link = frame.Top });
        frame.Top = HeldMark;
        return null;
    }

    /// <summary>
    /// The next owned value of the innermost held object; null when there is none and it joined the undead.
    /// </summary>
    private byte* ResumeHeld(ref Frame frame)
    {
        ref HeldObject held = ref _held[_held.Count - 1];
        byte* p = held.Object;
        long count = heap.OwnerCount(p);
        while (held.Next < count)
        {
            byte* child = heap.TakeOwned(p, held.Next);
            held.Next++;
            if (child != null)
            {
                return child;
            }
        }

        frame.Top = held.Link;
        _held.RemoveLast();
        heap.AddUndead(p);
        return null;
    }

    /// <summary>The objects that are open, innermost first within each free.</summary>
    internal IEnumerable<nint> OpenObjects()
    {
        long held = _held.Count;
        for (long i = _frames.Count - 1; i >= 0; i--)
        {
            nint at = TopOf(i);
            while (at != 0)
            {
                bool isHeld = at == HeldMark;
                held -= isHeld ? 1 : 0;
                yield return isHeld ? HeldAt(held) : at;
                at = isHeld ? _held[held].Link : LinkOf(at);
            }
        }

        HeapAssert.Cheap(held == 0, "each held object is in a chain");
    }

    /// <summary>True for an open object that side memory stands for: its words are its own.</summary>
    internal bool IsHeld(byte* p)
    {
        for (long i = 0; i < _held.Count; i++)
        {
            if (_held[i].Object == p)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The index from which on the owned fields or elements of an open object are still owned.</summary>
    internal long FirstOwnedIndex(byte* p)
    {
        for (long i = 0; i < _held.Count; i++)
        {
            if (_held[i].Object == p)
            {
                return _held[i].Next;
            }
        }

        return heap.TypeOf(p)->Kind == PayloadKind.Array
            ? ((ArrayObject*)p)->Length
            : (long)((HeapFast.Header(p) & ObjectHeader.Held) >> ObjectHeader.TetherShift);
    }

    private nint TopOf(long frame) => _frames[frame].Top;

    private nint HeldAt(long index) => (nint)_held[index].Object;

    private nint LinkOf(nint open)
    {
        byte* p = (byte*)open;
        NativeType* type = heap.TypeOf(p);
        if (type->ElementKind == SlotKind.Own)
        {
            return *(nint*)((ArrayObject*)p)->Elements;
        }

        return *(nint*)heap.OwnerAt(p, FirstOwnedIndex(p) - 1);
    }

    private struct HeldObject
    {
        public byte* Object;

        /// <summary>Index of the next owned field or element.</summary>
        public long Next;

        /// <summary>The open object around it.</summary>
        public nint Link;
    }
}
