using HgmVm.Memory;

namespace HgmVm.Tests.Memory;

/// <summary>
/// A random program on a heap and on its model side by side. Each number of its input is one step; the heap checks
/// itself at every allocation and free, and after each step both are compared.
/// </summary>
internal sealed unsafe class HeapProgram : IDisposable
{
    private readonly TestHeap _heap;
    private readonly List<ModelObject> _objects = [];
    private readonly List<ModelObject> _destroyed = [];
    private long _allocations;
    private long _frees;
    private int _depth;

    public HeapProgram(HeapOptions options) =>
        _heap = new TestHeap(options with { SelfCheck = SelfCheckLevel.Everything });

    /// <summary>A free found no memory to remember a held object by: the program cannot go on.</summary>
    public bool IsTrapped { get; private set; }

    /// <summary>Number of allocations that came back null.</summary>
    public int Failures { get; private set; }

    public void Dispose() => _heap.Dispose();

    public void Run(IEnumerable<int> steps)
    {
        foreach (int step in steps)
        {
            Step(new Random(step));
            if (IsTrapped)
            {
                return;
            }

            Compare();
        }
    }

    /// <summary>Lets go of everything: the heap must be empty then.</summary>
    public void End()
    {
        foreach (ModelObject o in _objects.Where(o => o.IsHeld))
        {
            LetGo(o);
        }

        while (_objects.Find(o => o.IsLive && o.Owner == null) is { } root)
        {
            End(root, HeldPolicy.Undead);
        }

        DrainUndead();
        Compare();
        _heap.Heap.Trim();
        HeapStatistics statistics = _heap.Heap.Statistics();
        Assert.Equal(0, statistics.LiveObjects);
        Assert.Equal(0, statistics.UndeadObjects);
        Assert.Equal(_heap.Heap.SideBytes, statistics.HeldBytes);
        Assert.True(LeakReport.Of(_heap.Heap).IsEmpty);
    }

    private void Step(Random random)
    {
        switch (random.Next(22))
        {
            case < 6: Allocate(random); break;
            case < 13: Put(random); break;
            case 13: Take(random); break;
            case 14: Tether(random); break;
            case 15: Constrain(random); break;
            case < 18: Release(random); break;
            case < 20: Free(random); break;
            case 20: Grow(random); break;
            case 21 when random.Next(3) == 0: _heap.Heap.Trim(); break;
            default: DrainUndead(); break;
        }
    }

    private void Allocate(Random random)
    {
        int kind = random.Next(7);
        int length = random.Next(4) == 0 ? random.Next(9000) : random.Next(6);
        (int type, int slots) = kind switch
        {
            0 => (_heap.Cell, 0),
            1 => (_heap.Node, 1),
            2 => (_heap.Tree, 3),
            3 or 4 => (_heap.Watched, 2),
            5 => (_heap.Trees, length),
            _ => (_heap.Bytes, 0),
        };
        byte* p = kind == 5 ? (byte*)_heap.NewArray(type, length)
            : kind == 6 ? (byte*)_heap.NewArray(type, length * 8)
            : _heap.New(type);
        if (p == null)
        {
            Failures++;
            Assert.NotEqual(AllocationFailure.None, _heap.Heap.LastFailure);
            return;
        }

        _allocations++;
        ModelObject made = new((nint)p, HeapFast.GenerationForReference(p), type, slots) { Value = random.NextInt64() };
        bool clash = _objects.Exists(o => o.HasStorage && o.Address == made.Address);
        Assert.False(clash, "storage belongs to one object");
        bool repeats = _objects.Exists(o => o.Address == made.Address && o.Generation >= made.Generation);
        Assert.False(repeats, "a generation of an address never repeats");
        WriteValue(made);
        _objects.Add(made);
    }

