using System.Collections.Immutable;
using System.Globalization;
using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Parsing;
using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;
using HgmVm.Bytecode;
using HgmVm.Isa;

namespace HgmVm.Assembler.Binding;

/// <summary>
/// What may be written where an instruction wants a register: a literal, which is loaded into a register of the
/// assembler's own first, and an owner where a function wants a borrow, which is borrowed for the call. The
/// instructions for that stand before the one that was written, so that a listing shows them.
/// </summary>
internal sealed partial class FunctionBinder
{
    /// <summary>Registers that the assembler added, by type.</summary>
    private readonly List<SpareRegisters> _spares = [];

    /// <summary>The function or register that the current call names.</summary>
    private int _target;

    private sealed class SpareRegisters(ValueType type)
    {
        public ValueType Type { get; } = type;

        public List<NameSyntax> Names { get; } = [];

        public int Used { get; set; }
    }

    private static bool IsLiteral(OperandSyntax operand) => operand is IntegerOperandSyntax or FloatOperandSyntax;

    private static bool HasLiteral(ImmutableArray<OperandSyntax> operands)
    {
        foreach (OperandSyntax operand in operands)
            if (IsLiteral(operand) || operand is ElementOperandSyntax { Index: not NameOperandSyntax }) return true;
        return false;
    }

    /// <summary>True when a register in this place can be filled with a literal that looks like this one.</summary>
    private static bool TakesLiteral(OperandSpec spec, OperandSyntax operand) => spec.Role switch
    {
        OperandRole.Use or OperandRole.Move or OperandRole.Index => spec.Class switch
        {
            OperandClass.I32 or OperandClass.I64 => operand is IntegerOperandSyntax,
            OperandClass.F32 or OperandClass.F64 or OperandClass.Copy or OperandClass.Any => IsLiteral(operand),
            _ => false,
        },
        _ => false,
    };

    /// <summary>The instruction with registers in all places, after code that fills those that were not
    /// there.</summary>
    private InstructionSyntax WithRegisters(OpcodeRow row, InstructionSyntax syntax)
    {
        foreach (SpareRegisters spares in _spares) spares.Used = 0;
        if (syntax.Operands is [CallOperandSyntax call] && row.Extension == Extension.Call)
        {
            CallOperandSyntax whole = row[0].Role == OperandRole.Method ? WithReceiver(call) : call;
            ImmutableArray<OperandSyntax> arguments = WithRegisters(row, whole);
            return arguments == call.Arguments ? syntax
                : syntax with { Operands = [whole with { Arguments = arguments }] };
        }
        if (!HasLiteral(syntax.Operands)) return syntax;
        ImmutableArray<OperandSyntax>.Builder operands = syntax.Operands.ToBuilder();
        int written = 0;
        for (int i = 0; i < row.OperandCount; i++, written++)
        {
            OperandRole next = i + 1 < row.OperandCount ? row[i + 1].Role : OperandRole.None;
            if (operands[written] is ElementOperandSyntax element && IsLiteral(element.Index))
                operands[written] = element with { Index = Filled(element.Index, new ValueType(ValueKind.I64)) };
            else if (TakesLiteral(row[i], operands[written]))
                operands[written] = Filled(operands[written], WantedType(row, i, syntax));
            else if (next == OperandRole.Index && operands[written] is NameOperandSyntax) written++;
            bool takesPath = TakesPath(row, i);
            if (next is OperandRole.Field or OperandRole.Index) i++;
            if (takesPath) i++;
        }
        // What follows are the values of a return.
        TypeList results = _scope.Module.Signatures[_function.Signature].Results;
        for (int i = 0; written + i < operands.Count && row.Extension == Extension.Values; i++)
        {
            if (!IsLiteral(operands[written + i])) continue;
            operands[written + i] = Filled(operands[written + i], i < results.Count ? results[i] : default);
        }
        return syntax with { Operands = operands.ToImmutable() };
    }

    private ImmutableArray<OperandSyntax> WithRegisters(OpcodeRow row, CallOperandSyntax call)
    {
        TypeList? parameters = ParametersOf(row, call);
        ImmutableArray<OperandSyntax>.Builder? changed = null;
        for (int i = 0; i < call.Arguments.Length; i++)
        {
            OperandSyntax argument = Argument(call.Arguments[i], i < parameters?.Count ? parameters[i] : default);
            if (argument != call.Arguments[i]) (changed ??= call.Arguments.ToBuilder())[i] = argument;
        }
        return changed?.MoveToImmutable() ?? call.Arguments;
    }

    /// <summary>The parameters of what is called; null when that is not known, which has been diagnosed or will
    /// be.</summary>
    private TypeList? ParametersOf(OpcodeRow row, CallOperandSyntax call)
    {
        if (row[0].Role == OperandRole.Method) return MethodParameters(call.Target);
        _target = row[0].IsRegister ? Register(call.Target) : Function(call.Target, isCalled: true);
        if (!row[0].IsRegister)
        {
            List<FunctionDefinition> functions = _scope.Module.Functions;
            return _target < functions.Count ? Parameters(functions[_target].Signature) : null;
        }
        return TypeOf(call.Target.Text) is { Kind: ValueKind.Function } type ? Parameters(type.Index) : null;

        TypeList? Parameters(int signature) =>
            signature < _scope.Module.Signatures.Count ? _scope.Module.Signatures[signature].Parameters : null;
    }

