using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using HgmVm.Machine;
using HgmVm.Memory;

namespace HgmVm.Isa.Ops;

/// <summary>Bounds checks of array elements.</summary>
internal static unsafe class ArrayAccess
{
    /// <summary>Address of an element; an index out of range traps <c>bounds</c>. One unsigned compare covers both
    /// ends.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Element(byte* array, long index, int elementBytes)
    {
        var header = (ArrayObject*)array;
        if ((ulong)index >= (ulong)header->Length) OutOfBounds(index, header->Length);
        return header->Elements + index * elementBytes;
    }

    [DoesNotReturn]
    public static void OutOfBounds(long index, long length) =>
        throw new TrapException(TrapKind.Bounds, TrapTexts.Index(index, length));
}