    /// <summary>
    /// Moves a root into an empty field, also of an undead object: a tethered borrow may write there.
    /// </summary>
    private void Put(Random random)
    {
        ModelObject? child = Pick(random, o => o is { IsLive: true, Owner: null });
        ModelObject? owner = child == null ? null : Pick(random, o => (o.IsLive || o.IsHeld) && o.Owned.Length > 0
            && ChildType(o) == child.TypeId && !o.IsInside(child));
        if (child == null || owner == null)
        {
            return;
        }

        int slot = random.Next(Math.Min(owner.Owned.Length, 5));
        if (owner.Owned[slot] == null)
        {
            owner.Owned[slot] = child;
            child.Owner = owner;
            *Slot(owner, slot) = (byte*)child.Address;
        }
    }

    private void Take(Random random)
    {
        ModelObject? child = Pick(random, o => o.IsLive && o.Owner is { } owner && (owner.IsLive || owner.IsHeld));
        if (child != null)
        {
            int slot = Array.IndexOf(child.Owner!.Owned, child);
            child.Owner.Owned[slot] = null;
            *Slot(child.Owner, slot) = null;
            child.Owner = null;
        }
    }

    private void Tether(Random random)
    {
        if (Pick(random, o => o is { IsLive: true, IsTethered: false }) is { } o)
        {
            HeapFast.Tether((byte*)o.Address);
            o.IsTethered = true;
        }
    }

    private void Constrain(Random random)
    {
        if (Pick(random, o => o.IsLive || o.Constraints > 0) is { } o && _heap.Heap.AddConstraint((byte*)o.Address))
        {
            o.Constraints++;
        }
    }

    private void Release(Random random)
    {
        if (Pick(random, o => o.IsHeld) is { } o)
        {
            LetGo(o);
        }
    }

    private void LetGo(ModelObject o)
    {
        if (o.IsTethered)
        {
            HeapFast.Header((byte*)o.Address) &= ~ObjectHeader.OuterTether;
            o.IsTethered = false;
        }

        for (; o.Constraints > 0; o.Constraints--)
        {
            _heap.Heap.ReleaseConstraint((byte*)o.Address);
        }

        // From here on the heap may reuse its storage at any step, unless somebody put something into it.
        o.HasStorage = o.IsLive || o.Owned.Any(child => child != null);
    }

    private void Free(Random random)
    {
        if (Pick(random, o => o is { IsLive: true, Owner: null } && !_destroyed.Contains(o)) is { } o)
        {
            End(o, random.Next(2) == 0 ? HeldPolicy.Undead : HeldPolicy.Free);
        }
    }

    private void Grow(Random random)
    {
        if (Pick(random, o => o.HasStorage && (o.IsLive || o.IsHeld) && o.TypeId == _heap.Bytes) is { } o)
        {
            ArrayObject* array = (ArrayObject*)o.Address;
            long length = array->Length;
            if (!HeapFast.GrowArray(_heap.State, (byte*)array, 1, array->Capacity + 1 + random.Next(50_000)))
            {
                Failures++;
            }

            Assert.Equal(length, array->Length);
        }
    }

    /// <summary>
    /// Frees a root as an executor does: destructors run in between and may do anything, freeing included.
    /// </summary>
    private void End(ModelObject root, HeldPolicy policy)
    {
        List<ModelObject> order = [];
        _heap.Heap.Dismantler.Begin((byte*)root.Address, policy);
        _destroyed.Add(root);
        Finish(root, order);
    }

    private void Finish(ModelObject root, List<ModelObject> order)
    {
        _depth++;
        DismantleStep step;
        while ((step = _heap.Heap.Dismantler.Step(out byte* subject)) == DismantleStep.RunDestructor)
        {
            nint address = (nint)subject;
            ModelObject o = _objects.Find(o => o.Address == address && o.IsLive)!;
            order.Add(o);
            Random random = new((int)o.Value);
            if (!IsTrapped && _depth < 4 && random.Next(2) == 0 && Pick(random, Unrelated) is { } other)
            {
                _destroyed.Add(other);
                End(other, HeldPolicy.Undead);
            }
        }

        IsTrapped |= step == DismantleStep.OutOfMemory;
        if (IsTrapped)
        {
            return;
        }

        Assert.Equal(DismantleStep.Done, step);
        List<ModelObject> expected = [];
        Die(root, expected);
        Assert.Equal(expected, order);
        _depth--;

        bool Unrelated(ModelObject o) => o is { IsLive: true, Owner: null } && !_destroyed.Contains(o);
    }

