using HgmVm.Bytecode;
using ValueType = HgmVm.Bytecode.ValueType;

namespace HgmVm.Verification;

internal sealed partial class TypingRules
{
    public bool Ld() => FieldOf(B, C) is { } f && CopyOnly(f.Type, f.Name, "take") && Agree(A, f.Type.Widened);

    public bool St() => FieldOf(A, B) is { } f && CopyOnly(f.Type, f.Name, "put") && SettableHere(f) && Agree(C, f.Type.Widened);

    public bool Take() => FieldOf(B, C) is { } f && LinearOnly(f.Type, f.Name, "ld") && Varying(f) && Agree(A, f.Type);

    public bool Put() => FieldOf(A, B) is { } f && LinearOnly(f.Type, f.Name, "st") && SettableHere(f) && Agree(C, f.Type);

    public bool Replace() => FieldOf(A, B) is { } f && LinearOnly(f.Type, f.Name, "st") && Varying(f) && Agree(C, f.Type);

    public bool Full() => FieldOf(B, C) is { } f && LinearOnly(f.Type, f.Name, null);

    public bool RefField() => FieldOf(B, C) is { } f && OwnOnly(f.Type, f.Name) && Agree(A, new ValueType(ValueKind.Ref, f.Type.Index));

    public bool TetherField() => FieldOf(B, C) is { } f && OwnOnly(f.Type, f.Name) && Agree(A, new ValueType(ValueKind.Borrow, f.Type.Index));

    public bool ArrayNew() => scope.HeapTypeOf(A).IsArray
        || Fault(VerifierDiagnostics.WrongOperand, $"`array.new` makes an array, `{scope.NameOf(A)}` owns a struct", A, "use `alloc`");

    public bool ArrayLen() => true;

    public bool ArrayLd() => CopyOnly(ElementOf(B), null, "array.take") && Agree(A, ElementOf(B).Widened);

    public bool ArraySt() => CopyOnly(ElementOf(A), null, "array.put") && Agree(C, ElementOf(A).Widened);

    public bool ArrayTake() => LinearOnly(ElementOf(B), null, "array.ld") && Agree(A, ElementOf(B));

    public bool ArrayPut() => LinearOnly(ElementOf(A), null, "array.st") && Agree(C, ElementOf(A));

    public bool ArrayReplace() => LinearOnly(ElementOf(A), null, "array.st") && Agree(C, ElementOf(A));

    public bool ArrayFull() => LinearOnly(ElementOf(B), null, null);

    public bool ArrayRef() => OwnOnly(ElementOf(B), null) && Agree(A, new ValueType(ValueKind.Ref, ElementOf(B).Index));

    public bool ArrayTether() => OwnOnly(ElementOf(B), null) && Agree(A, new ValueType(ValueKind.Borrow, ElementOf(B).Index));

    public bool ArrayPush() => Agree(B, ElementOf(A).Widened);

    public bool ArrayPop() => Agree(A, ElementOf(B).Widened);

    public bool ArrayInsert() => Agree(C, ElementOf(A).Widened);

    public bool ArrayRemove() => Agree(A, ElementOf(B).Widened);

    public bool ArraySwap() => true;

    public bool ArrayFill() => CopyOnly(ElementOf(A), null, "array.put") && Agree(_instruction.Operand(3), ElementOf(A).Widened);

    public bool ArrayCopy() => CopyOnly(ElementOf(A), null, "array.take") && AgreeOnTarget(A, C);

    public bool GlobalLd() => CopyOnly(GlobalType(B), GlobalName(B), "global.take") && Agree(A, GlobalType(B).Widened);

    public bool GlobalSt() => CopyOnly(GlobalType(A), GlobalName(A), "global.put") && Agree(B, GlobalType(A).Widened);

    public bool GlobalTake() => LinearOnly(GlobalType(B), GlobalName(B), "global.ld") && Agree(A, GlobalType(B));

    public bool GlobalPut() => LinearOnly(GlobalType(A), GlobalName(A), "global.st") && Agree(B, GlobalType(A));

    public bool GlobalFull() => LinearOnly(GlobalType(B), GlobalName(B), null);

    public bool GlobalRef() => OwnOnly(GlobalType(B), GlobalName(B)) && Agree(A, new ValueType(ValueKind.Ref, GlobalType(B).Index));

    private ValueType ElementOf(int register) => scope.HeapTypeOf(register).Element;

    private ValueType GlobalType(int global) => Module.Globals[global].Type;

    private string GlobalName(int global) => Module.Globals[global].Name;

    /// <summary>The field that a path reaches through a register; null, reported, when the path starts at another struct.</summary>
    private FieldDefinition? FieldOf(int register, int pathIndex)
    {
        FieldPath path = Module.Paths[pathIndex];
        StructDefinition definition = Module.Structs[path.StructIndex];
        FieldDefinition field = definition.Fields[path.Fields[0]];
        if (scope.HeapTypeOf(register).StructIndex == path.StructIndex) return field;
        Fault(VerifierDiagnostics.ForeignField, $"`{scope.NameOf(register)}` is {scope.Describe(scope.TypeOf(register))}, "
            + $"the field is `{TypeNames.StructName(definition)}.{field.Name}`", register);
        return null;
    }

    private bool CopyOnly(ValueType type, string? name, string instead) => !type.IsLinear
        || Fault(VerifierDiagnostics.WrongAccess, $"{What(name)} is {scope.Describe(type)}, which `{_instruction.Row.Mnemonic}` cannot copy",
            hint: $"use `{instead}`");

    private bool LinearOnly(ValueType type, string? name, string? instead) => type.IsLinear
        || Fault(VerifierDiagnostics.WrongAccess, $"{What(name)} is {scope.Describe(type)}, which owns nothing",
            hint: instead is null ? null : $"use `{instead}`");

    private bool OwnOnly(ValueType type, string? name) => type.Kind == ValueKind.Own
        || Fault(VerifierDiagnostics.WrongAccess, $"{What(name)} is {scope.Describe(type)}, not an own",
            hint: type.Kind == ValueKind.Ref ? "load it with `ld`" : null);

    private static string What(string? name) => name is null ? "the element" : $"`{name}`";

    private bool Varying(FieldDefinition field) => !field.IsFinal
        || Fault(VerifierDiagnostics.FinalField, $"`{field.Name}` is final: `{_instruction.Row.Mnemonic}` cannot change it");

    /// <summary>A final field is set through an `own` only; that the object is fresh there is for the flow analysis to see.</summary>
    private bool SettableHere(FieldDefinition field) => !field.IsFinal || scope.TypeOf(A).Kind == ValueKind.Own
        || Fault(VerifierDiagnostics.FinalField, $"`{field.Name}` is final, and `{scope.NameOf(A)}` is not the own of a fresh object", A);
}
