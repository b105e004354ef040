using HgmVm.Bytecode;
using HgmVm.Isa;
using ValueType = HgmVm.Bytecode.ValueType;

namespace HgmVm.Verification;

/// <summary>
/// Checks each instruction by its row: registers exist and are of the right class, indices are inside their tables,
/// labels are instructions, unused places are zero. How the types of operands must agree is left to <see cref="TypingRules"/>.
/// </summary>
internal sealed class OperandChecker(FunctionScope scope, CodeLayout layout)
{
    private static readonly string[] s_ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"];

    private DecodedInstruction _instruction;
    private bool _good;

    /// <summary>Checks the whole function, reachable or not, and marks what is faulty.</summary>
    public static void Check(FunctionScope scope, CodeLayout layout)
    {
        var checker = new OperandChecker(scope, layout);
        var rules = new TypingRules(scope);
        for (int position = 0; position < layout.Length && !scope.IsFull;)
        {
            DecodedInstruction instruction = layout.At(position);
            // The rules look at types only where every number names something.
            bool good = checker.CheckOperands(instruction);
            if (good && PortableDispatch.TryVisit(instruction.Row.Opcode, rules.On(instruction), out bool typed))
                good = typed;
            if (!good) layout.Faulty[position] = true;
            position = instruction.Next;
        }
        CheckLines(scope, layout);
    }

    private static void CheckLines(FunctionScope scope, CodeLayout layout)
    {
        foreach (LineEntry entry in scope.Function.Lines)
        {
            if (!layout.IsStart(entry.Position) && (uint)entry.Position < (uint)layout.Length)
                scope.Report(VerifierDiagnostics.WrongLineTable, entry.Position,
                    $"line {entry.Line} starts inside an instruction, at position {entry.Position}");
        }
    }

    private bool CheckOperands(in DecodedInstruction instruction)
    {
        _instruction = instruction;
        _good = true;
        OpcodeRow row = instruction.Row;
        for (int i = 0; i < row.OperandCount; i++) CheckOperand(i, row[i], instruction.Operand(i));
        if (_good) CheckMovedOnce(row);
        for (int i = 0; i < instruction.ExtraCount && row.Extension is not Extension.Operands; i++)
        {
            if (row.Extension == Extension.Labels) CheckLabel(instruction.Extra(i));
            else CheckRegister(instruction.Extra(i));
        }
        CheckUnusedPlaces(row);
        return _good;
    }

    private void CheckOperand(int index, OperandSpec spec, int value)
    {
        switch (spec.Role)
        {
            case OperandRole.Def or OperandRole.Use or OperandRole.Move or OperandRole.Index:
                if (CheckRegister(value)) CheckClass(index, spec.Class, value);
                break;
            case OperandRole.Label: CheckLabel(value); break;
            case OperandRole.Field: CheckIndex(value, scope.Module.Paths.Count, "field path"); break;
            case OperandRole.Method: CheckIndex(value, scope.Module.Paths.Count, "method"); break;
            case OperandRole.Function: CheckIndex(value, scope.Module.Functions.Count, "function"); break;
            case OperandRole.Global: CheckIndex(value, scope.Module.Globals.Count, "global"); break;
            case OperandRole.Text: CheckIndex(value, scope.Module.Strings.Count, "string"); break;
        }
    }

    private bool CheckRegister(int value) => CheckIndex(value, scope.Function.Registers.Count, "register");

    private bool CheckIndex(int value, int count, string what)
    {
        if (value < count) return true;
        Fault(VerifierDiagnostics.NoSuchOperand, $"`{_instruction.Row.Mnemonic}` names {what} {value}, there are {count}");
        return false;
    }

    private void CheckLabel(int value)
    {
        if (!layout.TryAddTarget(value))
            Fault(VerifierDiagnostics.WrongJump, $"`{_instruction.Row.Mnemonic}` jumps to {value}, where no instruction starts");
    }

