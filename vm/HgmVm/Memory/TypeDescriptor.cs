namespace HgmVm.Memory;

/// <summary>What a payload is, for the heap's walkers.</summary>
internal enum PayloadKind : byte
{
    /// <summary>Fields at fixed offsets.</summary>
    Struct,

    /// <summary>An <see cref="ArrayObject"/>.</summary>
    Array,

    /// <summary>Element storage of an array that outgrew its first one: no references to it exist.</summary>
    Buffer,
}

/// <summary>What one word of a payload holds, as far as the heap cares.</summary>
internal enum SlotKind : byte
{
    /// <summary>Bits without meaning to the heap: numbers and function references.</summary>
    Data,

    /// <summary>An owning pointer, or zero.</summary>
    Own,

    /// <summary>A 16-byte <see cref="HgmVm.Memory.Ref"/>.</summary>
    Ref,

    /// <summary>A constraint pointer, or zero.</summary>
    Con,

    /// <summary>Elements of arrays only: a struct, fixed array or union, behind a word of its own.</summary>
    Inline,
}

/// <summary>
/// A reference at a fixed byte offset of a struct's payload. <paramref name="TypeId"/> is the type it refers to;
/// <paramref name="When"/> the condition under which it is there at all, -1 for always; <paramref name="IsMarked"/> is
/// true for a <see cref="MarkedOwner"/>.
/// </summary>
internal readonly record struct ReferenceSlot(int OffsetBytes, SlotKind Kind, int TypeId, int When = -1,
    bool IsMarked = false);

/// <summary>
/// A condition: the word at a byte offset has a tag, which is a variant's type id, and so has that of the union around
/// it.
/// <paramref name="Outer"/> is that union's condition, -1 for none.
/// </summary>
internal readonly record struct WhenTag(int WordOffset, int TypeId, int Outer);

/// <summary>The word of an inline member of a union's variant.</summary>
internal readonly record struct VariantWord(int OffsetBytes, int When);

/// <summary>An inline member whose type has a destructor, at a byte offset of the payload around it.</summary>
/// <param name="OffsetBytes">Where it is.</param>
/// <param name="TypeId">Its type.</param>
/// <param name="When">The condition under which it is there at all, -1 for always.</param>
/// <param name="Guard">What a borrow of it holds on to.</param>
internal readonly record struct InnerDestructor(int OffsetBytes, int TypeId, int When = -1, PartGuard Guard = default);

/// <summary>The tether of a part of an object.</summary>
/// <param name="WordOffset">The part, or what it lies in, in front of which its word stands; 0 for the header.</param>
/// <param name="Bit">How many bits above the lowest tether of that word its own is.</param>
/// <param name="Place">What <see cref="Borrow.Mask"/> says of its place in a union.</param>
internal readonly record struct PartGuard(int WordOffset, int Bit, ulong Place)
{
    /// <summary>The guard of a part of what this guards, at an offset.</summary>
    public PartGuard Around(PartGuard part, int offset) => part.WordOffset != 0
        ? part with { WordOffset = offset + part.WordOffset, Place = Within | part.Place }
        : new PartGuard(WordOffset, Bit + part.Bit, Within | part.Place);

    private ulong Within => Place != 0 ? Borrow.IsInPayload : 0;
}

/// <summary>
/// A type as the heap sees it: how large its objects are and where references stand in them. Descriptors are made when
/// a program is linked; their index in the heap's table is the type id of object headers.
/// </summary>
internal sealed class TypeDescriptor
{
    public required string Name { get; init; }

    public required PayloadKind Kind { get; init; }

    /// <summary>
    /// Bytes of a struct's payload, a multiple of 8, at least 8. For arrays: bytes of the array object without
    /// elements.
    /// </summary>
    public required int PayloadBytes { get; init; }

    /// <summary>References of a struct, by ascending offset.</summary>
    public ReferenceSlot[] References { get; init; } = [];

    /// <summary>Byte offsets of the words of inline members, those in members included, ascending; not those in
    /// unions.</summary>
    public int[] InnerWords { get; init; } = [];

    /// <summary>The words of inline members of variants of inline unions.</summary>
    public VariantWord[] VariantWords { get; init; } = [];

    /// <summary>What the parts of variants depend on.</summary>
    public WhenTag[] Conditions { get; init; } = [];

    /// <summary>For a union: the type ids of its variants. What owns one owns an object of one of these
    /// types.</summary>
    public int[] Variants { get; init; } = [];

    /// <summary>How many tether bits above its own the inline members use.</summary>
    public int InnerBits { get; init; }

    /// <summary>Inline members with destructors, in the order in which they run, after that of the type
    /// itself.</summary>
    public InnerDestructor[] Destructors { get; init; } = [];

    /// <summary>True when a reference may be to an inline member of this type, whose object is of another.</summary>
    public bool MayBeInner { get; init; }

    /// <summary>True for an interface: a reference to a member says then what the member is.</summary>
    public bool IsInterface { get; init; }

    /// <summary>Bytes of one element of an array, with its word if it has one.</summary>
    public int ElementBytes { get; init; }

    /// <summary>Bytes of the word before an inline element of an array; 0 in dense arrays.</summary>
    public int ElementWordBytes { get; init; }

    /// <summary>What the elements of an array are.</summary>
    public SlotKind ElementKind { get; init; }

    /// <summary>Type id that the elements refer to, when they are references; what they are, when they are
    /// inline.</summary>
    public int ElementTypeId { get; init; }

    /// <summary>The most owned fields that an inline element of an array has.</summary>
    public int ElementOwners { get; init; }

    /// <summary>As <see cref="ElementOwners"/>, of constraint fields.</summary>
    public int ElementConstraints { get; init; }

    /// <summary>For an array: true when some inline element may have a destructor to run.</summary>
    public bool ElementsHaveDestructors { get; init; }

    /// <summary>True when the program declares a destructor for the type: the dismantler stops for it.</summary>
    public bool HasDestructor { get; init; }

    /// <summary>True when conditions look at <see cref="TableWord"/>.</summary>
    public bool HasTables { get; init; }

    /// <summary>True when an owned field, for an array of an inline element, is a marked one.</summary>
    public bool HasMarkedOwners { get; init; }

    /// <summary>
    /// True when ending an object is more than giving back its slot: a destructor, owned or constraint fields.
    /// </summary>
    public bool NeedsDismantling { get; init; }
}
