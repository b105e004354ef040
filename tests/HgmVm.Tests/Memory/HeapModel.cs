namespace HgmVm.Tests.Memory;

/// <summary>What an object should be, as a plain managed object: the model that a heap is compared with.</summary>
internal sealed class ModelObject(nint address, ulong generation, int typeId, int slots)
{
    public nint Address { get; } = address;

    public ulong Generation { get; } = generation;

    public int TypeId { get; } = typeId;

    public bool IsLive { get; set; } = true;

    public bool IsTethered { get; set; }

    /// <summary>Constraint references that the program holds in registers.</summary>
    public int Constraints { get; set; }

    public bool IsHeld => IsTethered || Constraints > 0;

    /// <summary>True while the storage is this object's: it lives, or something holds it.</summary>
    public bool HasStorage { get; set; } = true;

    /// <summary>Owned fields or elements.</summary>
    public ModelObject?[] Owned { get; } = new ModelObject?[slots];

    /// <summary>Null for a root, which a register owns.</summary>
    public ModelObject? Owner { get; set; }

    /// <summary>The number in the object's word of data, if its type has one.</summary>
    public long Value { get; set; }

    public bool IsInside(ModelObject other)
    {
        for (ModelObject? o = this; o != null; o = o.Owner)
        {
            if (o == other)
            {
                return true;
            }
        }

        return false;
    }
}
