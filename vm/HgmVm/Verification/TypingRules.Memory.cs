using HgmVm.Bytecode;
using ValueType = HgmVm.Bytecode.ValueType;

namespace HgmVm.Verification;

internal sealed partial class TypingRules
{
    public bool Ld() => FieldOf(B, C) is { } f && CopyOnly(f.Type, f.Name, "take") && Agree(A, f.Type.Widened);

    public bool St() => FieldOf(A, B) is { } f && CopyOnly(f.Type, f.Name, "put") && SettableHere(f)
        && Agree(C, f.Type.Widened);

    public bool Take() => FieldOf(B, C) is { } f && LinearOnly(f.Type, f.Name, "ld") && Varying(f) && Agree(A, f.Type);

    public bool Put() => FieldOf(A, B) is { } f && LinearOnly(f.Type, f.Name, "st") && SettableHere(f)
        && Agree(C, f.Type);

    public bool Pass() => FieldOf(A, B) is { } to && Given(to) && FieldOf(C, D) is { } from && Passed(from)
        && AgreeOnPassed(to.Type, from.Type);

    public bool Replace() => FieldOf(A, B) is { } f && (f.Type.Kind == ValueKind.Inline
        ? SettableHere(f) && Agree(C, f.Type with { Kind = ValueKind.Own })
        : Varying(f) && LinearOnly(f.Type, f.Name, "st") && Agree(C, f.Type));

    public bool Full() => FieldOf(B, C) is { } f && LinearOnly(f.Type, f.Name, null);

    public bool RefField() => FieldOf(B, C) is { } f && OwnOnly(f.Type, f.Name)
        && Agree(A, new ValueType(ValueKind.Ref, f.Type.Index));

    public bool Inl() => FieldOf(B, C) is { } f && InlineOnly(f, C) && NeedsNoTether()
        && Agree(A, f.Type with { Kind = ValueKind.Borrow });

    public bool TetherInl() => FieldOf(B, C) is { } f && InlineOnly(f, C)
        && Agree(A, f.Type with { Kind = ValueKind.Borrow });

    public bool RefInl() => FieldOf(B, C) is { } f && InlineOnly(f, C)
        && Agree(A, f.Type with { Kind = ValueKind.Ref });

    public bool TagField() => FieldOf(B, C) is { } f && UnionOnly(f.Type, f.Name);

    public bool TetherField() => FieldOf(B, C) is { } f && OwnOnly(f.Type, f.Name) && Agree(A,
        new ValueType(ValueKind.Borrow, f.Type.Index));

    public bool ArrayNew() => scope.HeapTypeOf(A).IsArray
        || Fault(VerifierDiagnostics.WrongOperand,
            $"`array.new` makes an array, `{scope.NameOf(A)}` owns something else", A, "use `alloc`");

    public bool ArrayLen() => true;

    public bool ArrayLd() => CopyOnly(ElementOf(B), null, "array.take") && Agree(A, ElementOf(B).Widened);

    public bool ArraySt() => CopyOnly(ElementOf(A), null, "array.put") && Agree(C, ElementOf(A).Widened);

    public bool ArrayTake() => LinearOnly(ElementOf(B), null, "array.ld") && VaryingElements(B) && Agree(A, ElementOf(B));

    public bool ArrayPut() => LinearOnly(ElementOf(A), null, "array.st") && Agree(C, ElementOf(A));

    public bool ArrayPass() => LinearOnly(ElementOf(A), null, "ld` and `array.st") && FieldOf(C, D) is { } from
        && Passed(from) && AgreeOnPassed(ElementOf(A), from.Type);

    public bool PassElement() => FieldOf(A, B) is { } to && Given(to)
        && LinearOnly(ElementOf(C), null, "array.ld` and `st") && VaryingElements(C)
        && AgreeOnPassed(to.Type, ElementOf(C));

    public bool ArrayReplace() => ElementOf(A).Kind == ValueKind.Inline
        ? (IsUnion(ElementOf(A)) || Growing(A)) && Agree(C, OwnedElementOf(A))
        : LinearOnly(ElementOf(A), null, "array.st") && VaryingElements(A) && Agree(C, ElementOf(A));

