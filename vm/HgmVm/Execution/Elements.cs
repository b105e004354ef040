using System.Runtime.CompilerServices;
using HgmVm.Bytecode;
using HgmVm.Memory;

namespace HgmVm.Execution;

/// <summary>Array elements by run-time kind, for the steps that are not worth an opcode for each width.</summary>
internal static unsafe class Elements
{
    /// <summary>Bytes of an element.</summary>
    public static int Width(ValueKind kind) => new Linking.LinkedType(kind).Bytes;

    /// <summary>True when the array has <paramref name="count"/> elements from <paramref name="from"/> on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsRange(ArrayObject* array, long from, long count) =>
        from >= 0 && count >= 0 && count <= array->Length && from <= array->Length - count;

    /// <summary>Writes the value at <paramref name="slot"/> (two slots for a <c>ref</c>) into an element.</summary>
    public static void Store(ArrayObject* array, long index, ValueKind kind, ulong* slot)
    {
        byte* place = array->Elements + index * Width(kind);
        switch (kind)
        {
            case ValueKind.Bool: *place = (byte)((int)*slot != 0 ? 1 : 0); break;
            case ValueKind.I8 or ValueKind.U8: *place = (byte)*slot; break;
            case ValueKind.I16 or ValueKind.U16: *(ushort*)place = (ushort)*slot; break;
            case ValueKind.I32 or ValueKind.U32 or ValueKind.F32: *(uint*)place = (uint)*slot; break;
            case ValueKind.Ref: *(Ref*)place = *(Ref*)slot; break;
            default: *(ulong*)place = *slot; break;
        }
    }

    /// <summary>Reads an element into <paramref name="slot"/>, narrow integers extended to <c>i32</c>.</summary>
    public static void Load(ArrayObject* array, long index, ValueKind kind, ulong* slot)
    {
        byte* place = array->Elements + index * Width(kind);
        switch (kind)
        {
            case ValueKind.I8: *(int*)slot = (sbyte)*place; break;
            case ValueKind.U8 or ValueKind.Bool: *(int*)slot = *place; break;
            case ValueKind.I16: *(int*)slot = *(short*)place; break;
            case ValueKind.U16: *(int*)slot = *(ushort*)place; break;
            case ValueKind.I32 or ValueKind.U32 or ValueKind.F32: *(uint*)slot = *(uint*)place; break;
            case ValueKind.Ref: *(Ref*)slot = *(Ref*)place; break;
            default: *slot = *(ulong*)place; break;
        }
    }

    /// <summary>True for an element that should own something, or hold on to it, and does not: it cannot be taken
    /// out.</summary>
    public static bool IsEmpty(ArrayObject* array, long index, ValueKind kind) =>
        kind is ValueKind.Own or ValueKind.Con && ((ulong*)array->Elements)[index] == 0;

    /// <summary>Moves the elements from <paramref name="from"/> to the end so that they start at
    /// <paramref name="to"/>.</summary>
    public static void Shift(ArrayObject* array, long from, long to, ValueKind kind)
    {
        int width = Width(kind);
        long bytes = (array->Length - from) * width;
        Buffer.MemoryCopy(array->Elements + from * width, array->Elements + to * width, bytes, bytes);
    }

    public static void Exchange(ArrayObject* array, long first, long second, ValueKind kind)
    {
        int width = Width(kind);
        byte* x = array->Elements + first * width, y = array->Elements + second * width;
        for (int i = 0; i < width; i++) (x[i], y[i]) = (y[i], x[i]);
    }

    public static void Fill(ArrayObject* array, long from, int count, ValueKind kind, ulong* slot)
    {
        byte* start = array->Elements + from * Width(kind);
        switch (Width(kind))
        {
            case 1: new Span<byte>(start, count).Fill(kind == ValueKind.Bool ? (byte)((int)*slot != 0 ? 1 : 0)
                : (byte)*slot); break;
            case 2: new Span<ushort>(start, count).Fill((ushort)*slot); break;
            case 4: new Span<uint>(start, count).Fill((uint)*slot); break;
            case 8: new Span<ulong>(start, count).Fill(*slot); break;
            default: new Span<Ref>(start, count).Fill(*(Ref*)slot); break;
        }
    }
}
