using System.Runtime.InteropServices;

namespace HgmVm.Memory;

/// <summary>
/// The payload of a heap array. Elements follow it in the same slot until the array outgrows that; then they move to a
/// buffer of their own, while the array, and so every reference to it, stays. Access always goes through
/// <see cref="Elements"/>. While the array is tethered neither length nor elements move, so both can be kept in locals.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 24)]
internal unsafe struct ArrayObject
{
    /// <summary>Number of elements.</summary>
    public long Length;

    /// <summary>Number of elements there is room for.</summary>
    public long Capacity;

    /// <summary>The first element: right behind this struct, or the payload of a buffer.</summary>
    public byte* Elements;

    public const int SizeBytes = 24;
}
