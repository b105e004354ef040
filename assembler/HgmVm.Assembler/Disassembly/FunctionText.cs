using System.Globalization;
using System.Text;
using HgmVm.Assembler.Emission;
using HgmVm.Bytecode;
using HgmVm.Isa;

namespace HgmVm.Assembler.Disassembly;

/// <summary>Writes one function: parameters, results, registers, then its code with line directives and
/// labels.</summary>
internal sealed class FunctionText
{
    /// <summary>Operands of short mnemonics line up from here on; longer ones are followed by one space.</summary>
    private const int MnemonicWidth = 12;

    private readonly Module _module;
    private readonly int _index;
    private readonly FunctionDefinition _function;
    private readonly TypeText _types;
    private readonly DisassemblyOptions _options;
    private readonly StringBuilder _text;
    private readonly List<Instruction> _code;
    private readonly string[] _names;

    /// <summary>For each code position, and the end: the number of its label plus one; 0 for none; -1 inside an
    /// instruction.</summary>
    private readonly int[] _labels;

    public FunctionText(Module module, int index, TypeText types, DisassemblyOptions options, StringBuilder text)
    {
        _module = module;
        _index = index;
        _function = module.Functions[index];
        _types = types;
        _options = options;
        _text = text;
        _code = _function.Code;
        _names = NameRegisters(_function.Registers);
        _labels = new int[_code.Count + 1];
    }

    /// <summary>From the opening parenthesis to the last result. Unknown names of parameters are written as
    /// <c>_</c>.</summary>
    public void WriteHeader()
    {
        if ((uint)_function.Signature >= (uint)_module.Signatures.Count)
        {
            _text.Append(CultureInfo.InvariantCulture, $"(?{_function.Signature})");
            return;
        }
        Signature signature = _module.Signatures[_function.Signature];
        _text.Append('(');
        for (int i = 0; i < signature.Parameters.Count; i++)
        {
            if (i > 0) _text.Append(", ");
            if (i < _names.Length) WriteRegister(i);
            else _types.Append(_text.Append("_: "), signature.Parameters[i]);
        }
        _text.Append(')');
        _types.AppendResults(_text, signature.Results);
    }

    public void WriteBody()
    {
        _text.Append(" {\n");
        int parameters = (uint)_function.Signature < (uint)_module.Signatures.Count
            ? _module.Signatures[_function.Signature].Parameters.Count : 0;
        for (int i = parameters; i < _names.Length; i++)
        {
            _text.Append("    let ");
            WriteRegister(i);
            _text.Append('\n');
        }
        FindLabels();
        int line = 0;
        for (int position = 0; position < _code.Count;)
        {
            line = WriteLines(line, position);
            if (_labels[position] > 0) _text.Append(CultureInfo.InvariantCulture, $"  L{_labels[position] - 1}:\n");
            position += WriteInstruction(position);
        }
        WriteLines(line, int.MaxValue);
        if (_labels[_code.Count] > 0) _text.Append(CultureInfo.InvariantCulture, $"  L{_labels[_code.Count] - 1}:\n");
        _text.Append("}\n");
    }

    private void WriteRegister(int index)
    {
        RegisterDefinition register = _function.Registers[index];
        _text.Append(_names[index]).Append(": ");
        _types.Append(_text, register.Type);
        if (register.Mode is { } mode) _text.Append(' ').Append(ModuleText.ModeName(mode));
    }

    /// <summary>Their own names; one that is no identifier or stands for an earlier register becomes
    /// <c>?r5</c>.</summary>
    private static string[] NameRegisters(List<RegisterDefinition> registers)
    {
        var names = new string[registers.Count];
        var seen = new HashSet<string>(registers.Count);
        for (int i = 0; i < names.Length; i++)
        {
            string name = registers[i].Name;
            names[i] = Names.IsIdentifier(name) && seen.Add(name)
                ? name : string.Create(CultureInfo.InvariantCulture, $"?r{i}");
        }
        return names;
    }

    private int WriteLines(int next, int position)
    {
        for (; next < _function.Lines.Count && _function.Lines[next].Position <= position; next++)
            _text.Append(CultureInfo.InvariantCulture, $"    line {_function.Lines[next].Line}\n");
        return next;
    }

