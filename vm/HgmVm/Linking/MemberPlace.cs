using HgmVm.Bytecode;

namespace HgmVm.Linking;

/// <summary>Where a path through inline members leads.</summary>
/// <param name="Type">The type of the member at its end.</param>
/// <param name="Offset">Its byte offset.</param>
/// <param name="Layout">How it lies in the struct that it is a field of.</param>
/// <param name="Bit">How many bits above that of the nearest word its tether is.</param>
/// <param name="Word">
/// Offset of the end of that nearest word: of the member on the path, this one included, before which it stands, or of
/// what follows the owner that serves as word; 0 when it is that of the start.
/// </param>
/// <param name="OuterWord">As <paramref name="Word"/>, of what the member lies in.</param>
/// <param name="IsMarked">True for an owned field that may be a <see cref="Memory.MarkedOwner"/>.</param>
internal readonly record struct MemberPlace(
    LinkedType Type, int Offset, MemberLayout Layout, int Bit, int Word, int OuterWord, bool IsMarked = false)
{
    /// <summary>Follows a path, which the verifier accepted, from a struct or a fixed array.</summary>
    public static MemberPlace Of(LinkedHeapType[] types, LinkedHeapType start, IReadOnlyList<ushort> path)
    {
        var place = new MemberPlace(new LinkedType(ValueKind.Inline, start.Id), 0, default, 0, 0, 0);
        foreach (ushort step in path) place = place.Step(types[place.Type.Id], step);
        return place;
    }

    private MemberPlace Step(LinkedHeapType type, int step)
    {
        if (type.Kind == HeapKind.Fixed) return Element(type, step);
        MemberLayout member = type.Members[step];
        int offset = Offset + member.Offset;
        bool hasWord = member.Guard is MemberGuard.Word or MemberGuard.Owner;
        return new MemberPlace(type.FieldTypes[step], offset, member, hasWord ? member.Bit : Bit + member.Bit,
            hasWord ? offset + member.WordEnd : Word, Word, type.IsMarked(step));
    }

    /// <summary>A union has a word of its own; any other element is kept as the whole array is.</summary>
    private MemberPlace Element(LinkedHeapType type, int index)
    {
        int offset = Offset + index * type.Stride + type.ElementWordBytes;
        bool hasWord = type.ElementWordBytes > 0;
        (MemberGuard guard, GuardReason reason) = hasWord ? (MemberGuard.Word, GuardReason.UnionTag)
            : (MemberGuard.None, GuardReason.Final);
        var layout = new MemberLayout(offset, type.Stride - type.ElementWordBytes, guard, 0, hasWord, reason);
        return new MemberPlace(type.Element, offset, layout, hasWord ? 0 : Bit, hasWord ? offset : Word, Word,
            type.IsMarked(0));
    }
}
