using System.Runtime.InteropServices;

namespace HgmVm.Memory;

/// <summary>
/// The types that a heap knows: id 0 is no type (free slots), id 1 the buffers of arrays, the rest is registered by
/// whoever links programs. Each type is kept twice: as descriptor for reports, as <see cref="NativeType"/> for fast
/// walks.
/// </summary>
internal sealed unsafe class TypeTable : IDisposable
{
    /// <summary>The type id of array buffers.</summary>
    public const int BufferTypeId = 1;

    /// <summary>The largest type id: an object header has sixteen bits for it.</summary>
    public const int MaxTypeId = 65_535;

    private readonly List<TypeDescriptor> _descriptors = [];
    private NativeType* _native;
    private int _capacity;

    public TypeTable()
    {
        Grow(64);
        _native[0] = default;
        _descriptors.Add(new TypeDescriptor { Name = "(free)", Kind = PayloadKind.Struct, PayloadBytes = 8 });
        TypeDescriptor descriptor = new() { Name = "(array buffer)", Kind = PayloadKind.Buffer, PayloadBytes = 8 };
        int buffer = Register(descriptor);
        HeapAssert.Cheap(buffer == BufferTypeId, "buffers have the first type id");
    }

    /// <summary>Number of ids in use; ids run from 0 to one less.</summary>
    public int Count => _descriptors.Count;

    /// <summary>The native table. It moves when a type is registered.</summary>
    public NativeType* Native => _native;

    public TypeDescriptor this[int typeId] => _descriptors[typeId];

    /// <summary>Adds a type. Its references may name type ids that are registered later.</summary>
    /// <returns>The type id, or -1 when all 65,534 are taken.</returns>
    public int Register(TypeDescriptor descriptor)
    {
        ArgumentNullException.ThrowIfNull(descriptor);
        int typeId = _descriptors.Count;
        if (typeId > MaxTypeId)
        {
            return -1;
        }

        HeapAssert.Cheap(descriptor.PayloadBytes >= 8, "a payload has room for the free-list link");
        HeapAssert.Cheap((descriptor.PayloadBytes & 7) == 0, "a payload is whole words");
        Grow(typeId + 1);
        int[] own = Offsets(descriptor, SlotKind.Own);
        int[] con = Offsets(descriptor, SlotKind.Con);
        HeapAssert.Cheap(own.Length <= ushort.MaxValue, "the cursor over owned fields has sixteen bits");
        bool isTree = descriptor is { Kind: PayloadKind.Struct, InnerWords: [], Destructors: [], Variants: [] }
            && descriptor is { VariantWords: [], Conditions: [] } && con.Length == 0
            && SizeClasses.ForPayload(descriptor.PayloadBytes) >= 0;
        VariantWord[] marked = MarkedOwners(descriptor);
        _native[typeId] = new NativeType
        {
            IsTree = isTree && !descriptor.HasMarkedOwners,
            IsMarkedTree = isTree && descriptor.HasMarkedOwners,
            OwnOffsets = Copy(own),
            ConOffsets = Copy(con),
            WordOffsets = Copy(descriptor.InnerWords),
            WordCount = descriptor.InnerWords.Length,
            Destructors = Copy(descriptor.Destructors),
            DestructorCount = descriptor.Destructors.Length,
            InnerBits = (byte)descriptor.InnerBits,
            OwnWhen = Copy(Conditions(descriptor, SlotKind.Own)),
            ConWhen = Copy(Conditions(descriptor, SlotKind.Con)),
            Conditions = Copy(descriptor.Conditions),
            VariantWords = Copy(marked.Length == 0 ? descriptor.VariantWords : [.. descriptor.VariantWords, .. marked]),
            MarkedCount = marked.Length,
            VariantWordCount = descriptor.VariantWords.Length,
            Variants = Copy(descriptor.Variants),
            VariantCount = descriptor.Variants.Length,
            OwnCount = descriptor.Kind == PayloadKind.Array ? descriptor.ElementOwners : own.Length,
            ConCount = descriptor.Kind == PayloadKind.Array ? descriptor.ElementConstraints : con.Length,
            PayloadBytes = descriptor.PayloadBytes,
            ElementBytes = descriptor.ElementBytes,
            ElementWordBytes = (byte)descriptor.ElementWordBytes,
            ElementTypeId = descriptor.ElementTypeId,
            SizeClass = (short)SizeClasses.ForPayload(descriptor.PayloadBytes),
            Kind = descriptor.Kind,
            ElementKind = descriptor.ElementKind,
            ElementsHaveDestructors = descriptor.ElementsHaveDestructors,
            HasTables = descriptor.HasTables,
            HasScopes = descriptor.InnerWords.Length + descriptor.VariantWords.Length + marked.Length > 0,
            HasMoreToBury = con.Length + descriptor.ElementConstraints > 0 || descriptor.ElementKind == SlotKind.Con
                || descriptor.HasMarkedOwners,
            HasDestructor = descriptor.HasDestructor,
            NeedsDismantling = descriptor.NeedsDismantling || descriptor.HasDestructor || own.Length + con.Length > 0
                || (descriptor.Kind == PayloadKind.Array
                    && descriptor.ElementKind is SlotKind.Own or SlotKind.Con or SlotKind.Inline),
        };
        _descriptors.Add(descriptor);
        return typeId;
    }