    /// <summary>Numbers the positions that instructions jump to, in ascending order.</summary>
    private void FindLabels()
    {
        const int Wanted = int.MaxValue;
        var starts = new List<int>(_code.Count);
        for (int position = 0; position < _code.Count;)
        {
            starts.Add(position);
            OpcodeRow? row = OpcodeTable.Find(_code[position].Op);
            int words = row?.WordCount(_code[position]) ?? 1;
            for (int inside = position + 1; inside < Math.Min(position + words, _code.Count); inside++)
                _labels[inside] = -1;
            position += words;
        }
        foreach (int position in starts)
        {
            OpcodeRow? row = OpcodeTable.Find(_code[position].Op);
            if (row is null) continue;
            for (int i = 0; i < row.OperandCount; i++)
            {
                if (row[i].Role == OperandRole.Label) Want(OperandPlaces.Read(_code, position, i));
            }
            if (row.Extension != Extension.Labels) continue;
            for (int i = 0; i < _code[position].B; i++) Want(OperandPlaces.ReadList(_code, position, i));
        }
        int label = 0;
        for (int position = 0; position < _labels.Length; position++)
        {
            if (_labels[position] == Wanted) _labels[position] = ++label;
        }

        void Want(int? target)
        {
            if (target is { } t && t < _labels.Length && _labels[t] == 0) _labels[t] = Wanted;
        }
    }

    /// <returns>How many words the instruction took.</returns>
    private int WriteInstruction(int position)
    {
        OpcodeRow? row = OpcodeTable.Find(_code[position].Op);
        _text.Append("    ");
        if (row is null)
        {
            _text.Append(CultureInfo.InvariantCulture, $"?word 0x{_code[position].Word:x16}\n");
            return 1;
        }
        int start = _text.Length;
        _text.Append(row.Mnemonic);
        WriteOperands(row, position, start);
        int words = row.WordCount(_code[position]);
        if (position + words > _code.Count) _text.Append(" ; ?cut off");
        if (_options.ShowPositions) _text.Append(CultureInfo.InvariantCulture, $" ; {position}");
        if (_options.Annotate?.Invoke(_index, position) is { } note)
            _text.Append(_options.ShowPositions ? ": " : " ; ").Append(note);
        _text.Append('\n');
        return words;
    }

    private void WriteOperands(OpcodeRow row, int position, int start)
    {
        bool isFirst = true;
        for (int i = 0; i < row.OperandCount; i++)
        {
            OperandRole role = row[i].Role;
            if (role is not (OperandRole.Field or OperandRole.Index)) Separate(start, isFirst);
            WriteOperand(row, position, i);
            isFirst = false;
        }
        Instruction first = _code[position];
        switch (row.Extension)
        {
            case Extension.Call:
                _text.Append('(');
                // The object of a method stands before the dot.
                int receivers = row.OperandCount > 0 && row[0].Role == OperandRole.Method ? 1 : 0;
                WriteList(position, receivers, first.B - receivers, isLabels: false);
                _text.Append(')');
                if (first.C > 0) _text.Append(" -> ");
                WriteList(position, first.B, first.C, isLabels: false);
                break;
            case Extension.Values when first.A > 0:
                Separate(start, isFirst);
                WriteList(position, 0, first.A, isLabels: false);
                break;
            case Extension.Labels:
                if (first.B > 0) Separate(start, isFirst);
                WriteList(position, 0, first.B, isLabels: true);
                break;
        }
    }

    private void Separate(int start, bool isFirst)
    {
        if (isFirst) _text.Append(' ', Math.Max(1, MnemonicWidth - (_text.Length - start)));
        else _text.Append(", ");
    }

    /// <summary>Stops after the first entry that lies beyond the code: a count of 65,535 needs no 65,535
    /// complaints.</summary>
    private void WriteList(int position, int from, int count, bool isLabels)
    {
        for (int i = 0; i < count; i++)
        {
            if (i > 0) _text.Append(", ");
            int? entry = OperandPlaces.ReadList(_code, position, from + i);
            if (isLabels) WriteLabel(entry);
            else WriteRegisterName(entry);
            if (entry is null) return;
        }
    }