    public bool ArrayFull() => LinearOnly(ElementOf(B), null, null);

    public bool ArrayRef() => ObjectOnly(ElementOf(B)) && Agree(A, new ValueType(ValueKind.Ref, ElementOf(B).Index));

    public bool ArrayTether() => ObjectOnly(ElementOf(B))
        && Agree(A, new ValueType(ValueKind.Borrow, ElementOf(B).Index));

    public bool ArrayPush() => Growing(A) && Agree(B, OwnedElementOf(A));

    public bool ArrayPop() => Growing(B) && Agree(A, OwnedElementOf(B));

    public bool ArrayInsert() => Growing(A) && Agree(C, OwnedElementOf(A));

    public bool ArrayRemove() => Growing(B) && Agree(A, OwnedElementOf(B));

    public bool ArrayLdField() => FieldOfElement(B, D) is { } f
        && CopyOnly(f.Type, f.Name, "array.take.field")
        && Agree(A, f.Type.Widened);

    public bool ArrayStField() => FieldOfElement(A, C) is { } f
        && CopyOnly(f.Type, f.Name, "array.put.field") && Varying(f)
        && Agree(D, f.Type.Widened);

    /// <summary>Nothing lies between finding the element and emptying the field, so no tether is needed.</summary>
    public bool ArrayTakeField() => FieldOfElement(B, D) is { } f && LinearOnly(f.Type, f.Name, "array.ld.field")
        && Varying(f) && Agree(A, f.Type);

    public bool ArrayPutField() => FieldOfElement(A, C) is { } f && LinearOnly(f.Type, f.Name, "array.st.field")
        && Varying(f) && Agree(D, f.Type);

    public bool ArrayFullField() => FieldOfElement(B, D) is { } f && LinearOnly(f.Type, f.Name, null);

    public bool ArrayTag() => UnionOnly(ElementOf(B), null);

    public bool ArrayTagField() => FieldOfElement(B, D) is { } f && UnionOnly(f.Type, f.Name);

    public bool ArrayReplaceField() => FieldOfElement(A, C) is { } f && Varying(f)
        && (f.Type.Kind == ValueKind.Inline ? Agree(D, f.Type with { Kind = ValueKind.Own })
            : LinearOnly(f.Type, f.Name, "array.st.field") && Agree(D, f.Type));

    public bool ArrayTetherInl() => FieldOfElement(B, D) is { } f && InlineOnly(f, D)
        && Agree(A, f.Type with { Kind = ValueKind.Borrow });

    public bool ArrayRefInl() => FieldOfElement(B, D) is { } f && InlineOnly(f, D)
        && Agree(A, f.Type with { Kind = ValueKind.Ref });

    public bool ArraySwap() => Growing(A);

    public bool ArrayFill() => Growing(A) && (ElementOf(A).Kind == ValueKind.Inline
        ? PlainOnly(ElementOf(A)) && Agree(D, ElementOf(A) with { Kind = ValueKind.Ref })
        : CopyOnly(ElementOf(A), null, "array.put") && Agree(D, ElementOf(A).Widened));

    public bool ArrayCopy() => Growing(A)
        && (IsDense(A) ? PlainOnly(ElementOf(A)) : CopyOnly(ElementOf(A), null, "array.take")) && AgreeOnTarget(A, C);

    public bool ArrayResize() => Growing(A)
        && (IsDense(A) || CopyOnly(ElementOf(A), null, "array.push` and `array.pop"));

    public bool GlobalLd() => CopyOnly(GlobalType(B), GlobalName(B), "global.take") && Agree(A, GlobalType(B).Widened);

    public bool GlobalSt() => CopyOnly(GlobalType(A), GlobalName(A), "global.put") && Agree(B, GlobalType(A).Widened);

    public bool GlobalTake() => LinearOnly(GlobalType(B), GlobalName(B), "global.ld") && Agree(A, GlobalType(B));

