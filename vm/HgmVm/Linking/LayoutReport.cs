using HgmVm.Bytecode;
using HgmVm.Memory;

namespace HgmVm.Linking;

/// <summary>A part of a struct: a field, or the word that stands before one.</summary>
/// <param name="Offset">Byte offset in the payload; the header stands in the eight bytes before 0.</param>
/// <param name="Bytes">Bytes it takes.</param>
/// <param name="Member">The field's name.</param>
/// <param name="Type">Its type.</param>
/// <param name="Guard">Where its tether is: <c>word</c>, <c>bit 2</c>, or empty.</param>
/// <param name="Reason">Why; empty for what is not inline.</param>
public sealed record LayoutLine(int Offset, int Bytes, string Member, string Type, string Guard, string Reason);

/// <summary>How the objects of a struct, or the inline elements of an array, lie in memory, and what inline members
/// cost.</summary>
/// <param name="Name">The struct with its module, or the array.</param>
/// <param name="Bytes">Bytes of a payload, or from one element to the next.</param>
/// <param name="Lines">Its fields, in order.</param>
/// <param name="Varying">Inline varying members: each would have a word of its own if nothing were saved (M9).</param>
/// <param name="AfterTags">Of these, what is left when a union's generation shares the word of its tag (CGIVSI).</param>
/// <param name="AfterTypes">Of these, what is left when members that cannot go wrong have none (UTSLIG).</param>
/// <param name="Words">Words that the chosen layout has, those of unions included.</param>
/// <param name="Bits">Tether bits of the header that it uses beside the outer one.</param>
public sealed record LayoutReport(
    string Name, long Bytes, IReadOnlyList<LayoutLine> Lines, int Varying, int AfterTags, int AfterTypes, int Words,
        int Bits)
{
    /// <summary>True for the elements of an array.</summary>
    public bool IsArray { get; private init; }

    /// <summary>The structs and unions that the main module defines, then the arrays of inline elements that it uses,
    /// in order.</summary>
    public static IReadOnlyList<LayoutReport> Of(LinkedProgram program)
    {
        ArgumentNullException.ThrowIfNull(program);
        var reports = new List<LayoutReport>();
        foreach (LinkedHeapType type in program.Types)
        {
            // An interface has no objects of its own.
            if (type.Module == program.Modules[0] && type.Struct is { IsInterface: false })
                reports.Add(Of(program, type));
        }
        foreach (int id in program.Modules[0].TypeIds.Distinct())
        {
            if (program.Types[id] is { IsArray: true, Element.Kind: ValueKind.Inline } array)
                reports.Add(OfElements(program, array));
        }
        return reports;
    }

    private static LayoutReport Of(LinkedProgram program, LinkedHeapType type)
    {
        var lines = new List<LayoutLine>();
        int varying = 0, unions = 0, stable = 0, words = 0;
        for (int i = 0; i < type.Members.Length; i++)
        {
            (FieldDefinition field, MemberLayout member) = (type.Struct!.Fields[i], type.Members[i]);
            bool isInline = field.Type.Kind == ValueKind.Inline;
            LinkedHeapType? part = isInline ? program.Types[type.FieldTypes[i].Id] : null;
            bool isUnion = part is { IsUnion: true };
            bool isRowOfUnions = part is { ElementWordBytes: > 0 };
            bool isVarying = isInline && !field.IsFinal;
            varying += isVarying ? 1 : 0;
            unions += isVarying && (isUnion || isRowOfUnions) ? 1 : 0;
            stable += isVarying && !isUnion && !isRowOfUnions && !member.IsScope ? 1 : 0;
            words += (member.Guard == MemberGuard.Word ? 1 : 0) + (isRowOfUnions ? part!.Count : 0);
            string guard = member.Guard switch
            {
                MemberGuard.Word => "word",
                MemberGuard.Bit => $"bit {member.Bit}",
                MemberGuard.Owner => $"owner at {member.Offset + member.Owner}",
                _ => "",
            };
            string kind = field.IsFinal ? "final " : field.IsUnique ? "unique " : "varying ";
            if (member.Guard == MemberGuard.Word)
                lines.Add(new LayoutLine(member.Offset - InnerWord.SizeBytes, InnerWord.SizeBytes, $"({field.Name})",
                    "", "", WordText(program, isUnion)));
            lines.Add(new LayoutLine(member.Offset, member.Bytes, field.Name, kind + program.NameOf(type.FieldTypes[i]),
                guard,
                isRowOfUnions ? "a row of unions: each stands behind a word with generation, tether and "
                    + (program.UnionWords == UnionWords.Table ? "table" : "tag")
                : isInline ? Sentence(member.Reason, program.UnionWords) : type.IsMarked(i) ? "may be marked: read by mask and rotation" : ""));
        }
        foreach (int variant in type.Variants)
            lines.Add(new LayoutLine(0, (int)program.Types[variant].PayloadBytes, program.Types[variant].Name,
                "variant", "", ""));
        return new LayoutReport(type.Name, type.PayloadBytes, lines, varying, varying - unions,
            varying - unions - stable, words, type.InnerBits);
    }

    private static LayoutReport OfElements(LinkedProgram program, LinkedHeapType array)
    {
        LinkedHeapType element = program.Types[array.Element.Id];
        int word = array.ElementWordBytes, bytes = array.Descriptor.ElementBytes;
        var lines = new List<LayoutLine>();
        if (word > 0) lines.Add(new LayoutLine(0, word, "(element)", "", "", WordText(program, element.IsUnion)));
        lines.Add(new LayoutLine(word, bytes - word, "element", program.NameOf(array.Element), word > 0 ? "word" : "",
            array.IsDense ? "dense: each element is the same to a reader, so a reference finds whichever is there now"
                : "each place has a generation, so a reference finds nothing but what was there"));
        int words = word > 0 ? 1 : 0;
        return new LayoutReport(array.Name, bytes, lines, 0, 0, 0, words, element.InnerBits) { IsArray = true };
    }

    private static string WordText(LinkedProgram program, bool isUnion) =>
        "generation, " + (program.Inner == InnerPolicy.Bits ? "tethers" : "tether") + (!isUnion ? ""
            : program.UnionWords == UnionWords.Table ? ", table" : ", tag");

    private static string Sentence(GuardReason reason, UnionWords unionWords) => reason switch
    {
        GuardReason.Final => "final: replaced only with what it lies in",
        GuardReason.Unique => "unique: nobody borrows it",
        GuardReason.NoFinalOwners => "type-stable: no final owners, so nothing can go wrong",
        GuardReason.FinalOwners => "varying, and holds final owners",
        GuardReason.UnionTag when unionWords == UnionWords.Table =>
            "a union: the place of its table, exclusive-or the generation, shares a word with generation and tether",
        GuardReason.UnionTag => "a union: its tag shares a word with generation and tether",
        GuardReason.PassesScopesOn => "holds scopes, whose bits are counted from its own",
        GuardReason.OutOfBits => "the bits of the header are used up",
        _ => "",
    };
}
