using System.Runtime.InteropServices;

namespace HgmVm.Memory;

/// <summary>
/// A <see cref="TypeDescriptor"/> as native code paths read it: ending ten million objects must not touch managed
/// memory for each. 72 bytes, in a table that is indexed by type id.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 72)]
internal unsafe struct NativeType
{
    /// <summary>Byte offsets of the owned fields of a struct, in field order.</summary>
    public int* OwnOffsets;

    /// <summary>Byte offsets of the constraint fields of a struct.</summary>
    public int* ConOffsets;

    /// <summary>Byte offsets of the words of inline members of a struct.</summary>
    public int* WordOffsets;

    /// <summary>Inline members with destructors, in the order in which they run.</summary>
    public InnerDestructor* Destructors;

    public int WordCount;

    public int DestructorCount;

    public int OwnCount;

    public int ConCount;

    /// <summary>Bytes of a struct's payload, or of an array without elements.</summary>
    public int PayloadBytes;

    /// <summary>Bytes of one element of an array.</summary>
    public int ElementBytes;

    /// <summary>Size class of a struct, or <see cref="SizeClasses.Large"/>.</summary>
    public short SizeClass;

    public PayloadKind Kind;

    /// <summary>What the elements of an array are.</summary>
    public SlotKind ElementKind;

    public bool HasDestructor;

    /// <summary>How many tether bits above its own the inline members use.</summary>
    public byte InnerBits;

    /// <summary>True when the dismantler has to end objects of this type.</summary>
    public bool NeedsDismantling;
}
