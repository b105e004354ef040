using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Isa.Ops;
using HgmVm.Machine;
using HgmVm.Memory;

namespace HgmVm.Execution;

/// <summary>
/// Steps whose work grows with their operands. Fuel counts entries and backward jumps, and clock and cancellation are
/// looked at when a portion of it is used up: a program whose steps fill gigabytes would outlive its time limit by the
/// time of thousands of them. So whatever moves many bytes looks for itself.
/// </summary>
internal static unsafe class BulkSteps
{
    /// <summary>Steps below this many bytes take about as long as what a unit of fuel buys elsewhere.</summary>
    private const long Unnoticed = 1 << 16;

    /// <summary>Bytes between two looks at the clock inside one step: a few milliseconds.</summary>
    private const long Portion = 1 << 24;

    /// <summary>True for a step of so many bytes that it has to look at the clock.</summary>
    public static bool IsLong(long bytes) => bytes >= Unnoticed;

    /// <summary>Looks at clock and cancellation before a step of about <paramref name="bytes"/> bytes.</summary>
    /// <returns><see cref="TrapKind.None"/>, or the trap that ends the run.</returns>
    public static TrapKind Begin(Context* x, long bytes) =>
        IsLong(bytes) ? LookAtClock(x) : TrapKind.None;

    /// <summary>Writes the value at <paramref name="slot"/> into elements that exist.</summary>
    /// <returns>A trap that came before the last one was written, or <see cref="TrapKind.None"/>.</returns>
    public static TrapKind Fill(Context* x, ArrayObject* array, long from, long count, ValueKind kind, ulong* slot)
    {
        int width = Elements.Width(kind);
        for (long done = 0; done < count; done += Portion / width)
        {
            long part = Math.Min(Portion / width, count - done);
            TrapKind trap = Begin(x, part * width);
            if (trap != TrapKind.None) return trap;
            Elements.Fill(array, from + done, (int)part, kind, slot);
        }
        return TrapKind.None;
    }

    /// <summary>
    /// Writes a value into inline elements that exist. They have nothing in them that a tether could protect, so their
    /// words stay as they are: it is as if each field were stored.
    /// </summary>
    /// <param name="x">The context.</param>
    /// <param name="array">The array.</param>
    /// <param name="from">The first element.</param>
    /// <param name="count">How many.</param>
    /// <param name="value">What they become; may be one of them.</param>
    /// <param name="stride">Bytes from one to the next.</param>
    /// <param name="bytes">Bytes of the value; what is left of the stride is the word before it.</param>
    public static TrapKind FillInline(Context* x, ArrayObject* array, long from, long count, byte* value, int stride,
        int bytes)
    {
        byte* element = array->Elements + from * stride + (stride - bytes);
        for (long done = 0, unseen = Portion; done < count; done++, element += stride)
        {
            unseen += stride;
            if (unseen >= Portion)
            {
                TrapKind trap = Begin(x, (count - done) * stride);
                if (trap != TrapKind.None) return trap;
                unseen = 0;
            }
            if (element != value) Unsafe.CopyBlockUnaligned(element, value, (uint)bytes);
        }
        return TrapKind.None;
    }

    /// <summary>Copies bytes between elements that may overlap.</summary>
    /// <returns>A trap that came before the last one was copied, or <see cref="TrapKind.None"/>.</returns>
    public static TrapKind Copy(Context* x, byte* from, byte* to, long bytes)
    {
        // Towards a later place of the same array the last bytes go first, as in memmove: the parts must not overwrite
        // what later ones read.
        bool isBackward = to > from;
        for (long done = 0; done < bytes; done += Portion)
        {
            long part = Math.Min(Portion, bytes - done);
            TrapKind trap = Begin(x, part);
            if (trap != TrapKind.None) return trap;
            long offset = isBackward ? bytes - done - part : done;
            Buffer.MemoryCopy(from + offset, to + offset, part, part);
        }
        return TrapKind.None;
    }

    /// <summary>Makes an array of copyable elements longer or shorter.</summary>
    /// <returns>A trap, after which it has its old length, or <see cref="TrapKind.None"/>.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TrapKind Resize(Context* x, ArrayObject* array, long length, ValueKind kind, bool isFast)
    {
        if (kind == ValueKind.Inline) return ResizeDense(x, array, length, isFast);
        TrapKind trap = TrapKind.None;
        int width = Elements.Width(kind);
        if (length > array->Capacity)
        {
            trap = Begin(x, array->Length * width);
            bool hasGrown = trap == TrapKind.None && HeapFast.ExtendArray(&x->Heap, (byte*)array, width, length);
            if (trap == TrapKind.None && !hasGrown) trap = TrapKind.OutOfMemory;
        }
        else if (length > array->Length)
        {
            ulong* zero = stackalloc ulong[2];
            zero[0] = zero[1] = 0;
            trap = Fill(x, array, array->Length, length - array->Length, kind, zero);
        }
        if (trap == TrapKind.None) array->Length = length;
        return trap;
    }

    /// <summary>
    /// As <see cref="Resize"/>. Places beyond the length read zero, before and after: references may still find them.
    /// </summary>
    private static TrapKind ResizeDense(Context* x, ArrayObject* array, long length, bool isFast)
    {
        NativeType* type = x->Heap.Types + ObjectHeader.TypeId(*Access.Header((byte*)array));
        long width = type->ElementBytes;
        bool grows = length > array->Capacity;
        bool areHeld = (grows || length < array->Length) && InlineElements.HoldersOfDense(array) != 0;
        if (areHeld && !isFast)
        {
            VmThread.Of(x).TrapText = ElementMoves.HeldText;
            VmThread.Of(x).TrapSubject = array->Elements;
            return TrapKind.Tethered;
        }
        TrapKind trap = TrapKind.None;
        if (grows)
        {
            trap = Begin(x, array->Length * width);
            GenerationalHeap heap = GenerationalHeap.Of(&x->Heap);
            if (trap == TrapKind.None && !heap.GrowInlineElements((byte*)array, areHeld, length))
                trap = TrapKind.OutOfMemory;
        }
        else if (length != array->Length)
        {
            long least = Math.Min(length, array->Length), most = Math.Max(length, array->Length);
            trap = Clear(x, array->Elements + least * width, (most - least) * width);
        }
        if (trap == TrapKind.None) array->Length = length;
        return trap;
    }

    private static TrapKind Clear(Context* x, byte* from, long bytes)
    {
        for (long done = 0; done < bytes; done += Portion)
        {
            long part = Math.Min(Portion, bytes - done);
            TrapKind trap = Begin(x, part);
            if (trap != TrapKind.None) return trap;
            NativeMemory.Clear(from + done, (nuint)part);
        }
        return TrapKind.None;
    }

    // What this needs on the native stack would keep a handler that it is inlined into from jumping to the next.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TrapKind LookAtClock(Context* x) => VmThread.Of(x).LookAtClock();
}
