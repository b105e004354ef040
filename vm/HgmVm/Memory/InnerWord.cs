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

/// <summary>
/// References to inline members, in the sixteen bytes of any <see cref="Ref"/>. They remember two generations: that of
/// the object around the member, so that the place is known to be what it was, and that of the member.
/// <list type="table">
/// <item><term>Address 0-47</term><description>the member.</description></item>
/// <item><term>Address 48-63</term><description>member's generation, bits 31-46.</description></item>
/// <item><term>Generation 0-31</term><description>generation of the object around it.</description></item>
/// <item><term>Generation 32-62</term><description>member's generation, bits 0-30.</description></item>
/// <item><term>Generation 63</term><description>set: this refers to a member.</description></item>
/// </list>
/// A member without a word of its own is as alive as its object. Its "generation" has bit 46 set, and in its low bits
/// which tether bit of the object's header it has. One whose generation a <see cref="MarkedOwner"/> holds has bits 46 and
/// 45 set, that generation in bits 0 to 17, and how many words behind the member the owner is, plus 8192, in bits 18
/// to 31.
/// </summary>
internal static unsafe class InnerRef
{
    private const int AddressBits = 48;
    private const int LowBits = 31;
    private const ulong LowMask = (1UL << LowBits) - 1;
    private const ulong Flag = 1UL << 63;
    private const ulong Wordless = 1UL << InnerWord.GenerationBits;
    private const ulong ByOwner = Wordless | Wordless >> 1;
    private const int MostWords = 8192;

    /// <summary>True for a reference to a member; false for one to a whole object, and for null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsInner(in Ref reference) => (long)reference.Generation < 0;

    /// <summary>What a reference of either sort points to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Place(in Ref reference) =>
        IsInner(reference) ? (byte*)((ulong)reference.Address & ((1UL << AddressBits) - 1)) : reference.Address;

    /// <summary>The address of what a reference of either sort refers to, if that lives; else null.</summary>
    public static byte* Living(HeapState* state, in Ref reference)
    {
        byte* p = Place(reference);
        if (p == null) return null;
        byte* root = IsInner(reference) ? HeapFast.Root(state, p) : p;
        if ((uint)HeapFast.Header(root) != (uint)reference.Generation) return null;
        if (!IsInner(reference)) return p;
        ulong remembered = Remembered(reference);
        bool agrees = (remembered & ByOwner) == ByOwner
            ? MarkedOwner.Generation(*OwnerOf(p, remembered)) == (remembered & MarkedOwner.LastGeneration)
            : (remembered & Wordless) != 0 || InnerWord.Generation(state, HeapFast.Header(p)) == remembered;
        return agrees ? p : null;
    }

    /// <summary>A reference to what a borrow holds. False, and null, when that has nothing a reference could
    /// remember.</summary>
    /// <remarks>A dead root has an even generation; the one before matches nothing (see
    /// <c>Access.ReferenceTo</c>).</remarks>
    public static bool TryMake(HeapState* state, in Borrow borrow, out Ref reference)
    {
        reference = default;
        byte* p = borrow.Object;
        if (p == null) return true;
        if ((borrow.Mask & Borrow.IsInPayload) != 0) return false;
        byte* root = HeapFast.Root(state, p);
        ulong outer = ((uint)HeapFast.Header(root) - 1) | 1;
        ulong bit = borrow.Mask & ObjectHeader.Held;
        if (borrow.Header == &((ulong*)root)[-1])
        {
            // What lies at the start of a buffer is the first element of a dense array, and no object of its own.
            bool isWhole = root == p && bit == ObjectHeader.OuterTether
                && ObjectHeader.TypeId(HeapFast.Header(root)) != TypeTable.BufferTypeId;
            ulong index = (ulong)System.Numerics.BitOperations.TrailingZeroCount(bit) - ObjectHeader.TetherShift;
            reference = isWhole ? new Ref { Address = p, Generation = outer } : Pack(p, outer, Wordless | index);
            return true;
        }
        // Words have tethers there only where headers have bits for scopes, and then owners are not marked.
        if (bit == MarkedOwner.Tether && state->InnerHigh != 0)
        {
            ulong mark = MarkedOwner.Generation(*borrow.Header), words = (ulong)(borrow.Header - (ulong*)p + MostWords);
            bool isLast = mark == MarkedOwner.LastGeneration;
            reference = isLast ? default : Pack(p, outer, ByOwner | words << MarkedOwner.GenerationBits | mark);
            return true;
        }
        // The first member of something with a word has its address too, but not its tether.
        if (borrow.Header != &((ulong*)p)[-1] || bit != ObjectHeader.OuterTether) return false;
        ulong generation = InnerWord.Generation(state, *borrow.Header);
        if (generation != InnerWord.LastGeneration(state)) reference = Pack(p, outer, generation);
        return true;
    }

    /// <summary>The word that holds the tether of a living referent, and which bit of it.</summary>
    public static ulong* TetherOf(HeapState* state, in Ref reference, out ulong bit)
    {
        byte* p = Place(reference);
        bit = ObjectHeader.OuterTether;
        if (!IsInner(reference)) return (ulong*)p - 1;
        ulong remembered = Remembered(reference);
        if ((remembered & Wordless) == 0) return (ulong*)p - 1;
        if ((remembered & ByOwner) == ByOwner)
        {
            bit = MarkedOwner.Tether;
            return OwnerOf(p, remembered);
        }
        bit <<= (int)(remembered & 15);
        return (ulong*)HeapFast.Root(state, p) - 1;
    }

    /// <summary>What a borrow of a living referent has to remember about its place: only the word of a union has a tag,
    /// and what that guards are parts of a variant.</summary>
    public static ulong PayloadOf(HeapState* state, in Ref reference)
    {
        bool hasWord = IsInner(reference) && (Remembered(reference) & Wordless) == 0;
        return hasWord && InnerWord.TypeId(state, HeapFast.Header(Place(reference))) != 0 ? Borrow.IsPayload : 0;
    }

    private static ulong* OwnerOf(byte* p, ulong remembered) =>
        (ulong*)p + (long)((remembered & ~ByOwner) >> MarkedOwner.GenerationBits) - MostWords;

    private static ulong Remembered(in Ref reference) =>
        ((reference.Generation & ~Flag) >> 32) | (ulong)reference.Address >> AddressBits << LowBits;

    private static Ref Pack(byte* p, ulong outer, ulong remembered) => new()
    {
        Address = (byte*)((ulong)p | remembered >> LowBits << AddressBits),
        Generation = outer | (remembered & LowMask) << 32 | Flag,
    };
}
