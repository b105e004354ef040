using System.Numerics;
using System.Runtime.CompilerServices;

namespace HgmVm.Memory;

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
/// Where the member has no word of its own, its "generation" has bit 46 set and says what keeps it:
/// <list type="table">
/// <item><term>bit 46</term><description>the object around it, by the tether bit of the header that bits 0 to 3
/// name.</description></item>
/// <item><term>bits 46, 45</term><description>a <see cref="MarkedOwner"/>, which is as many words behind the member
/// as bits 18 to 31 say, less 8192; its generation is in bits 0 to 17.</description></item>
/// <item><term>bits 46, 44</term><description>the word of what it is a part of, as many words before it as bits 32 to
/// 43 say, by the tether bit that bits 28 to 31 name; its generation is in bits 0 to 27.</description></item>
/// </list>
/// A generation that does not fit is remembered by no reference, like the last one of a word.
/// A reference to an interface says of a member what it is, too. Its address is shorter then: no heap has more than
/// 2^40 bytes.
/// <list type="table">
/// <item><term>Address 0-36</term><description>the member, in words from the start of the heap.</description></item>
/// <item><term>Address 37-47</term><description>number of its type among those that are somewhere inline and
/// implement an interface.</description></item>
/// <item><term>the rest</term><description>as above; bits 46 and 0 to 3 of the member's generation say that it is the
/// first member of its object, with the same address and tether.</description></item>
/// </list>
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
    private const ulong AddressMask = (1UL << AddressBits) - 1;
    private const int PlaceBits = 37;

    /// <summary>The constrained bit of a header, which is no tether.</summary>
    private const ulong FirstMember = Wordless | 15;
    private const ulong ByWord = Wordless | Wordless >> 2;
    private const int PartGenerationBits = 28;
    private const int PartWordsShift = 32;
    private const int PartWordsBits = 12;
    private const ulong PartLastGeneration = (1UL << PartGenerationBits) - 1;

    /// <summary>Most types of members that a reference to an interface can name.</summary>
    public const int MostNumbers = 1 << (AddressBits - PlaceBits);

    /// <summary>True for a reference to a member; false for one to a whole object, and for null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsInner(in Ref reference) => (long)reference.Generation < 0;

    /// <summary>What a reference of either sort points to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Place(in Ref reference) =>
        IsInner(reference) ? (byte*)((ulong)reference.Address & AddressMask) : reference.Address;

    /// <summary>The address of what a reference of either sort refers to, if that lives; else null.</summary>
    public static byte* Living(HeapState* state, in Ref reference)
    {
        byte* p = Place(reference);
        if (p == null) return null;
        byte* root = IsInner(reference) ? HeapFast.Root(state, p) : p;
        if ((uint)HeapFast.Header(root) != (uint)reference.Generation) return null;
        if (!IsInner(reference)) return p;
        ulong remembered = Remembered(reference);
        return Agrees(state, p, remembered) ? p : null;
    }

    /// <summary>True when what keeps a member, in an object that lives, has the generation that is
    /// remembered.</summary>
    private static bool Agrees(HeapState* state, byte* p, ulong remembered)
    {
        if ((remembered & Wordless) == 0) return InnerWord.Generation(state, HeapFast.Header(p)) == remembered;
        if ((remembered & ByOwner) == ByOwner)
            return MarkedOwner.Generation(*OwnerOf(p, remembered)) == (remembered & MarkedOwner.LastGeneration);
        return (remembered & ByWord) != ByWord
            || InnerWord.Generation(state, *WordAround(p, remembered)) == (remembered & PartLastGeneration);
    }

    /// <summary>A reference to what a borrow holds. False, and null, for a part of a union's variant: the words in one
    /// are data of the next.</summary>
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
            ulong index = (ulong)BitOperations.TrailingZeroCount(bit) - ObjectHeader.TetherShift;
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
        ulong generation = InnerWord.Generation(state, *borrow.Header);
        // The first member of something with a word has its address too, but not always its tether.
        bool hasWord = borrow.Header == &((ulong*)p)[-1] && bit == ObjectHeader.OuterTether;
        if (!hasWord) reference = ToPart(p, outer, borrow.Header, bit, generation);
        else if (generation != InnerWord.LastGeneration(state)) reference = Pack(p, outer, generation);
        return true;
    }

    /// <summary>A reference to a part of something with a word, which ends when that is replaced.</summary>
    private static Ref ToPart(byte* p, ulong outer, ulong* word, ulong bit, ulong generation)
    {
        ulong words = (ulong)((ulong*)p - word);
        ulong index = (ulong)BitOperations.TrailingZeroCount(bit) - ObjectHeader.TetherShift;
        HeapAssert.Cheap(words - 1 < (1UL << PartWordsBits) - 1, "a word lies before its parts, in the same object");
        return generation >= PartLastGeneration ? default
            : Pack(p, outer, ByWord | words << PartWordsShift | index << PartGenerationBits | generation);
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
        if ((remembered & ByWord) == ByWord)
        {
            bit <<= (int)(remembered >> PartGenerationBits & 15);
            return WordAround(p, remembered);
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

    /// <summary>A reference to a member as one to an interface of it: its number says what the member is. See
    /// <see cref="Plain"/> for the way back.</summary>
    public static Ref Named(HeapState* state, in Ref reference, int number)
    {
        HeapAssert.Cheap((uint)number < MostNumbers && IsInner(reference), "a member has a number that fits");
        ulong words = (ulong)(Place(reference) - state->Base) / InnerWord.SizeBytes;
        HeapAssert.Cheap(words < 1UL << PlaceBits, "a heap is not larger than a reference can name");
        return reference with { Address = (byte*)(((ulong)reference.Address & ~AddressMask)
            | (ulong)number << PlaceBits | words) };
    }

    /// <summary>As <see cref="Named"/>, of the first member of an object, to which a reference is one to the
    /// object.</summary>
    public static Ref NamedFirst(HeapState* state, in Ref reference, int number) =>
        Named(state, Pack(reference.Address, (uint)reference.Generation, FirstMember), number);

    /// <summary>The number of the member that a reference to an interface refers to.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int NumberOf(in Ref reference) =>
        (int)((ulong)reference.Address >> PlaceBits & (MostNumbers - 1));

    /// <summary>A reference to an interface as one to the struct that is there.</summary>
    public static Ref Plain(HeapState* state, in Ref reference)
    {
        if (!IsInner(reference)) return reference;
        byte* p = state->Base + (((ulong)reference.Address & ((1UL << PlaceBits) - 1)) * InnerWord.SizeBytes);
        return Remembered(reference) == FirstMember ? new Ref { Address = p, Generation = (uint)reference.Generation }
            : reference with { Address = (byte*)(((ulong)reference.Address & ~AddressMask) | (ulong)p) };
    }

    private static ulong* OwnerOf(byte* p, ulong remembered) =>
        (ulong*)p + (long)((remembered & ~ByOwner) >> MarkedOwner.GenerationBits) - MostWords;

    private static ulong* WordAround(byte* p, ulong remembered) =>
        (ulong*)p - (long)(remembered >> PartWordsShift & ((1UL << PartWordsBits) - 1));

    private static ulong Remembered(in Ref reference) =>
        ((reference.Generation & ~Flag) >> 32) | (ulong)reference.Address >> AddressBits << LowBits;

    private static Ref Pack(byte* p, ulong outer, ulong remembered) => new()
    {
        Address = (byte*)((ulong)p | remembered >> LowBits << AddressBits),
        Generation = outer | (remembered & LowMask) << 32 | Flag,
    };
}
