using System.Runtime.CompilerServices;

namespace HgmVm.Memory;

/// <summary>References and tethers, for running code: each a load, a compare or a store on one header.</summary>
internal static unsafe partial class HeapFast
{
    /// <summary>
    /// True when a reference's object is alive. Null is not. Any other address may be looked at: it was a header once,
    /// so it still is one or reads zero, which no reference remembers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsAlive(byte* address, ulong generation) =>
        address != null && (uint)Header(address) == generation;

    /// <summary>
    /// The generation that a reference to an object remembers, or 0 when the object is dead already (an undead one can
    /// still be reached through a constraint reference): then the reference has to be null, because the even generation
    /// of a dead object would match for as long as its slot is free.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong GenerationForReference(byte* p)
    {
        ulong generation = Header(p) & ObjectHeader.GenerationMask;
        return (generation & 1) == 0 ? 0 : generation;
    }

    /// <summary>
    /// Sets an object's outer tether and returns the mask of the borrow: bit 0 says that it was set before.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Tether(byte* p)
    {
        ref ulong header = ref Header(p);
        ulong before = (header >> ObjectHeader.TetherShift) & 1;
        header |= ObjectHeader.OuterTether;
        return ObjectHeader.OuterTether | before;
    }

    /// <summary>True while the object is tethered or constrained: a plain free is not allowed then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsHeld(byte* p) => (Header(p) & ObjectHeader.Held) != 0;
}