    public bool GlobalPut() => LinearOnly(GlobalType(A), GlobalName(A), "global.st") && Agree(B, GlobalType(A));

    public bool GlobalFull() => LinearOnly(GlobalType(B), GlobalName(B), null);

    public bool GlobalRef() => OwnOnly(GlobalType(B), GlobalName(B))
        && Agree(A, new ValueType(ValueKind.Ref, GlobalType(B).Index));

    /// <summary>A field that an owner can be passed to: as for <c>put</c>.</summary>
    private bool Given(FieldDefinition field) =>
        LinearOnly(field.Type, field.Name, "ld` and `st") && SettableHere(field);

    /// <summary>A field that an owner can be passed from: as for <c>take</c>.</summary>
    private bool Passed(FieldDefinition field) => LinearOnly(field.Type, field.Name, "ld` and `st") && Varying(field);

    private bool AgreeOnPassed(ValueType to, ValueType from) => to == from || Fault(VerifierDiagnostics.TypesDisagree,
        $"what is passed is {scope.Describe(from)}, but where it comes to there is {scope.Describe(to)}");

    private bool IsDense(int register) => scope.HeapTypeOf(register).IsDense;

    private ValueType ElementOf(int register) => scope.HeapTypeOf(register).Element;

    /// <summary>The register that an element moves to: an inline one becomes an object of its own.</summary>
    private ValueType OwnedElementOf(int register) => ElementOf(register) is { Kind: ValueKind.Inline } element
        ? element with { Kind = ValueKind.Own } : ElementOf(register).Widened;

    /// <summary>The field that a path reaches in an inline element; null, reported, when the elements are something
    /// else.</summary>
    private FieldDefinition? FieldOfElement(int register, int pathIndex)
    {
        FieldPath path = Module.Paths[pathIndex];
        ValueType element = ElementOf(register);
        bool startsThere = path.Row is { } row ? element == new ValueType(ValueKind.Inline, (ushort)row)
            : FieldPaths.StructOf(Module, element) == path.StructIndex;
        if (startsThere) return FieldPaths.Follow(Module, path, out _);
        Fault(VerifierDiagnostics.ForeignField, $"the elements of `{scope.NameOf(register)}` are {scope.Describe(ElementOf(register))}, "
            + $"the field is `{TypeNames.PathName(Module, path)}`", register);
        return null;
    }

    private ValueType GlobalType(int global) => Module.Globals[global].Type;

    private string GlobalName(int global) => Module.Globals[global].Name;

    /// <summary>The field that a path reaches through a register; null, reported, when the path starts at another
    /// struct.</summary>
    private FieldDefinition? FieldOf(int register, int pathIndex)
    {
        FieldPath path = Module.Paths[pathIndex];
        if (scope.HeapTypeOf(register).StructIndex == path.StructIndex) return FieldPaths.Follow(Module, path, out _);
        Fault(VerifierDiagnostics.ForeignField, $"`{scope.NameOf(register)}` is {scope.Describe(scope.TypeOf(register))}, "
            + $"the field is `{TypeNames.PathName(Module, path)}`", register);
        return null;
    }

    private bool PlainOnly(ValueType type) => scope.Inline.IsPlain(type)
        || Fault(VerifierDiagnostics.WrongAccess, $"the element is {scope.Describe(type)}, which `{_instruction.Row.Mnemonic}` cannot copy",
            hint: "it copies what has varying numbers, functions and refs in it, and nothing else");

    private bool IsUnion(ValueType type) => scope.Inline.IsUnion(type);

    private bool UnionOnly(ValueType type, string? name) => IsUnion(type)
        || Fault(VerifierDiagnostics.WrongAccess, $"{What(name)} is {scope.Describe(type)}, which is no inline union");

