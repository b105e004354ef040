using System.Numerics;
using System.Runtime.CompilerServices;

namespace HgmVm.Memory;

/// <summary>
/// An owned field that says more than what it owns: the first final owner of an inline member can hold the member's
/// generation and tether, which then needs no word of its own (ISGFFOP, M16). Addresses of objects have 45 bits that
/// differ, so 19 are left beside one, and the address is rotated to where they stand best:
/// <list type="table">
/// <item><term>bits 34-63, 0-14</term><description>address of what is owned, bits 3 to 47, rotated left by 31; 0 for
/// nothing.</description></item>
/// <item><term>bits 15-32</term><description>generation of the member.</description></item>
/// <item><term>bit 33</term><description>tether of the member, among the tether bits of a header: borrows and untethers
/// treat the field as they treat any word.</description></item>
/// </list>
/// </summary>
/// <remarks>
/// Generation and tether, the marks, belong to the place: what is owned comes and goes beneath them. A field is marked
/// or not wherever its struct stands, because code that reads it knows no more than the struct; marks of a struct
/// that is nobody's member are 0 and mean nothing. A generation that is used up stays, as that of a word does.
/// </remarks>
internal static unsafe class MarkedOwner
{
    public const int GenerationBits = 18;

    public const ulong LastGeneration = (1UL << GenerationBits) - 1;

    /// <summary>How far above a header's outer tether the tether stands.</summary>
    public const int TetherBit = 1;

    public const ulong Tether = ObjectHeader.OuterTether << TetherBit;

    /// <summary>How far an address is rotated to the left.</summary>
    public const int Rotation = 31;

    /// <summary>Tether and generation.</summary>
    public const ulong Marks = Tether | LastGeneration << GenerationShift;

    private const int GenerationShift = 15;

    /// <summary>What is owned; null when nothing is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Address(ulong field) => (byte*)BitOperations.RotateRight(field & ~Marks, Rotation);

    /// <summary>The field with another value, its marks unchanged.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong With(ulong field, byte* address) =>
        (field & Marks) | BitOperations.RotateLeft((ulong)address, Rotation);

    public static ulong Generation(ulong field) => (field >> GenerationShift) & LastGeneration;

    /// <summary>The field with its next generation; its value and its tether stay.</summary>
    public static ulong Next(ulong field)
    {
        ulong generation = Math.Min(Generation(field) + 1, LastGeneration);
        return (field & ~(LastGeneration << GenerationShift)) | generation << GenerationShift;
    }

    /// <summary>The field of a place that another field's value comes to: the marks are those of the place, with the
    /// next generation.</summary>
    public static ulong Occupied(ulong place, ulong come) => Next((place & Marks) | (come & ~Marks));

    /// <summary>The tethers of the marked owners of an object or member of a type, as bits of a header.</summary>
    public static ulong TethersWithin(byte* p, NativeType* type)
    {
        ulong tethers = 0;
        for (int i = 0; i < type->MarkedCount; i++)
        {
            VariantWord owner = type->MarkedOwners[i];
            tethers |= type->IsThere(p, owner.When) ? *(ulong*)(p + owner.OffsetBytes) & Tether : 0;
        }

        return tethers;
    }

    /// <summary>Clears the tethers of the marked owners of a member that is a copy.</summary>
    public static void ForgetTethers(byte* p, NativeType* type)
    {
        for (int i = 0; i < type->MarkedCount; i++)
        {
            VariantWord owner = type->MarkedOwners[i];
            *(ulong*)(p + owner.OffsetBytes) &= type->IsThere(p, owner.When) ? ~Tether : ulong.MaxValue;
        }
    }

    /// <summary>Turns the marked owners of an object or member into plain ones, once nobody can refer to it any
    /// more.</summary>
    public static void Strip(byte* p, NativeType* type)
    {
        for (int i = 0; i < type->MarkedCount; i++)
        {
            VariantWord owner = type->MarkedOwners[i];
            ulong* field = (ulong*)(p + owner.OffsetBytes);
            *field = type->IsThere(p, owner.When) ? (ulong)Address(*field) : *field;
        }
    }

    /// <summary>True when an owned field that is there, of an object or member of a type, is a marked one.</summary>
    public static bool IsAt(byte* p, NativeType* type, byte** field)
    {
        for (int i = 0; i < type->MarkedCount; i++)
        {
            VariantWord owner = type->MarkedOwners[i];
            if (p + owner.OffsetBytes == (byte*)field && type->IsThere(p, owner.When))
            {
                return true;
            }
        }

        return false;
    }
}
