using HgmVm.Memory;

namespace HgmVm.Tests.Memory;

/// <summary>A heap with a few types, for tests.</summary>
internal sealed unsafe class TestHeap : IDisposable
{
    public const int CellBytes = 40;

    public TestHeap(HeapOptions? options = null)
    {
        Heap = new GenerationalHeap(
            options ?? new HeapOptions { SelfCheck = SelfCheckLevel.Structures, MaxBytes = 1L << 30 });
        Cell = Register("Cell", CellBytes);
        Bytes = RegisterArray("array u8", 1, SlotKind.Data, 0);
        int node = Heap.Types.Count;
        Node = Register("Node", 16, new ReferenceSlot(8, SlotKind.Own, node));
        int tree = Heap.Types.Count;
        Tree = Register("Tree", 32, new ReferenceSlot(0, SlotKind.Own, tree), new ReferenceSlot(8, SlotKind.Own, tree),
            new ReferenceSlot(16, SlotKind.Own, tree));
        Trees = RegisterArray("array Tree", 8, SlotKind.Own, Tree);
        Holder = Register("Holder", 32, new ReferenceSlot(0, SlotKind.Ref, Cell),
            new ReferenceSlot(16, SlotKind.Con, Cell));
        Holders = RegisterArray("array con Cell", 8, SlotKind.Con, Cell);
        Watched = Heap.RegisterType(new TypeDescriptor
        {
            Name = "Watched",
            Kind = PayloadKind.Struct,
            PayloadBytes = 24,
            References = [new ReferenceSlot(8, SlotKind.Own, tree + 4), new ReferenceSlot(16, SlotKind.Own, tree + 4)],
            HasDestructor = true,
        });
    }

    public GenerationalHeap Heap { get; }

    public HeapState* State => Heap.State;

    /// <summary>Five words of data.</summary>
    public int Cell { get; }

    public int Bytes { get; }

    /// <summary>A word of data, then an owned Node.</summary>
    public int Node { get; }

    /// <summary>Three owned Trees, then a word of data.</summary>
    public int Tree { get; }

    /// <summary>An array of owned Trees.</summary>
    public int Trees { get; }

    /// <summary>A reference and a constraint reference to Cells.</summary>
    public int Holder { get; }

    /// <summary>An array of constraint references to Cells.</summary>
    public int Holders { get; }

    /// <summary>A word of data, two owned Watched, and a destructor.</summary>
    public int Watched { get; }

    public int Register(string name, int bytes, params ReferenceSlot[] references) =>
        Heap.RegisterType(new TypeDescriptor
        {
            Name = name,
            Kind = PayloadKind.Struct,
            PayloadBytes = bytes,
            References = references,
        });

    /// <summary>A new object of a struct type.</summary>
    public byte* New(int typeId)
    {
        int payload = Heap.Types[typeId].PayloadBytes;
        int sizeClass = SizeClasses.ForPayload(payload);
        return sizeClass == SizeClasses.Large
            ? HeapFast.AllocateLarge(State, typeId, payload)
            : HeapFast.Allocate(State, sizeClass, typeId);
    }

    public ArrayObject* NewArray(int typeId, long length) =>
        (ArrayObject*)HeapFast.AllocateArray(State, typeId, Heap.Types[typeId].ElementBytes, length);

    /// <summary>Ends an object that owns nothing.</summary>
    public void Free(byte* p) => HeapFast.FreeAny(State, p);

    /// <summary>Ends an object with all it owns; destructors are handed to <paramref name="destructor"/>.</summary>
    public DismantleStep Dismantle(byte* p, HeldPolicy policy = HeldPolicy.Undead, Action<nint>? destructor = null)
    {
        Heap.Dismantler.Begin(p, policy);
        return Finish(destructor);
    }

    public DismantleStep Finish(Action<nint>? destructor = null)
    {
        while (true)
        {
            DismantleStep step = Heap.Dismantler.Step(out byte* subject);
            if (step != DismantleStep.RunDestructor)
            {
                return step;
            }

            destructor?.Invoke((nint)subject);
        }
    }

    public void Dispose() => Heap.Dispose();

    public int RegisterArray(string name, int elementBytes, SlotKind kind, int elementTypeId) =>
        Heap.RegisterType(new TypeDescriptor
        {
            Name = name,
            Kind = PayloadKind.Array,
            PayloadBytes = ArrayObject.SizeBytes,
            ElementBytes = elementBytes,
            ElementKind = kind,
            ElementTypeId = elementTypeId,
        });
}
