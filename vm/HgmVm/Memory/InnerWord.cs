using System.Runtime.CompilerServices;

namespace HgmVm.Memory;

/// <summary>
/// The word before an inline member that has one of its own (M9), laid out so that tether and tag stand where an
/// object's header has them:
/// <list type="table">
/// <item><term>bits 0-31</term><description>generation, low part.</description></item>
/// <item><term>bit 32</term><description>tether.</description></item>
/// <item><term>bits 33-47</term><description>generation, high part; in layouts with tether bits, those of inner
/// scopes.</description></item>
/// <item><term>bits 48-63</term><description>tag of a union: the type id of the variant it holds, 0 for none
/// (M11).</description></item>
/// </list>
/// </summary>
/// <remarks>
/// A member cannot be retired while its object lives, and has no use for sixteen tether bits, so the generation has
/// their room: replaced a hundred million times a second, a member lasts eight days. At the end the generation stays
/// what it is, and a reference never remembers that last one: the member goes on, references to it are dead. So it is
/// where scopes have bits, only after four billion times. Fresh memory is generation 0, a living one: a reference to a
/// member is good only as long as its object's header agrees too, so members need no generation that means dead.
/// </remarks>
internal static unsafe class InnerWord
{
    public const int SizeBytes = 8;

    /// <summary>Bits of the longest generation. A reference has one more, to say that it remembers none.</summary>
    public const int GenerationBits = 46;

    /// <summary>Where the high part stands in a word that has one: what <see cref="HeapState.InnerHigh"/> is then.</summary>
    public const ulong HighInWord = ((1UL << (GenerationBits - 32)) - 1) << 33;

    private const ulong Low = 0xFFFF_FFFF;

    /// <summary>The type id of the variant that a union holds; 0 for none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TypeId(HeapState* state, ulong word) =>
        state->HasTables ? TableWord.TypeId(word) : ObjectHeader.TypeId(word);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Generation(HeapState* state, ulong word) => (word & Low) | (word & state->InnerHigh) >> 1;

    /// <summary>The generation at which counting ends.</summary>
    public static ulong LastGeneration(HeapState* state) => Low | state->InnerHigh >> 1;

    /// <summary>The tether bits of a word, as bits of a header.</summary>
    public static ulong Tethers(HeapState* state, ulong word) => word & state->InnerTethers;

    /// <summary>The tether bits of all words and marked owners in an object or member of a type, as bits of a
    /// header.</summary>
    public static ulong TethersWithin(HeapState* state, byte* p, NativeType* type)
    {
        if (!type->HasScopes)
        {
            return 0;
        }

        ulong tethers = MarkedOwner.TethersWithin(p, type);
        for (int i = 0; i < type->WordCount; i++)
        {
            tethers |= Tethers(state, *(ulong*)(p + type->WordOffsets[i]));
        }

        for (int i = 0; i < type->VariantWordCount; i++)
        {
            VariantWord word = type->VariantWords[i];
            tethers |= type->IsThere(p, word.When) ? Tethers(state, *(ulong*)(p + word.OffsetBytes)) : 0;
        }

        return tethers;
    }

    /// <summary>The word with the next generation; tethers and tag stay.</summary>
    public static ulong Next(HeapState* state, ulong word) => Occupied(state, word, TypeId(state, word));

    /// <summary>The word of a place that another value comes to, a variant's if that is what a union holds now: with
    /// the next
    /// generation and the tag of that type.</summary>
    public static ulong Occupied(HeapState* state, ulong word, int typeId)
    {
        ulong generation = Math.Min(Generation(state, word) + 1, LastGeneration(state));
        ulong counted = (generation & Low) | (generation & ~Low) << 1;
        return (word & state->InnerTethers) | counted
            | (state->HasTables ? TableWord.Tag(typeId, generation) : (ulong)typeId << ObjectHeader.TypeShift);
    }

    /// <summary>Says to a heap's state how its words are laid out.</summary>
    /// <param name="state">The state.</param>
    /// <param name="isWide">True for long generations, false for tether bits of scopes.</param>
    /// <param name="hasTables">True for tables instead of tags.</param>
    public static void Describe(HeapState* state, bool isWide, bool hasTables)
    {
        ulong free = hasTables ? ~TableWord.TagBits : ulong.MaxValue;
        state->InnerHigh = isWide ? HighInWord & free : 0;
        state->InnerTethers = ObjectHeader.Held & ~(isWide ? HighInWord : 0) & free;
        state->HasTables = hasTables;
    }
}
