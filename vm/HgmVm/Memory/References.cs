using System.Runtime.InteropServices;

namespace HgmVm.Memory;

/// <summary>
/// A generational reference as registers, fields and elements hold it: the address of the object and the generation it
/// had. All zero is null. Two stack slots, 16 bytes.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal unsafe struct Ref
{
    /// <summary>The object, whose header is the eight bytes before it; null for the null reference.</summary>
    public byte* Address;

    /// <summary>
    /// Low 32 bits: the remembered generation. High 32 bits: zero until references to inner members exist.
    /// </summary>
    public ulong Generation;
}

/// <summary>
/// A borrow (V22, P1): the object, the word that holds its tether bit, and which bit. A soft borrow of a dead object is
/// null and its word is the throwaway, so that untethering it touches nobody's header. Three stack slots, 24 bytes.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 24)]
internal unsafe struct Borrow
{
    public byte* Object;

    /// <summary>The header that is tethered, or the throwaway.</summary>
    public ulong* Header;

    /// <summary>
    /// The tether bit, at its place in the header word; bit 0 says that the bit was set before this tether, the next
    /// two where in an inline union it is, and bits 48 to 63 its type if an interface hides that.
    /// </summary>
    public ulong Mask;

    /// <summary>Set in <see cref="Mask"/> for the variant that an inline union holds.</summary>
    public const ulong IsPayload = 2;

    /// <summary>Set for a part of such a variant: no reference can name it, since another variant may come to lie
    /// there.</summary>
    public const ulong IsInPayload = 4;

    /// <summary>
    /// Where a borrow of an interface has the type id of the inline member that it is of; zero when the object's header
    /// says the type.
    /// </summary>
    public const ulong TypeBits = 0xFFFFUL << ObjectHeader.TypeShift;

    /// <summary>The bits by which two tethers of one word are told to be of the same bit, with the saved
    /// state.</summary>
    public const ulong TetherBits = ObjectHeader.Held | 1;
}