    private void WriteOperand(OpcodeRow row, int position, int index)
    {
        int? place = OperandPlaces.Read(_code, position, index);
        switch (row[index].Role)
        {
            case OperandRole.Def or OperandRole.Use or OperandRole.Move:
                WriteRegisterName(place);
                break;
            case OperandRole.Index:
                _text.Append('[');
                WriteRegisterName(place);
                _text.Append(']');
                break;
            case OperandRole.Field:
                if (place < _module.Paths.Count) ModuleText.AppendPath(_text, _module, _module.Paths[place.Value]);
                else _text.Append('.').Append(Unknown(place));
                break;
            case OperandRole.Method:
                WriteMethod(position, place);
                break;
            case OperandRole.Label:
                WriteLabel(place);
                break;
            case OperandRole.Function:
                _text.Append(place < _module.Functions.Count
                    ? ModuleText.Dotted(_module.Functions[place.Value].FullName()) : Unknown(place));
                break;
            case OperandRole.Global:
                _text.Append(place < _module.Globals.Count
                    ? ModuleText.Identifier(_module.Globals[place.Value].Name) : Unknown(place));
                break;
            case OperandRole.Text:
                if (place < _module.Strings.Count) LiteralText.AppendString(_text, _module.Strings[place.Value]);
                else _text.Append(Unknown(place));
                break;
            default:
                WriteLiteral(row, position, index);
                break;
        }
    }

    /// <summary><c>c.act</c>, where the first argument refers to the interface of the method; else nothing that
    /// assembles.</summary>
    private void WriteMethod(int position, int? path)
    {
        int? receiver = _code[position].B > 0 ? OperandPlaces.ReadList(_code, position, 0) : null;
        FieldPath? method = path < _module.Paths.Count ? _module.Paths[path.Value] : null;
        ValueType type = receiver < _function.Registers.Count ? _function.Registers[receiver.Value].Type : default;
        bool fits = method is { Fields.Count: 1 } && type.IsReference && type.Index < _module.HeapTypes.Count
            && _module.HeapTypes[type.Index] is { IsStruct: true } target && target.StructIndex == method.StructIndex
            && target.StructIndex < _module.Structs.Count && _module.Structs[target.StructIndex].IsInterface;
        if (!fits) _text.Append(CultureInfo.InvariantCulture, $"?{path} ");
        WriteRegisterName(receiver);
        if (method is not null) ModuleText.AppendPath(_text, _module, method);
    }

    private void WriteLiteral(OpcodeRow row, int position, int index)
    {
        Instruction first = _code[position];
        OperandClass type = row[0].Class;
        switch (row[index].Role)
        {
            case OperandRole.Imm16 when OperandPlaces.Read(_code, position, index) is { } value:
                _text.Append(CultureInfo.InvariantCulture, $"{(short)value}");
                break;
            case OperandRole.Imm32 when type == OperandClass.F32:
                _text.Append(LiteralText.Float32((uint)first.Literal));
                break;
            case OperandRole.Imm32:
                _text.Append(CultureInfo.InvariantCulture, $"{first.Literal}");
                break;
            case OperandRole.Imm64 when position + 1 >= _code.Count:
                _text.Append(Unknown(null));
                break;
            case OperandRole.Imm64 when type == OperandClass.F64:
                _text.Append(LiteralText.Float64(_code[position + 1].Word));
                break;
            case OperandRole.Imm64:
                _text.Append(CultureInfo.InvariantCulture, $"{(long)_code[position + 1].Word}");
                break;
            default:
                _text.Append(Unknown(OperandPlaces.Read(_code, position, index)));
                break;
        }
    }

    private void WriteRegisterName(int? register) =>
        _text.Append(register < _names.Length ? _names[register.Value] : Unknown(register));

    private void WriteLabel(int? target)
    {
        if (target < _labels.Length && _labels[target.Value] > 0)
            _text.Append(CultureInfo.InvariantCulture, $"L{_labels[target.Value] - 1}");
        else _text.Append(Unknown(target));
    }

    private static string Unknown(int? index) =>
        index is null ? "?" : string.Create(CultureInfo.InvariantCulture, $"?{index}");
}
