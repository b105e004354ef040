using System.Globalization;
using HgmVm.Bytecode;
using HgmVm.Memory;

namespace HgmVm.Linking;

/// <summary>
/// Places the members of structs and fixed arrays, decides which inline members have a word or a tether bit of their
/// own, and gives every type the descriptor by which the heap walks it. The one place that knows where anything lies.
/// </summary>
/// <remarks>
/// A member is a scope when it is inline, varying, not unique, and holds final owners (M12: nothing can go wrong with
/// any other, so it has no word). The layout of a type never depends on what it lies in: code that has a borrow of a
/// member uses the same offsets wherever that member is. Bits of inner scopes are counted from the bit of the type
/// itself (V21 C): going into a member moves the mask up by the member's bit.
/// </remarks>
internal sealed class LayoutPass(LinkedHeapType[] types, InnerPolicy policy, UnionWords unionWords)
{
    /// <summary>Most bytes of a struct's payload: it fits the largest size class, and offsets fit 16 bits.</summary>
    public const int MaxStructBytes = 32_000;

    /// <summary>
    /// Most references, words, conditions and destructors that the descriptors of all types list together. An inline
    /// member repeats those of its type, so without a bound a small module could ask for gigabytes of them.
    /// </summary>
    public const int MaxParts = 1 << 20;

    /// <summary>
    /// Most of one type, variants of unions included, though they lie in the same place. An object that is being ended
    /// counts its owned values in the sixteen tether bits of its header.
    /// </summary>
    public const int MaxPartsOfType = ushort.MaxValue;

    /// <summary>
    /// Tether bits of a header beside the one for the whole object; the sixteenth bit says "constrained". A word with a
    /// table has one less, and a member may lie before or in either.
    /// </summary>
    private readonly int _maxInnerBits = unionWords == UnionWords.Table ? 13 : 14;

    private readonly Dictionary<LinkedModule, InlineRules> _rules = [];
    private int _partCount;

    /// <summary>What has more parts than it may, and how many it may have; null when nothing has.</summary>
    public string? TooManyParts { get; private set; }

    /// <summary>Lays a type out, and first those that lie in it. The verifier saw that none contains itself.</summary>
    public void Place(LinkedHeapType type)
    {
        if (type.PayloadBytes > 0) return;
        switch (type.Kind)
        {
            case HeapKind.Array:
                bool hasWords = type.Element.Kind == ValueKind.Inline && !type.IsDense;
                type.ElementWordBytes = hasWords ? InnerWord.SizeBytes : 0;
                return;
            case HeapKind.Fixed:
                PlaceElements(type);
                break;
            case HeapKind.Struct when type.IsUnion:
                PlaceVariants(type);
                break;
            case HeapKind.Struct when type.IsInterface:
                // No object has this type, and nothing lies in it.
                type.PayloadBytes = Rounded(0);
                break;
            default:
                PlaceFields(type);
                break;
        }
    }

    /// <summary>Describes a type to the heap, once all are laid out: only then is known which owners are
    /// marked.</summary>
    public void Describe(LinkedHeapType type) =>
        type.Descriptor ??= type.IsArray ? DescribeArray(type) : DescribeValue(type);

    private void PlaceElements(LinkedHeapType type)
    {
        LinkedHeapType? part = InlinePart(type.Element);
        bool isUnion = part is { IsUnion: true };
        type.ElementWordBytes = isUnion ? InnerWord.SizeBytes : 0;
        long stride = type.ElementWordBytes + BytesOf(type.Element);
        type.Stride = Saturated(stride);
        type.PayloadBytes = Rounded(stride * type.Count);
        // All elements share the bits: they are told apart by nothing else, and a borrow of one is a borrow of the row.
        // Unions have words of their own, and in them the bits for what is in them.
        type.InnerBits = isUnion ? 0 : part?.InnerBits ?? 0;
    }

    /// <summary>Variants lie over each other, from the start. The tag, generation and tether share the word before
    /// (CGIVSI).</summary>
    private void PlaceVariants(LinkedHeapType type)
    {
        foreach (int variant in type.Variants)
        {
            Place(types[variant]);
            type.PayloadBytes = Math.Max(type.PayloadBytes, types[variant].PayloadBytes);
            type.InnerBits = Math.Max(type.InnerBits, types[variant].InnerBits);
        }
        type.PayloadBytes = Rounded(type.PayloadBytes);
    }