    public void Dispose()
    {
        for (int i = 0; i < _descriptors.Count; i++)
        {
            NativeMemory.Free(_native[i].OwnOffsets);
            NativeMemory.Free(_native[i].ConOffsets);
            NativeMemory.Free(_native[i].WordOffsets);
            NativeMemory.Free(_native[i].Destructors);
            NativeMemory.Free(_native[i].OwnWhen);
            NativeMemory.Free(_native[i].ConWhen);
            NativeMemory.Free(_native[i].Conditions);
            NativeMemory.Free(_native[i].VariantWords);
            NativeMemory.Free(_native[i].Variants);
        }

        NativeMemory.Free(_native);
        _native = null;
        _descriptors.Clear();
    }

    private static int[] Offsets(TypeDescriptor descriptor, SlotKind kind)
    {
        var offsets = new List<int>();
        foreach (ReferenceSlot slot in descriptor.References)
        {
            if (slot.Kind == kind) offsets.Add(slot.OffsetBytes);
        }
        // Parts of variants lie over each other: their order is that of the descriptor, as is that of their conditions.
        if (descriptor.Conditions.Length == 0) offsets.Sort();
        return offsets.ToArray();
    }

    private static int[] Conditions(TypeDescriptor descriptor, SlotKind kind)
    {
        if (descriptor.Conditions.Length == 0) return [];
        var conditions = new List<int>();
        foreach (ReferenceSlot slot in descriptor.References)
        {
            if (slot.Kind == kind) conditions.Add(slot.When);
        }
        return conditions.ToArray();
    }

    /// <summary>The marked owners, those that are always there first, by ascending offset.</summary>
    private static VariantWord[] MarkedOwners(TypeDescriptor descriptor)
    {
        if (!descriptor.HasMarkedOwners) return [];
        var always = new List<int>();
        var sometimes = new List<VariantWord>();
        foreach (ReferenceSlot slot in descriptor.References)
        {
            if (!slot.IsMarked) continue;
            if (slot.When < 0) always.Add(slot.OffsetBytes);
            else sometimes.Add(new VariantWord(slot.OffsetBytes, slot.When));
        }

        always.Sort();
        return [.. always.ConvertAll(offset => new VariantWord(offset, -1)), .. sometimes];
    }

    private static T* Copy<T>(T[] entries)
        where T : unmanaged
    {
        if (entries.Length == 0)
        {
            return null;
        }

        T* copy = (T*)NativeMemory.Alloc((nuint)entries.Length, (nuint)sizeof(T));
        entries.CopyTo(new Span<T>(copy, entries.Length));
        return copy;
    }

    private void Grow(int needed)
    {
        if (needed <= _capacity)
        {
            return;
        }

        _capacity = Math.Max(needed, _capacity * 2);
        _native = (NativeType*)NativeMemory.Realloc(_native, (nuint)_capacity * (nuint)sizeof(NativeType));
    }
}