    private bool InlineOnly(FieldDefinition field, int pathIndex)
    {
        if (field.Type.Kind != ValueKind.Inline)
            return Fault(VerifierDiagnostics.WrongAccess, $"`{field.Name}` is {scope.Describe(field.Type)}, not an inline member",
                hint: field.Type.Kind == ValueKind.Own ? "use `tether.field`" : "load it with `ld`");
        FieldDefinition? unique = FieldPaths.Steps(Module, Module.Paths[pathIndex])
            .FirstOrDefault(member => member.IsUnique);
        return unique is null || Fault(VerifierDiagnostics.WrongAccess, $"`{unique.Name}` is unique: nothing borrows it or what is in it",
            hint: "reach its fields by a longer path, or replace it");
    }

    /// <summary>What is reached through a ref, or lies in a scope of its own, can be replaced or end while it is
    /// borrowed.</summary>
    private bool NeedsNoTether()
    {
        if (scope.TypeOf(B).Kind == ValueKind.Ref)
            return Fault(VerifierDiagnostics.WrongOperand,
                $"`{scope.NameOf(B)}` is a ref: what it refers to may end at any time", B, "use `tether.inl`");
        FieldDefinition? inner = FieldPaths.Steps(Module, Module.Paths[C]).FirstOrDefault(scope.Inline.IsScope);
        return inner is null || Fault(VerifierDiagnostics.WrongAccess,
            $"`{inner.Name}` can be replaced and holds final owners: a borrow of it needs a tether", B, "use `tether.inl`");
    }

    private bool Growing(int register) => scope.HeapTypeOf(register).IsArray
        || Fault(VerifierDiagnostics.WrongAccess, $"`{scope.NameOf(register)}` is {scope.Describe(scope.TypeOf(register))}, whose "
            + $"elements `{_instruction.Row.Mnemonic}` cannot move", register);

    private bool VaryingElements(int register) => !scope.HeapTypeOf(register).HasFinalElements
        || Fault(VerifierDiagnostics.FinalField, $"the elements of `{scope.NameOf(register)}` are final: "
            + $"`{_instruction.Row.Mnemonic}` cannot change them", register);

    private bool CopyOnly(ValueType type, string? name, string instead) => type.Kind == ValueKind.Inline
        ? Fault(VerifierDiagnostics.WrongAccess, $"{What(name)} is {scope.Describe(type)}, which `{_instruction.Row.Mnemonic}` cannot copy",
            hint: $"name a field of it, or borrow it with `{(name is null ? "tether" : "inl")}`")
        : !type.IsLinear || Fault(VerifierDiagnostics.WrongAccess,
            $"{What(name)} is {scope.Describe(type)}, which `{_instruction.Row.Mnemonic}` cannot copy",
            hint: $"use `{instead}`");

    private bool LinearOnly(ValueType type, string? name, string? instead) => type.IsLinear
        || Fault(VerifierDiagnostics.WrongAccess, $"{What(name)} is {scope.Describe(type)}, which owns nothing",
            hint: instead is null || type.Kind == ValueKind.Inline ? null : $"use `{instead}`");

    private bool ObjectOnly(ValueType element) => element.Kind == ValueKind.Inline || OwnOnly(element, null);

    private bool OwnOnly(ValueType type, string? name) => type.Kind == ValueKind.Own
        || Fault(VerifierDiagnostics.WrongAccess, $"{What(name)} is {scope.Describe(type)}, not an own",
            hint: type.Kind switch
            {
                ValueKind.Ref => "load it with `ld`",
                ValueKind.Inline => "borrow it with `tether.inl` or `inl`",
                _ => null,
            });

    private static string What(string? name) => name is null ? "the element" : $"`{name}`";

    private bool Varying(FieldDefinition field) => !field.IsFinal
        || Fault(VerifierDiagnostics.FinalField, $"`{field.Name}` is final: `{_instruction.Row.Mnemonic}` cannot change it");

    /// <summary>A final field is set through an `own` only; that the object is fresh there is for the flow analysis to
    /// see.</summary>
    private bool SettableHere(FieldDefinition field) => !field.IsFinal || scope.TypeOf(A).Kind == ValueKind.Own
        || Fault(VerifierDiagnostics.FinalField, $"`{field.Name}` is final, and `{scope.NameOf(A)}` is not the own of a fresh object", A);
}