    private void Die(ModelObject o, List<ModelObject> destructors)
    {
        if (o.TypeId == _heap.Watched && o.IsLive)
        {
            destructors.Add(o);
        }

        _frees += o.IsLive ? 1 : 0;
        o.IsLive = false;
        o.Owner = null;
        o.Value = 0;
        o.HasStorage = o.IsHeld;
        for (int i = 0; i < o.Owned.Length; i++)
        {
            if (o.Owned[i] is { } child)
            {
                o.Owned[i] = null;
                Die(child, destructors);
            }
        }
    }

    private void DrainUndead()
    {
        _heap.Heap.DrainUndead();
        byte* p;
        while ((p = _heap.Heap.TakeExpiredUndead()) != null)
        {
            nint address = (nint)p;
            ModelObject o = _objects.Find(o => o.Address == address && o.HasStorage)!;
            Assert.False(o.IsLive || o.IsHeld);
            _heap.Heap.Dismantler.BeginExpired(p, HeldPolicy.Undead);
            Finish(o, []);
            _heap.Heap.DrainUndead();
        }

        _objects.ForEach(o => o.HasStorage = o.IsLive || o.IsHeld);
        Assert.Equal(_objects.Count(o => o is { IsLive: false, HasStorage: true }), _heap.Heap.UndeadCount);
    }

    private void Compare()
    {
        foreach (ModelObject o in _objects)
        {
            byte* p = (byte*)o.Address;
            Assert.Equal(o.IsLive, HeapFast.IsAlive(p, o.Generation));
            if (o.IsLive || o.IsHeld)
            {
                Assert.Equal(o.IsHeld, HeapFast.IsHeld(p));
                Assert.Equal(o.Constraints, _heap.Heap.ConstraintsOf(p));
                Assert.Equal(o.Value, ReadValue(o));
                for (int i = 0; i < o.Owned.Length; i++)
                {
                    Assert.Equal(o.Owned[i]?.Address ?? 0, (nint)(*Slot(o, i)));
                }
            }
        }

        HeapStatistics statistics = _heap.Heap.Statistics();
        Assert.Equal(_allocations, statistics.Allocations);
        Assert.Equal(_frees, statistics.Frees);
        Assert.Equal(_objects.Count(o => o.IsLive), statistics.LiveObjects);
    }

    private ModelObject? Pick(Random random, Func<ModelObject, bool> fits)
    {
        ModelObject[] candidates = [.. _objects.Where(fits)];
        return candidates.Length == 0 ? null : candidates[random.Next(candidates.Length)];
    }

    private int ChildType(ModelObject owner) => owner.TypeId == _heap.Trees ? _heap.Tree : owner.TypeId;

    private byte** Slot(ModelObject o, int index)
    {
        byte* p = (byte*)o.Address;
        return o.TypeId == _heap.Trees ? (byte**)((ArrayObject*)p)->Elements + index
            : (byte**)(p + _heap.Heap.Types[o.TypeId].References[index].OffsetBytes);
    }

    private long* ValueWord(ModelObject o)
    {
        byte* p = (byte*)o.Address;
        return o.TypeId == _heap.Trees || o.TypeId == _heap.Bytes ? null : (long*)(o.TypeId == _heap.Tree ? p + 24 : p);
    }

    private void WriteValue(ModelObject o)
    {
        long* word = ValueWord(o);
        if (word == null)
        {
            o.Value = 0;
        }
        else
        {
            *word = o.Value;
        }
    }

    private long ReadValue(ModelObject o) => ValueWord(o) == null ? 0 : *ValueWord(o);
}
