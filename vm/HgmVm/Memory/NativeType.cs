using System.Runtime.InteropServices;

namespace HgmVm.Memory;

/// <summary>
/// A <see cref="TypeDescriptor"/> as native code paths read it: ending ten million objects must not touch managed
/// memory for each. 128 bytes, in a table that is indexed by type id.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 128)]
internal unsafe struct NativeType
{
    /// <summary>Byte offsets of the owned fields of a struct, in field order. Inline elements have those of their
    /// type.</summary>
    public int* OwnOffsets;

    /// <summary>Byte offsets of the constraint fields of a struct.</summary>
    public int* ConOffsets;

    /// <summary>Byte offsets of the words of inline members of a struct.</summary>
    public int* WordOffsets;

    /// <summary>Inline members with destructors, in the order in which they run.</summary>
    public InnerDestructor* Destructors;

    /// <summary>Parallel to the offsets: conditions of owned and constraint fields; null when there are none.</summary>
    public int* OwnWhen;

    public int* ConWhen;

    public WhenTag* Conditions;

    /// <summary>Words of inline members of variants, and behind them the marked owners.</summary>
    public VariantWord* VariantWords;

    /// <summary>For a union: the type ids of its variants.</summary>
    public int* Variants;

    public int VariantCount;

    public int VariantWordCount;

    /// <summary>Number of owned fields that are <see cref="MarkedOwner"/>; of an array, 0.</summary>
    public int MarkedCount;

    public int WordCount;

    public int DestructorCount;

    /// <summary>Number of owned fields; of an array, the most that an inline element has.</summary>
    public int OwnCount;

    /// <summary>As <see cref="OwnCount"/>, of constraint fields.</summary>
    public int ConCount;

    /// <summary>Bytes of a struct's payload, or of an array without elements.</summary>
    public int PayloadBytes;

    /// <summary>Bytes of one element of an array, with its word when it is inline.</summary>
    public int ElementBytes;

    /// <summary>What the elements of an array refer to, or are.</summary>
    public int ElementTypeId;

    /// <summary>Size class of a struct, or <see cref="SizeClasses.Large"/>.</summary>
    public short SizeClass;

    public PayloadKind Kind;

    /// <summary>What the elements of an array are.</summary>
    public SlotKind ElementKind;

    /// <summary>Bytes of the word before an inline element.</summary>
    public byte ElementWordBytes;

    public bool HasDestructor;

    /// <summary>True for an array when some inline element may have a destructor to run.</summary>
    public bool ElementsHaveDestructors;

    /// <summary>How many tether bits above its own the inline members use.</summary>
    public byte InnerBits;

    /// <summary>True for a struct of a small class that owns what its fields name, and is nothing else that the
    /// dismantler has to care for but its own destructor.</summary>
    public bool IsTree;

    /// <summary>True for what would be a tree if no owner in it were marked.</summary>
    public bool IsMarkedTree;

    /// <summary>True when the dismantler has to end objects of this type.</summary>
    public bool NeedsDismantling;

    /// <summary>True when something in an object can have a tether of its own.</summary>
    public bool HasScopes;

    /// <summary>True when the words that conditions look at are <see cref="TableWord"/>.</summary>
    public bool HasTables;

    /// <summary>True when an object's death is more than that of its header: constraint fields, or marked
    /// owners.</summary>
    public bool HasMoreToBury;

    /// <summary>
    /// True for an array of inline elements without words. They always stand in a buffer: its header is what references
    /// to them remember, and what their tethers are set in.
    /// </summary>
    public readonly bool IsDense => ElementKind == SlotKind.Inline && ElementWordBytes == 0;

    /// <summary>Those of the marked owners that are always there come first, by ascending offset.</summary>
    public readonly VariantWord* MarkedOwners => VariantWords + VariantWordCount;

    /// <summary>True when what depends on a condition is there, in an object or member of this type; -1 is always
    /// there.</summary>
    public readonly bool IsThere(byte* p, int when)
    {
        while (when >= 0)
        {
            ulong word = *(ulong*)(p + Conditions[when].WordOffset);
            if ((HasTables ? TableWord.TypeId(word) : ObjectHeader.TypeId(word)) != Conditions[when].TypeId)
            {
                return false;
            }

            when = Conditions[when].Outer;
        }

        return true;
    }

    /// <summary>The n-th owned field; null when it belongs to a variant that is not there.</summary>
    public readonly byte** OwnSlot(byte* p, long index) =>
        OwnWhen == null || IsThere(p, OwnWhen[index]) ? (byte**)(p + OwnOffsets[index]) : null;
}