    /// <summary>Fields stand in declaration order, each at its natural alignment; references and inline members at
    /// 8.</summary>
    private void PlaceFields(LinkedHeapType type)
    {
        type.Members = new MemberLayout[type.FieldTypes.Length];
        long offset = 0;
        for (int i = 0; i < type.FieldTypes.Length; i++)
        {
            LinkedType field = type.FieldTypes[i];
            long bytes = BytesOf(field);
            (MemberGuard guard, GuardReason reason) = GuardOf(type, type.Struct!.Fields[i], field);
            int alignment = field.Kind == ValueKind.Inline ? 8 : (int)Math.Min(bytes, 8);
            offset = (offset + alignment - 1) & -alignment;
            if (guard == MemberGuard.Word) offset += InnerWord.SizeBytes;
            int bit = guard switch
            {
                MemberGuard.Bit => type.InnerBits + 1,
                MemberGuard.Owner => MarkedOwner.TetherBit,
                _ => 0,
            };
            if (guard == MemberGuard.Bit) type.InnerBits += 1 + InlinePart(field)!.InnerBits;
            int owner = guard == MemberGuard.Owner ? MarkFirstOwner(types, InlinePart(field)!) : 0;
            bool isScope = field.Kind == ValueKind.Inline && RulesOf(type.Module!).IsScope(type.Struct!.Fields[i]);
            type.Members[i] = new MemberLayout(Saturated(offset), Saturated(bytes), guard, bit, isScope, reason, owner);
            offset += bytes;
        }
        type.PayloadBytes = Rounded(offset);
    }

    private (MemberGuard Guard, GuardReason Reason) GuardOf(LinkedHeapType owner, FieldDefinition field,
        LinkedType linked)
    {
        if (InlinePart(linked) is not { } part) return (MemberGuard.None, GuardReason.NotInline);
        if (part.IsUnion) return (MemberGuard.Word, GuardReason.UnionTag);
        bool isScope = RulesOf(owner.Module!).IsScope(field);
        GuardReason reason = isScope ? GuardReason.FinalOwners : field.IsFinal ? GuardReason.Final
            : field.IsUnique ? GuardReason.Unique : GuardReason.NoFinalOwners;
        if (policy == InnerPolicy.Generations) return (isScope ? MemberGuard.Word : MemberGuard.None, reason);
        if (policy == InnerPolicy.Owners) return (isScope ? MemberGuard.Owner : MemberGuard.None, reason);
        if (!isScope && part.InnerBits == 0) return (MemberGuard.None, reason);
        if (owner.InnerBits + 1 + part.InnerBits > _maxInnerBits) return (MemberGuard.Word, GuardReason.OutOfBits);
        return (MemberGuard.Bit, isScope ? reason : GuardReason.PassesScopesOn);
    }

    /// <summary>
    /// Marks the first final owner of a member that is a scope, and says where in it that is. There is one, since a
    /// scope holds a final owner: its own, one of a final member, or the first of a row. No other scope has the same
    /// one: between it and the scope around it nothing varies.
    /// </summary>
    private static int MarkFirstOwner(LinkedHeapType[] types, LinkedHeapType part)
    {
        if (part.Kind == HeapKind.Fixed)
        {
            if (part.Element.Kind == ValueKind.Inline) return MarkFirstOwner(types, types[part.Element.Id]);
            if (part is { Element.Kind: ValueKind.Own, HasFinalElements: true }) part.Mark(0);
            return part.IsMarked(0) ? 0 : -1;
        }
        for (int i = 0; i < part.Members.Length; i++)
        {
            if (!part.Struct!.Fields[i].IsFinal) continue;
            if (part.FieldTypes[i].Kind == ValueKind.Own) part.Mark(i);
            int offset = part.IsMarked(i) ? 0 : part.FieldTypes[i].Kind != ValueKind.Inline ? -1
                : MarkFirstOwner(types, types[part.FieldTypes[i].Id]);
            if (offset >= 0) return part.Members[i].Offset + offset;
        }
        return -1;
    }

    private InlineRules RulesOf(LinkedModule module)
    {
        if (!_rules.TryGetValue(module, out InlineRules? rules))
            _rules[module] = rules = InlineRules.Of(module.Module, out _)!;
        return rules;
    }

    /// <summary>What lies inline where a type stands, laid out; null when nothing does.</summary>
    private LinkedHeapType? InlinePart(LinkedType type)
    {
        if (type.Kind != ValueKind.Inline) return null;
        Place(types[type.Id]);
        return types[type.Id];
    }

