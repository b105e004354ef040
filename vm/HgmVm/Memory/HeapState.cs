using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HgmVm.Memory;

/// <summary>Where the slots of one small size class come from.</summary>
[StructLayout(LayoutKind.Sequential, Size = 32)]
internal unsafe struct SizeClassState
{
    /// <summary>
    /// Payload of the first free slot; the next one's address stands in its payload word 0. Null when there is none.
    /// </summary>
    public byte* Free;

    /// <summary>
    /// Header of the next slot that was never used since its span was committed: its payload reads zero.
    /// </summary>
    public byte* Bump;

    /// <summary>End of the last whole slot of the span that <see cref="Bump"/> points into.</summary>
    public byte* BumpEnd;

    /// <summary>Bytes of a payload: the slot without its header.</summary>
    public uint PayloadBytes;

    /// <summary>The generation (odd) of an object that is allocated at <see cref="Bump"/>.</summary>
    public uint BumpGeneration;
}

/// <summary>One entry for each small size class.</summary>
[InlineArray(SizeClasses.Count)]
internal struct SizeClassTable
{
    private SizeClassState _first;
}

/// <summary>The part of the heap that fast paths touch: native memory, embedded in the execution context.</summary>
/// <remarks>
/// A heap that has to see every allocation and every free (the n-th one is to fail, or everything is to be checked)
/// leaves
/// <see cref="Classes"/> empty and <see cref="FreeLimit"/> at 0, so that both fast paths fall through to the slow ones:
/// the common heap pays nothing for the possibility.
/// </remarks>
internal unsafe struct HeapState
{
    /// <summary>The word that soft tethers of dead objects write to, instead of somebody's header (P1).</summary>
    public ulong Throwaway;

    /// <summary>
    /// Objects of this generation or a later one are freed by the slow path: the last live generation, or 0.
    /// </summary>
    public ulong FreeLimit;

    /// <summary>
    /// Where the high part of a generation stands in the word of an inline member; 0 when those bits are tethers.
    /// </summary>
    public ulong InnerHigh;

    /// <summary>Where tethers stand in such a word.</summary>
    public ulong InnerTethers;

    /// <summary>True when such words have tables instead of tags (<see cref="TableWord"/>).</summary>
    public bool HasTables;

    /// <summary>Start of the reserved range.</summary>
    public byte* Base;

    /// <summary>One entry for each span of the range.</summary>
    public SpanInfo* Spans;

    /// <summary>The registered types, by type id.</summary>
    public NativeType* Types;

    /// <summary>A GCHandle of the <see cref="GenerationalHeap"/>, for slow paths.</summary>
    public nint Owner;

    public SizeClassTable Classes;
}
