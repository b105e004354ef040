using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using HgmVm.Machine;
using HgmVm.Memory;

namespace HgmVm.Isa.Ops;

/// <summary>The liveness check, the one place where a remembered generation meets the one in memory.</summary>
internal static unsafe class Access
{
    /// <summary>The address of a reference whose object lives; anything else traps <c>dead-reference</c>.</summary>
    /// <remarks>
    /// Two compares and no mask: the generation is the low half of the header. Null is tested on its own, because the
    /// word before address 0 cannot be read; the branch is predicted and off the load's critical path.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Checked(in this Ref reference)
    {
        byte* address = reference.Address;
        if (address == null || *(uint*)(address - ObjectHeader.SizeBytes) != (uint)reference.Generation)
            DeadReference();
        return address;
    }

    /// <summary>True when the object lives; false for null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsAlive(in this Ref reference) => reference.Address != null
        && *(uint*)(reference.Address - ObjectHeader.SizeBytes) == (uint)reference.Generation;

    /// <summary>The header word of an object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong* Header(byte* address) => (ulong*)(address - ObjectHeader.SizeBytes);

    /// <summary>A reference to an object that is owned, borrowed or constrained.</summary>
    /// <remarks>
    /// An undead object can still be borrowed, and its generation is even. A reference must not remember that, or it
    /// would match for as long as the slot stays free: (g - 1) | 1 is g for an odd g, and the generation before for an
    /// even one.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ref ReferenceTo(byte* address) =>
        new() { Address = address, Generation = (*(uint*)(address - ObjectHeader.SizeBytes) - 1) | 1 };

    /// <summary>A reference to the object that an owning word holds; null when it is empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ref ReferenceOrNull(byte* owned) => owned == null ? default : ReferenceTo(owned);

    /// <summary>Sets the tether of a living object and remembers whether it was set (V22; saved state, not a plain
    /// clear).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Borrow Tether(byte* address)
    {
        ulong* header = Header(address);
        ulong old = *header;
        *header = old | ObjectHeader.OuterTether;
        return new Borrow
        {
            Object = address,
            Header = header,
            Mask = ObjectHeader.OuterTether | (old >> ObjectHeader.TetherShift & 1),
        };
    }

    [DoesNotReturn]
    public static void DeadReference() => throw new TrapException(TrapKind.DeadReference);

    [DoesNotReturn]
    public static void Empty() => throw new TrapException(TrapKind.DeadReference, TrapTexts.EmptyOwner);

    [DoesNotReturn]
    public static void AlreadyFull() => throw new TrapException(TrapKind.DoubleFree, TrapTexts.FullOwner);

    [DoesNotReturn]
    public static void Held() => throw new TrapException(TrapKind.Tethered);
}