    private long BytesOf(LinkedType type) => InlinePart(type)?.PayloadBytes ?? type.Bytes;

    /// <summary>Whole words, and at least one: a free slot keeps its link there.</summary>
    private static long Rounded(long bytes) => Math.Max(8, (Math.Min(bytes, int.MaxValue) + 7) & -8);

    /// <summary>The bytes of a type for a message; sizes are followed only so far.</summary>
    public static string SizeText(LinkedHeapType type) => type.PayloadBytes < (int.MaxValue & -8)
        ? type.PayloadBytes.ToString(CultureInfo.InvariantCulture) : "more than 2,000,000,000";

    private static int Saturated(long bytes) => (int)Math.Min(bytes, int.MaxValue);

    private TypeDescriptor DescribeValue(LinkedHeapType type)
    {
        var parts = new PartList();
        // What is too large is refused, and might have more parts than memory could list.
        if (type.PayloadBytes <= MaxStructBytes && TooManyParts is null) AddParts(type, parts);
        _partCount += parts.Count;
        if (parts.Count > MaxPartsOfType) TooManyParts ??= $"`{type.Name}` has more than {MaxPartsOfType} parts";
        else if (_partCount > MaxParts) TooManyParts ??= $"all types together have more than {MaxParts} parts";
        return new TypeDescriptor
        {
            Name = type.Name,
            Kind = PayloadKind.Struct,
            PayloadBytes = Math.Min(Saturated(type.PayloadBytes), MaxStructBytes),
            References = [.. parts.References],
            InnerWords = [.. parts.Words],
            VariantWords = [.. parts.VariantWords],
            Conditions = [.. parts.Conditions],
            Variants = type.Variants,
            InnerBits = type.InnerBits,
            Destructors = [.. parts.Destructors],
            MayBeInner = type.MayBeInner,
            IsInterface = type.IsInterface,
            HasTables = unionWords == UnionWords.Table,
            HasDestructor = type.Destructor is not null,
            HasMarkedOwners = parts.HasMarkedOwners,
            NeedsDismantling = type.Destructor is not null || parts.Destructors.Count + parts.Words.Count > 0
                || type.IsUnion || type.IsInterface
                || parts.References.Exists(slot => slot.Kind is SlotKind.Own or SlotKind.Con),
        };
    }

    private void AddParts(LinkedHeapType type, PartList parts)
    {
        if (type.Kind == HeapKind.Fixed)
        {
            bool isMarked = type.IsMarked(0);
            for (int i = 0; i < type.Count && parts.Count <= MaxPartsOfType; i++)
            {
                int offset = i * type.Stride + type.ElementWordBytes;
                if (type.ElementWordBytes > 0) parts.Words.Add(i * type.Stride);
                var guard = new PartGuard(type.ElementWordBytes > 0 ? offset : 0, 0, 0);
                AddPart(type.Element, offset, guard, isMarked, parts);
            }
            return;
        }
        for (int i = 0; i < type.Members.Length; i++)
        {
            MemberLayout member = type.Members[i];
            bool hasWord = member.Guard == MemberGuard.Word;
            if (hasWord) parts.Words.Add(member.Offset - InnerWord.SizeBytes);
            bool isMarker = member.Guard == MemberGuard.Owner;
            var guard = new PartGuard(hasWord || isMarker ? member.Offset + member.WordEnd : 0, member.Bit, 0);
            AddPart(type.FieldTypes[i], member.Offset, guard, type.IsMarked(i), parts);
        }
    }

    private void AddPart(LinkedType type, int offset, PartGuard guard, bool isMarked, PartList parts)
    {
        // Variants that hold unions double in number at each level: what is refused anyway must not be listed first.
        if (parts.Count > MaxPartsOfType) return;
        SlotKind kind = KindOf(type);
        if (kind != SlotKind.Data) parts.References.Add(new ReferenceSlot(offset, kind, type.Id, -1, isMarked));
        parts.HasMarkedOwners |= isMarked;
        if (InlinePart(type) is not { } part) return;
        Describe(part);
        if (!part.IsUnion)
        {
            AddMember(part, offset, -1, guard, parts);
            return;
        }
        foreach (int variant in part.Variants)
        {
            if (parts.Count > MaxPartsOfType) return;
            Describe(types[variant]);
            parts.Conditions.Add(new WhenTag(offset - InnerWord.SizeBytes, variant, -1));
            AddMember(types[variant], offset, parts.Conditions.Count - 1,
                guard with { Place = Memory.Borrow.IsPayload }, parts);
        }
    }