    private OperandSyntax Argument(OperandSyntax argument, ValueType parameter)
    {
        if (IsLiteral(argument)) return Filled(argument, parameter);
        if (parameter.Kind != ValueKind.Borrow || argument is not NameOperandSyntax name) return argument;
        ValueType type = TypeOf(name.Name.Text);
        bool isImplementation = type.Kind is ValueKind.Own or ValueKind.Borrow && type.Index != parameter.Index
            && Implements(type, parameter);
        if (type.Kind == ValueKind.Own && (type.Index == parameter.Index || isImplementation))
            argument = Converted(Opcode.Borrow, name.Name, new ValueType(ValueKind.Borrow, type.Index));
        return isImplementation ? Converted(Opcode.Iface, ((NameOperandSyntax)argument).Name, parameter) : argument;
    }

    private NameOperandSyntax Converted(Opcode op, NameSyntax from, ValueType type)
    {
        NameSyntax target = Spare(type, from.Span);
        _code.Add(new Instruction(op, _registers[target.Text], _registers[from.Text]));
        return new NameOperandSyntax(target);
    }

    /// <summary>The type of the register that an operand would be: that of the field, element, global or target it goes
    /// to.</summary>
    private ValueType WantedType(OpcodeRow row, int index, InstructionSyntax syntax)
    {
        switch (row[index].Class)
        {
            case OperandClass.I32: return new ValueType(ValueKind.I32);
            case OperandClass.I64: return new ValueType(ValueKind.I64);
            case OperandClass.F32: return new ValueType(ValueKind.F32);
            case OperandClass.F64: return new ValueType(ValueKind.F64);
        }
        if (syntax.Operands[0] is MemberOperandSyntax or NameOperandSyntax { Name.IsSimple: false }
            or ElementOperandSyntax { Path: not null }) return MemberType(syntax.Operands[0]);
        NameSyntax first = syntax.Operands[0] is ElementOperandSyntax element ? element.Array
            : ((NameOperandSyntax)syntax.Operands[0]).Name;
        if (row[0].Role == OperandRole.Global)
            return _scope.FindGlobal(first) is { } global ? _scope.Module.Globals[global].Type : default;
        ValueType type = TypeOf(first.Name.First);
        if (!type.IsReference) return type;
        return _scope.Module.HeapTypes[type.Index].Element;
    }

    /// <summary>A register of the assembler's own that holds a literal; the operand itself when that is not
    /// possible.</summary>
    private NameOperandSyntax Filled(OperandSyntax literal, ValueType wanted)
    {
        if (wanted.Kind == ValueKind.None)
            return new NameOperandSyntax(Spare(new ValueType(ValueKind.I64), literal.Span));
        ulong? bits = Literals.Bits(literal, wanted.Kind, out string? fault);
        if (bits is null) _bag.Report(AssemblerDiagnostics.LiteralOutOfRange, literal.Span, fault!);
        ValueType type = wanted.IsScalar ? wanted.Widened : new ValueType(ValueKind.I64);
        NameSyntax name = Spare(type, literal.Span);
        int register = _registers[name.Text];
        ulong value = bits ?? 0;
        switch (type.Kind)
        {
            case ValueKind.I32: _code.Add(Instruction.WithLiteral(Opcode.ConstI32, register, (int)value)); break;
            case ValueKind.F32: _code.Add(Instruction.WithLiteral(Opcode.ConstF32, register, (int)value)); break;
            default:
                _code.Add(new Instruction(type.Kind == ValueKind.F64 ? Opcode.ConstF64 : Opcode.ConstI64, register));
                _code.Add(new Instruction(value));
                break;
        }
        return new NameOperandSyntax(name);
    }

    /// <summary>A register of a type that the current instruction does not use yet, where the text says nothing of
    /// it.</summary>
    private NameSyntax Spare(ValueType type, TextSpan span)
    {
        SpareRegisters? spares = _spares.Find(known => known.Type == type);
        if (spares is null) _spares.Add(spares = new SpareRegisters(type));
        if (spares.Used == spares.Names.Count) spares.Names.Add(AddSpare(type, span));
        return spares.Names[spares.Used++] with { Span = span };
    }

    private NameSyntax AddSpare(ValueType type, TextSpan span)
    {
        string name;
        int number = _function.Registers.Count;
        do name = string.Create(CultureInfo.InvariantCulture, $"_{number++}");
        while (!_registers.TryAdd(name, _function.Registers.Count));
        if (_function.Registers.Count == ModuleLimits.MaxRegisters)
        {
            _bag.Report(AssemblerDiagnostics.LimitExceeded, _syntax.Name.Span,
                $"function `{_syntax.Name}` has more than {ModuleLimits.MaxRegisters} registers, with those for literals");
        }
        _function.Registers.Add(new RegisterDefinition(name, type));
        return new NameSyntax(new DottedName(name, Keyword.None), span);
    }
}
