using HgmVm.Bytecode;
using HgmVm.Diagnostics;
using HgmVm.Isa;
using ValueType = HgmVm.Bytecode.ValueType;

namespace HgmVm.Verification;

/// <summary>
/// How the types of an instruction's operands must agree with each other and with the tables. Each method judges the
/// current instruction, whose operands are known to exist and to be of the right class; true when there is nothing to
/// report.
/// </summary>
internal sealed partial class TypingRules(FunctionScope scope) : IPortableOps<bool>
{
    private DecodedInstruction _instruction;

    private int A => _instruction.Operand(0);

    private int B => _instruction.Operand(1);

    private int C => _instruction.Operand(2);

    private int D => _instruction.Operand(3);

    private Module Module => scope.Module;

    /// <summary>Makes an instruction the current one.</summary>
    public TypingRules On(in DecodedInstruction instruction)
    {
        _instruction = instruction;
        return this;
    }

    public bool Nop() => true;

    public bool Jmp() => true;

    public bool BrNz() => true;

    public bool BrZ() => true;

    public bool Switch() => _instruction.LabelCount > 0 || Fault(VerifierDiagnostics.EmptySwitch, "`switch` has no labels");

    public bool Trap() => true;

    public bool Unreachable() => true;

    public bool ConstI32() => true;

    public bool ConstI64() => true;

    public bool ConstF32() => true;

    public bool ConstF64() => true;

    public bool Null() => true;

    public bool Func() => RefuseDestructor(B)
        && Agree(A, new ValueType(ValueKind.Function, (ushort)Module.Functions[B].Signature));

    public bool Str() => (scope.HeapTypeOf(A) is { IsArray: true } array && array.Element.Kind == ValueKind.U8)
        || Fault(VerifierDiagnostics.TypesDisagree, $"`{scope.NameOf(A)}` is {scope.Describe(scope.TypeOf(A))}, not own array u8", A);

    public bool Mov()
    {
        if (A == B && scope.TypeOf(A) is { IsReference: true, Kind: not ValueKind.Ref })
            return Fault(VerifierDiagnostics.NamedTwice, $"`mov` moves `{scope.NameOf(A)}` onto itself", A);
        return Agree(A, scope.TypeOf(B));
    }

    public bool Alloc()
    {
        HeapType type = scope.HeapTypeOf(A);
        if (type.IsArray)
            return Fault(VerifierDiagnostics.WrongOperand,
                $"`alloc` makes structs and fixed arrays, `{scope.NameOf(A)}` owns an array", A, "use `array.new`");
        if (Module.InterfaceOf(scope.TypeOf(A)) is not null)
            return Fault(VerifierDiagnostics.WrongOperand, $"`{scope.NameOf(A)}` owns what implements an interface", A,
                "`alloc` a struct that does, and let `iface` give it");
        return !(type.IsStruct && Module.Structs[type.StructIndex].IsUnion)
            || Fault(VerifierDiagnostics.WrongOperand, $"`{scope.NameOf(A)}` owns a union", A, "`alloc` a variant and `make` it one");
    }

    public bool Free() => true;

    public bool Make() => UnionOf(A) is { } union && VariantOf(union, B);

    public bool Tag() => UnionOf(B) is not null;

    public bool Narrow()
    {
        ValueKind kind = scope.TypeOf(A).Kind;
        if (Module.InterfaceOf(scope.TypeOf(B)) is not null) return SameKind(kind) && Implements(A, B);
        if (kind is not (ValueKind.Borrow or ValueKind.Own) || scope.TypeOf(B).Kind != kind)
            return Fault(VerifierDiagnostics.WrongOperand, $"`narrow` makes a borrow of a borrow and an own of an own, "
                + $"`{scope.NameOf(A)}` is {scope.Describe(scope.TypeOf(A))}", A);
        return UnionOf(B) is { } union && VariantOf(union, A);
    }

    public bool Iface()
    {
        if (Module.InterfaceOf(scope.TypeOf(A)) is null)
            return Fault(VerifierDiagnostics.WrongOperand,
                $"`{scope.NameOf(A)}` is {scope.Describe(scope.TypeOf(A))}, which is no interface", A);
        return SameKind(scope.TypeOf(A).Kind) && Implements(B, A);
    }