    private void CheckClass(int index, OperandClass operandClass, int register)
    {
        ValueType type = scope.TypeOf(register);
        if (Fits(operandClass, type)) return;
        Fault(VerifierDiagnostics.WrongOperand, $"`{scope.NameOf(register)}` is {scope.Describe(type)}, but the {s_ordinals[index]} "
            + $"operand of `{_instruction.Row.Mnemonic}` is {Describe(operandClass)}", register);
    }

    private bool Fits(OperandClass operandClass, ValueType type) => operandClass switch
    {
        OperandClass.I32 => type.Kind == ValueKind.I32,
        OperandClass.I64 => type.Kind == ValueKind.I64,
        OperandClass.F32 => type.Kind == ValueKind.F32,
        OperandClass.F64 => type.Kind == ValueKind.F64,
        OperandClass.Function => type.Kind == ValueKind.Function,
        OperandClass.Copy => !type.IsReference || type.Kind == ValueKind.Ref,
        OperandClass.Own => type.Kind == ValueKind.Own,
        OperandClass.Ref => type.Kind == ValueKind.Ref,
        OperandClass.Borrow => type.Kind == ValueKind.Borrow,
        OperandClass.Con => type.Kind == ValueKind.Con,
        OperandClass.Linear => type.IsLinear,
        OperandClass.Reference => type.IsReference,
        OperandClass.Struct => type.IsReference && scope.Module.HeapTypes[type.Index].IsStruct
            && scope.Module.InterfaceOf(type) is null,
        OperandClass.Array => type.IsReference && !scope.Module.HeapTypes[type.Index].IsStruct,
        _ => true,
    };

    private static string Describe(OperandClass operandClass) => operandClass switch
    {
        OperandClass.Function => "a function reference",
        OperandClass.Copy => "a number, a function reference or a ref",
        OperandClass.Linear => "an own or a con",
        OperandClass.Reference => "an own, ref, borrow or con",
        OperandClass.Struct => "a reference to a struct",
        OperandClass.Array => "a reference to an array",
        OperandClass.Own => "an own",
        OperandClass.Ref => "a ref",
        OperandClass.Borrow => "a borrow",
        OperandClass.Con => "a con",
        _ => operandClass.ToString().ToLowerInvariant(),
    };

    /// <summary>What an instruction moves away it does not use otherwise: an object that is put into itself would own
    /// itself.</summary>
    private void CheckMovedOnce(OpcodeRow row)
    {
        for (int i = 0; i < row.OperandCount; i++)
        {
            int register = _instruction.Operand(i);
            if (row[i].Role != OperandRole.Move || !scope.TypeOf(register).IsLinear) continue;
            for (int j = 0; j < row.OperandCount; j++)
            {
                if (row[j].Role == OperandRole.Use && _instruction.Operand(j) == register)
                    Fault(VerifierDiagnostics.NamedTwice, $"`{row.Mnemonic}` moves `{scope.NameOf(register)}` and uses it", register);
            }
        }
    }

    private void CheckUnusedPlaces(OpcodeRow row)
    {
        bool clean = true;
        for (int i = PlacesUsed(row); i < 3; i++) clean &= _instruction.Operand(i) == 0;
        if (row.Extension is not (Extension.None or Extension.Literal))
            for (int i = _instruction.ExtraCount; i % 4 != 0; i++) clean &= _instruction.Extra(i) == 0;
        if (!clean) Fault(VerifierDiagnostics.UnusedPlace, $"`{row.Mnemonic}` has a number in a place that no operand uses");
    }

    /// <summary>How many of the places a, b, c of the first word an instruction uses.</summary>
    private static int PlacesUsed(OpcodeRow row)
    {
        int count = Math.Min(row.OperandCount, 3);
        return row.Extension switch
        {
            Extension.Call => 3,
            Extension.Labels => 2,
            Extension.Values => 1,
            _ when count == 0 => 0,
            _ => row[count - 1].Role switch
            {
                OperandRole.Imm32 => 3,
                OperandRole.Imm64 => count - 1,
                _ => count,
            },
        };
    }

    private void Fault(Diagnostics.DiagnosticDescriptor descriptor, string message, int register = -1)
    {
        _good = false;
        scope.Report(descriptor, _instruction.Position, message, register);
    }
}
