using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Emission;
using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;
using HgmVm.Bytecode;
using HgmVm.Isa;

namespace HgmVm.Assembler.Binding;

/// <summary>Writes the words of an instruction whose opcode is known: a loop over the operands of its row.</summary>
internal sealed partial class FunctionBinder
{
    private void Encode(OpcodeRow row, InstructionSyntax syntax)
    {
        int position = _code.Count;
        _code.Add(new Instruction(row.Opcode));
        switch (row.Extension)
        {
            case Extension.Operands or Extension.Literal:
                _code.Add(default);
                EncodeOperands(row, syntax, position);
                break;
            case Extension.Call:
                EncodeCall((CallOperandSyntax)syntax.Operands[0], position);
                break;
            default:
                int next = EncodeOperands(row, syntax, position);
                NoteImplementation(position);
                if (row.Extension == Extension.None) break;
                bool isLabels = row.Extension == Extension.Labels;
                int count = syntax.Operands.Length - next;
                OperandPlaces.Write(_code, position, isLabels ? 1 : 0, Count(count, syntax.Span));
                for (int i = 0; i < count && i <= ModuleLimits.MaxTableEntries; i++)
                {
                    NameSyntax name = ((NameOperandSyntax)syntax.Operands[next + i]).Name;
                    AppendPlace(i, isLabels ? 0 : Register(name));
                    if (isLabels) _jumps.Add(new Jump(_code.Count - 1, i % 4, name));
                }
                break;
        }
        if (_code.Count <= ModuleLimits.MaxCodeWords || _isTooLong) return;
        _isTooLong = true;
        _bag.Report(AssemblerDiagnostics.LimitExceeded, syntax.Span,
            $"the code of `{_syntax.Name}` has more than {ModuleLimits.MaxCodeWords} words from here on");
    }

    /// <returns>How many of the written operands it took.</returns>
    private int EncodeOperands(OpcodeRow row, InstructionSyntax syntax, int position)
    {
        int written = 0;
        for (int i = 0; i < row.OperandCount; i++, written++)
        {
            OperandSyntax operand = syntax.Operands[written];
            OperandRole next = i + 1 < row.OperandCount ? row[i + 1].Role : OperandRole.None;
            if (next == OperandRole.Field)
            {
                EncodeField(operand, position, i++);
                continue;
            }
            if (next == OperandRole.Index)
            {
                (NameSyntax array, NameSyntax subscript) = operand is ElementOperandSyntax element
                    ? (element.Array, ((NameOperandSyntax)element.Index).Name)
                    : (((NameOperandSyntax)operand).Name, ((NameOperandSyntax)syntax.Operands[++written]).Name);
                OperandPlaces.Write(_code, position, i++, Register(array));
                OperandPlaces.Write(_code, position, i, Register(subscript));
                if (operand is ElementOperandSyntax { Path: { } path }) EncodeElementField(array, path, position, ++i);
                continue;
            }
            EncodeOperand(row, operand, position, i);
        }
        return written;
    }

    private void EncodeOperand(OpcodeRow row, OperandSyntax operand, int position, int index)
    {
        switch (row[index].Role)
        {
            case OperandRole.Label:
                // Places d to g lie in the extension word, counted from its low end.
                bool isOwn = index < 3;
                _jumps.Add(new Jump(isOwn ? position : position + 1, isOwn ? index + 1
                    : index - 3, ((NameOperandSyntax)operand).Name));
                break;
            case OperandRole.Function:
                OperandPlaces.Write(_code, position, index,
                    Function(((NameOperandSyntax)operand).Name, isCalled: false));
                break;
            case OperandRole.Global:
                OperandPlaces.Write(_code, position, index, _scope.FindGlobal(((NameOperandSyntax)operand).Name) ?? 0);
                break;
            case OperandRole.Text:
                OperandPlaces.Write(_code, position, index, Text((StringOperandSyntax)operand));
                break;
            case OperandRole.Imm16:
                OperandPlaces.Write(_code, position, index, Short((IntegerOperandSyntax)operand));
                break;
            case OperandRole.Imm32:
                _code[position] = _code[position] with { Literal = (int)Literal(row, operand) };
                break;
            case OperandRole.Imm64:
                _code[position + 1] = new Instruction(Literal(row, operand));
                break;
            default:
                OperandPlaces.Write(_code, position, index, Register(((NameOperandSyntax)operand).Name));
                break;
        }
    }

    private void EncodeCall(CallOperandSyntax call, int position)
    {
        OperandPlaces.Write(_code, position, 0, _target);
        OperandPlaces.Write(_code, position, 1, Count(call.Arguments.Length, call.Span));
        OperandPlaces.Write(_code, position, 2, Count(call.Results.Length, call.Span));
        int entry = 0;
        foreach (OperandSyntax argument in call.Arguments)
            AppendPlace(entry++, Register(((NameOperandSyntax)argument).Name));
        foreach (NameSyntax result in call.Results) AppendPlace(entry++, Register(result));
    }

    private void AppendPlace(int entry, int value)
    {
        if (entry % 4 == 0) _code.Add(default);
        _code[^1] = new Instruction(_code[^1].Word | (ulong)(ushort)value << (16 * (entry % 4)));
    }

    /// <summary>The count of a list, which its place in the word must hold.</summary>
    private int Count(int count, TextSpan span)
    {
        if (count <= ModuleLimits.MaxTableEntries) return count;
        _bag.Report(AssemblerDiagnostics.LimitExceeded, span, $"more than {ModuleLimits.MaxTableEntries} operands");
        return 0;
    }

    private int Function(NameSyntax name, bool isCalled)
    {
        string? hint = isCalled && _registers.ContainsKey(name.Text) ? $"`{name}` is a register: write `call.ref {name}(...)`" : null;
        return _scope.FindFunction(name, hint) ?? 0;
    }

    private int Text(StringOperandSyntax literal)
    {
        int index = _scope.Tables.Text(literal.Bytes.AsSpan(), out _);
        CheckTables(literal.Span);
        return index;
    }

    private void CheckTables(TextSpan span)
    {
        if (_scope.Tables.Overflow is { } table) _scope.ReportLimit(span, table, ModuleLimits.MaxTableEntries);
    }

    private int Short(IntegerOperandSyntax literal)
    {
        if (literal.IsWithin(short.MinValue, (ulong)short.MaxValue)) return (int)literal.Bits;
        _bag.Report(AssemblerDiagnostics.LiteralOutOfRange, literal.Span,
            $"{literal.Digits} does not fit a literal operand, which holds {short.MinValue} to {short.MaxValue}",
            "load it into a register with `const` first");
        return 0;
    }

    private ulong Literal(OpcodeRow row, OperandSyntax literal)
    {
        ValueKind kind = row[0].Class switch
        {
            OperandClass.I32 => ValueKind.I32,
            OperandClass.F32 => ValueKind.F32,
            OperandClass.F64 => ValueKind.F64,
            _ => ValueKind.I64,
        };
        ulong? bits = Literals.Bits(literal, kind, out string? fault);
        if (fault is null) return bits ?? 0;
        string? hint = literal is IntegerOperandSyntax { IsBitPattern: false, IsNegative: false, Magnitude: > 0 } whole
            ? $"as a bit pattern it is written 0x{whole.Magnitude:X}" : null;
        _bag.Report(AssemblerDiagnostics.LiteralOutOfRange, literal.Span, fault, hint);
        return 0;
    }
}
