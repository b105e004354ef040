using System.Numerics;
using System.Runtime.CompilerServices;

namespace HgmVm.Memory;

/// <summary>
/// The sizes of small slots, header included: 16 to 128 bytes by 8, to 256 by 16, to 512 by 32, then four steps per
/// doubling up to 32 KiB. What a slot wastes is at most 11 % up to 512 bytes and 20 % above.
/// </summary>
/// <remarks>
/// Above 128 bytes the class is a shift: for a size in (2^k, 2^(k+1)] the steps are 2^k / 8 wide for k = 7 and 8 and
/// 2^k / 4 above. A hand-written table of powers is how the original heap got its 136-byte object into 512 bytes (M30).
/// </remarks>
internal static class SizeClasses
{
    /// <summary>Number of small classes.</summary>
    public const int Count = 55;

    /// <summary>Bytes of the smallest slot: a header and one word, which the free list needs.</summary>
    public const int MinSlotBytes = 16;

    /// <summary>Bytes of the largest small slot.</summary>
    public const int MaxSlotBytes = 32 * 1024;

    /// <summary>Bytes of the largest payload that still gets a small slot.</summary>
    public const int MaxPayloadBytes = MaxSlotBytes - ObjectHeader.SizeBytes;

    /// <summary>Stands for the class of what does not fit into a small slot.</summary>
    public const int Large = -1;

    private const int LastFineClass = 14;
    private const int LastEighthsClass = LastFineClass + 16;

    /// <summary>The class whose slots hold a payload of that many bytes (0 or more), or <see cref="Large"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ForPayload(long payloadBytes) =>
        payloadBytes <= MaxPayloadBytes ? ForSlot((int)payloadBytes + ObjectHeader.SizeBytes) : Large;

    /// <summary>
    /// The smallest class whose slots have at least that many bytes (1 to <see cref="MaxSlotBytes"/>).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ForSlot(int slotBytes)
    {
        HeapAssert.Cheap(slotBytes is > 0 and <= MaxSlotBytes, "a small slot has a small size");
        if (slotBytes <= 128)
        {
            return Math.Max(0, ((slotBytes + 7) >> 3) - 2);
        }

        int power = BitOperations.Log2((uint)slotBytes - 1);
        int steps = power < 9 ? 3 : 2;
        int step = (slotBytes - 1 - (1 << power)) >> (power - steps);
        return power < 9
            ? LastFineClass + 1 + ((power - 7) << 3) + step
            : LastEighthsClass + 1 + ((power - 9) << 2) + step;
    }

    /// <summary>Bytes of the slots of a class, header included.</summary>
    public static int SlotBytes(int sizeClass)
    {
        HeapAssert.Cheap((uint)sizeClass < Count, "a size class is in range");
        if (sizeClass <= LastFineClass)
        {
            return (sizeClass + 2) << 3;
        }

        if (sizeClass <= LastEighthsClass)
        {
            int eighths = sizeClass - LastFineClass - 1;
            int fineBase = 128 << (eighths >> 3);
            return fineBase + (((eighths & 7) + 1) * (fineBase >> 3));
        }

        int quarters = sizeClass - LastEighthsClass - 1;
        int coarseBase = 512 << (quarters >> 2);
        return coarseBase + (((quarters & 3) + 1) * (coarseBase >> 2));
    }
}
