using System.Globalization;
using System.Text;
using HgmVm.Bytecode;
using HgmVm.Isa;

namespace HgmVm.Tests.Verification;

/// <summary>Turns lines such as <c>ld x, a.id</c>, <c>call f(x) -> y</c> and <c>again:</c> into the words of one
/// function.</summary>
internal sealed class CodeSketch(ModuleSketch sketch, FunctionDefinition function)
{
    private readonly Dictionary<string, int> _labels = [];

    public void Emit(string body)
    {
        string[] lines = body.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        // Twice: the first time only to learn where the labels are.
        for (int pass = 0; pass < 2; pass++)
        {
            function.Code.Clear();
            function.Lines.Clear();
            for (int i = 0; i < lines.Length; i++)
            {
                if (lines[i].EndsWith(':')) _labels[lines[i][..^1]] = function.Code.Count;
                else EmitLine(lines[i], i + 1);
            }
        }
    }

    private void EmitLine(string text, int line)
    {
        function.Lines.Add(new LineEntry(function.Code.Count, line));
        string[] parts = text.Split(' ', 2);
        OpcodeRow row = OpcodeTable.Find(parts[0]) ?? throw new ArgumentException($"no opcode {parts[0]}");
        string rest = parts.Length > 1 ? parts[1] : "";
        switch (row.Extension)
        {
            case Extension.Call:
                EmitCall(row, rest);
                break;
            case Extension.Values:
                string[] values = ModuleSketch.Split(rest);
                function.Code.Add(new Instruction(row.Opcode, values.Length));
                EmitPlaces(values.Select(Register));
                break;
            case Extension.Labels:
                string[] labels = ModuleSketch.Split(rest);
                function.Code.Add(new Instruction(row.Opcode, Register(labels[0]), labels.Length - 1));
                EmitPlaces(labels.Skip(1).Select(Label));
                break;
            default:
                EmitPlain(row, rest);
                break;
        }
    }

    private void EmitCall(OpcodeRow row, string text)
    {
        int open = text.IndexOf('('), close = text.IndexOf(')');
        string callee = text[..open];
        string[] arguments = ModuleSketch.Split(text[(open + 1)..close]);
        string[] results = ModuleSketch.Split(text[(close + 1)..].Replace("->", "", StringComparison.Ordinal));
        if (row[0].Role == OperandRole.Method) arguments = [callee[..callee.IndexOf('.')], .. arguments];
        int a = row[0].IsRegister ? Register(callee)
            : row[0].Role == OperandRole.Method ? PathTo(callee.Split('.')[1..], Register(arguments[0]))
            : sketch.Module.Functions.FindIndex(f => f.Name == callee);
        function.Code.Add(new Instruction(row.Opcode, a, arguments.Length, results.Length));
        EmitPlaces(arguments.Concat(results).Select(Register));
    }

    private void EmitPlain(OpcodeRow row, string text)
    {
        bool named = row.OperandCount > 0 && row[row.OperandCount - 1].Role == OperandRole.Function;
        string[] words = named ? ModuleSketch.Split(text)
            : [.. text.Split([',', ' ', '[', ']'], StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(word => char.IsLetter(word[0]) && word.Contains('.') ? [word[..word.IndexOf('.')],
                word[word.IndexOf('.')..]] : new[] { word })];
        var places = new int[7];
        long literal = 0;
        for (int i = 0; i < row.OperandCount; i++)
        {
            if (row[i].Role is OperandRole.Imm16 or OperandRole.Imm32 or OperandRole.Imm64)
                literal = places[i] = (int)long.Parse(words[i], CultureInfo.InvariantCulture);
            else places[i] = Place(row[i], words[i], i > 0 ? places[i - 1] : 0);
        }
        bool wide = row.OperandCount > 0 && row[row.OperandCount - 1].Role == OperandRole.Imm32;
        bool literalWord = row.Extension == Extension.Literal;
        function.Code.Add(wide ? Instruction.WithLiteral(row.Opcode, places[0], (int)literal)
            : new Instruction(row.Opcode, places[0], literalWord ? 0 : places[1], places[2]));
        if (literalWord) function.Code.Add(new Instruction((ulong)literal));
        if (row.Extension == Extension.Operands) EmitPlaces(places.Skip(3).Take(row.OperandCount - 3));
    }

    private int Place(OperandSpec spec, string word, int previous) => spec.Role switch
    {
        OperandRole.Label => Label(word),
        OperandRole.Function => sketch.Module.Functions.FindIndex(f => f.Name == word),
        OperandRole.Global => sketch.Module.Globals.FindIndex(g => g.Name == word),
        OperandRole.Text => IndexOfText(word.Trim('"')),
        OperandRole.Field => PathTo(word[1..].Split('.'), previous),
        _ => Register(word),
    };

    /// <summary><c>id</c> is a field of the register's struct, <c>Node.id</c> one of that struct.</summary>
    private int PathTo(string[] parts, int register)
    {
        int own = sketch.Module.HeapTypes[function.Registers[register].Type.Index].StructIndex;
        return sketch.PathTo(parts.Length == 1 ? own
            : sketch.Module.Structs.FindIndex(s => s.Name == parts[0]), parts[^1]);
    }

    private int IndexOfText(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int index = sketch.Module.Strings.FindIndex(s => s.AsSpan().SequenceEqual(bytes));
        return index >= 0 ? index : ModuleSketch.IndexIn(sketch.Module.Strings, bytes);
    }

    private int Register(string name)
    {
        int index = function.Registers.FindIndex(r => r.Name == name);
        return index >= 0 ? index : throw new ArgumentException($"no register {name} in {function.Name}");
    }

    private int Label(string name) => _labels.GetValueOrDefault(name);

    private void EmitPlaces(IEnumerable<int> places)
    {
        foreach (int[] word in places.Chunk(4))
        {
            ulong bits = 0;
            for (int i = 0; i < word.Length; i++) bits |= (ulong)(ushort)word[i] << (16 * i);
            function.Code.Add(new Instruction(bits));
        }
    }
}
