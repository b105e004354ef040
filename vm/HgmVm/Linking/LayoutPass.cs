using HgmVm.Bytecode;
using HgmVm.Memory;

namespace HgmVm.Linking;

/// <summary>Gives every struct its field offsets and every type the descriptor by which the heap walks it.</summary>
internal static class LayoutPass
{
    /// <summary>Most bytes of a struct's payload: it fits the largest size class, and offsets fit 16 bits.</summary>
    public const int MaxStructBytes = 32_000;

    /// <summary>
    /// Places the fields in declaration order, each at its natural alignment (references at 8). Returns the payload size,
    /// a multiple of 8 and at least 8 because a free slot keeps its link there.
    /// </summary>
    public static long PlaceFields(LinkedHeapType type)
    {
        type.FieldOffsets = new int[type.FieldTypes.Length];
        long offset = 0;
        for (int i = 0; i < type.FieldTypes.Length; i++)
        {
            int bytes = type.FieldTypes[i].Bytes;
            int alignment = Math.Min(bytes, 8);
            offset = (offset + alignment - 1) & -alignment;
            type.FieldOffsets[i] = (int)Math.Min(offset, int.MaxValue);
            offset += bytes;
        }
        return Math.Max(8, (offset + 7) & -8);
    }

    /// <summary>The descriptor of a struct whose fields have been placed.</summary>
    public static TypeDescriptor DescribeStruct(LinkedHeapType type, int payloadBytes)
    {
        var references = new List<ReferenceSlot>();
        for (int i = 0; i < type.FieldTypes.Length; i++)
        {
            SlotKind kind = KindOf(type.FieldTypes[i]);
            if (kind != SlotKind.Data) references.Add(new ReferenceSlot(type.FieldOffsets[i], kind, type.FieldTypes[i].Id));
        }
        return new TypeDescriptor
        {
            Name = type.Name,
            Kind = PayloadKind.Struct,
            PayloadBytes = payloadBytes,
            References = [.. references],
            HasDestructor = type.Destructor is not null,
            NeedsDismantling = type.Destructor is not null
                || references.Exists(slot => slot.Kind is SlotKind.Own or SlotKind.Con),
        };
    }

    /// <summary>The descriptor of an array type.</summary>
    public static TypeDescriptor DescribeArray(LinkedHeapType type)
    {
        SlotKind kind = KindOf(type.Element);
        return new TypeDescriptor
        {
            Name = type.Name,
            Kind = PayloadKind.Array,
            PayloadBytes = ArrayObject.SizeBytes,
            ElementBytes = type.Element.Bytes,
            ElementKind = kind,
            ElementTypeId = type.Element.Id,
            NeedsDismantling = kind is SlotKind.Own or SlotKind.Con,
        };
    }

    private static SlotKind KindOf(LinkedType type) => type.Kind switch
    {
        ValueKind.Own => SlotKind.Own,
        ValueKind.Ref => SlotKind.Ref,
        ValueKind.Con => SlotKind.Con,
        _ => SlotKind.Data,
    };
}