    /// <summary>Adds what is in a member, of which all depends on a condition.</summary>
    private static void AddMember(LinkedHeapType part, int offset, int when, PartGuard guard, PartList parts)
    {
        TypeDescriptor inner = part.Descriptor;
        int shift = parts.Conditions.Count;
        parts.HasMarkedOwners |= inner.HasMarkedOwners;
        foreach (WhenTag condition in inner.Conditions)
            parts.Conditions.Add(new WhenTag(offset + condition.WordOffset, condition.TypeId, Moved(condition.Outer)));
        if (part.Destructor is not null) parts.Destructors.Add(new InnerDestructor(offset, part.Id, when, guard));
        foreach (ReferenceSlot slot in inner.References)
            parts.References.Add(slot with { OffsetBytes = offset + slot.OffsetBytes, When = Moved(slot.When) });
        foreach (InnerDestructor member in inner.Destructors)
            parts.Destructors.Add(member with
            {
                OffsetBytes = offset + member.OffsetBytes,
                When = Moved(member.When),
                Guard = guard.Around(member.Guard, offset),
            });
        foreach (VariantWord word in inner.VariantWords)
            parts.VariantWords.Add(new VariantWord(offset + word.OffsetBytes, Moved(word.When)));
        foreach (int word in inner.InnerWords)
        {
            if (when < 0) parts.Words.Add(offset + word);
            else parts.VariantWords.Add(new VariantWord(offset + word, when));
        }

        int Moved(int condition) => condition < 0 ? when : condition + shift;
    }

    /// <summary>
    /// Inline elements have a word each, whatever the policy: elements have no bits in common, and what was popped must
    /// not be taken for what was pushed into its place. Unless the array says that it may be, and its elements are such
    /// that nothing can go wrong.
    /// </summary>
    private TypeDescriptor DescribeArray(LinkedHeapType type)
    {
        LinkedHeapType? part = InlinePart(type.Element);
        SlotKind kind = part is null ? KindOf(type.Element) : SlotKind.Inline;
        LinkedHeapType[] values = part is null ? []
            : part.IsUnion ? [.. part.Variants.Select(id => types[id])] : [part];
        Array.ForEach(values, Describe);
        return new TypeDescriptor
        {
            Name = type.Name,
            Kind = PayloadKind.Array,
            PayloadBytes = ArrayObject.SizeBytes,
            ElementBytes = part is null ? type.Element.Bytes : ElementBytes(type, part),
            ElementWordBytes = type.ElementWordBytes,
            ElementKind = kind,
            ElementTypeId = type.Element.Id,
            ElementOwners = MostOf(values, SlotKind.Own),
            ElementConstraints = MostOf(values, SlotKind.Con),
            ElementsHaveDestructors = Array.Exists(values, value => value.Destructor is not null
                || value.Descriptor.Destructors.Length > 0),
            HasMarkedOwners = Array.Exists(values, value => value.Descriptor.HasMarkedOwners),
            NeedsDismantling = kind is SlotKind.Own or SlotKind.Con or SlotKind.Inline,
        };

        static int MostOf(LinkedHeapType[] values, SlotKind kind)
        {
            int most = 0;
            foreach (LinkedHeapType value in values)
                most = Math.Max(most, value.Descriptor.References.Count(slot => slot.Kind == kind));
            return most;
        }
    }

    /// <summary>What is too large is refused, and may be of any size.</summary>
    private static int ElementBytes(LinkedHeapType array, LinkedHeapType part) =>
        array.ElementWordBytes + (int)Math.Min(part.PayloadBytes, MaxStructBytes);

    private static SlotKind KindOf(LinkedType type) => type.Kind switch
    {
        ValueKind.Own => SlotKind.Own,
        ValueKind.Ref => SlotKind.Ref,
        ValueKind.Con => SlotKind.Con,
        _ => SlotKind.Data,
    };

    private sealed class PartList
    {
        public List<ReferenceSlot> References { get; } = [];

        public List<int> Words { get; } = [];

        public List<VariantWord> VariantWords { get; } = [];

        public bool HasMarkedOwners { get; set; }

        public List<WhenTag> Conditions { get; } = [];

        public List<InnerDestructor> Destructors { get; } = [];

        public int Count => References.Count + Words.Count + VariantWords.Count + Conditions.Count + Destructors.Count;
    }
}