    private bool SameKind(ValueKind kind) => scope.TypeOf(B).Kind == kind || Fault(VerifierDiagnostics.WrongOperand,
        $"`{_instruction.Row.Mnemonic}` leaves a reference what it is: `{scope.NameOf(A)}` is {scope.Describe(scope.TypeOf(A))}, "
            + $"`{scope.NameOf(B)}` is {scope.Describe(scope.TypeOf(B))}", A);

    private bool Implements(int register, int other)
    {
        HeapType type = scope.HeapTypeOf(register);
        int target = scope.HeapTypeOf(other).StructIndex;
        if (type.IsStruct && Module.Implementations.Exists(known => known.Struct == type.StructIndex
            && known.Interface == target)) return true;
        return Fault(VerifierDiagnostics.NotImplemented, $"`{scope.NameOf(register)}` is {scope.Describe(scope.TypeOf(register))}, "
            + $"which does not implement `{TypeNames.StructName(Module.Structs[target])}`", register);
    }

    private StructDefinition? UnionOf(int register)
    {
        if (scope.HeapTypeOf(register) is { IsStruct: true } type
            && Module.Structs[type.StructIndex] is { IsUnion: true } union) return union;
        Fault(VerifierDiagnostics.WrongOperand,
            $"`{scope.NameOf(register)}` is {scope.Describe(scope.TypeOf(register))}, which is no union", register);
        return null;
    }

    private bool VariantOf(StructDefinition union, int register) =>
        (scope.HeapTypeOf(register) is { IsStruct: true } type && union.Variants.Contains(type.StructIndex))
        || Fault(VerifierDiagnostics.TypesDisagree, $"`{scope.NameOf(register)}` is {scope.Describe(scope.TypeOf(register))}, "
            + $"which is no variant of `{TypeNames.StructName(union)}`", register);

    public bool Ref() => AgreeOnTarget(A, B);

    public bool Borrow() => scope.TypeOf(B).Kind == ValueKind.Ref
        ? Fault(VerifierDiagnostics.WrongOperand,
            $"`{scope.NameOf(B)}` is a ref: what it refers to may end at any time", B, "use `tether` or `lock`")
        : AgreeOnTarget(A, B);

    public bool Tether() => AgreeOnTarget(A, B);

    public bool TetherSoft()
    {
        if (Module.AllowsSoftTethers) return AgreeOnTarget(A, B);
        return Fault(VerifierDiagnostics.SoftTetherNotAllowed, "this module does not allow `tether.soft`", A,
            "say `allow soft-tether`, or use `tether`");
    }

    public bool Untether() => true;

    public bool Lock() => scope.TypeOf(A).Kind is ValueKind.Borrow or ValueKind.Con ? AgreeOnTarget(A, B)
        : Fault(VerifierDiagnostics.WrongOperand,
            $"`lock` fills a borrow or a con, `{scope.NameOf(A)}` is {scope.Describe(scope.TypeOf(A))}", A);

    public bool Con() => AgreeOnTarget(A, B);

    public bool Release() => true;

    public bool Same() => AgreeOnTarget(B, C);

    public bool Alive() => true;

    public bool Check() => true;

    /// <summary>A register has exactly this type.</summary>
    private bool Agree(int register, ValueType expected)
    {
        ValueType type = scope.TypeOf(register);
        return type == expected || Fault(VerifierDiagnostics.TypesDisagree, $"`{scope.NameOf(register)}` is {scope.Describe(type)}, "
            + $"but `{_instruction.Row.Mnemonic}` needs {scope.Describe(expected)} here", register);
    }

    /// <summary>Two references, of whatever kinds, refer to the same heap type.</summary>
    private bool AgreeOnTarget(int register, int other) => scope.TypeOf(register).Index == scope.TypeOf(other).Index
        || Fault(VerifierDiagnostics.TypesDisagree, $"`{scope.NameOf(register)}` is {scope.Describe(scope.TypeOf(register))}, "
            + $"`{scope.NameOf(other)}` is {scope.Describe(scope.TypeOf(other))}", register);

    private bool RefuseDestructor(int function) => !scope.IsDestructor(function)
        || Fault(VerifierDiagnostics.DestructorCalled, $"`{Module.Functions[function].Name}` is a destructor");

    private bool Fault(DiagnosticDescriptor descriptor, string message, int register = -1, string? hint = null)
    {
        scope.Report(descriptor, _instruction.Position, message, register, hint);
        return false;
    }
}
