using System.Globalization;
using System.Text;
using HgmVm.Isa;

namespace HgmVm.Fuzz;

/// <summary>
/// Writes random programs that the verifier accepts: numbers, control, calls, objects, tethers, constraint
/// references, arrays, dense ones too, interfaces, inline members, unions, locals and tail calls. A program has a
/// function <c>run</c> that takes nothing and returns a hash of what it computed. All loops end.
/// </summary>
/// <remarks>
/// Owners are followed as the verifier follows them: a block leaves every owner as it found it. A <em>careful</em>
/// program asks whether a reference is alive before it reaches through it, so that it means the same in fast mode;
/// others trap now and then.
/// </remarks>
internal sealed partial class ProgramGenerator
{
    private const int MostDepth = 3, MostStatements = 7;

    private static readonly string[] s_numbers = ["i32", "i64", "f32", "f64"];

    /// <summary>Value opcodes of numbers alone, as modules contain them.</summary>
    private static readonly OpcodeRow[] s_numeric = [.. OpcodeTable.Rows.Where(IsNumeric)];

    private readonly Random _random;
    private readonly bool _isCareful;
    private readonly StringBuilder _text = new();
    private readonly List<Callee> _callees = [];
    private readonly HashSet<string> _full = [];
    private int _label;
    private int _indent;

    private ProgramGenerator(int seed)
    {
        _random = new Random(seed);
        _isCareful = seed % 2 == 0;
    }

    /// <summary>The program of a seed.</summary>
    public static string Write(int seed) => new ProgramGenerator(seed).Program(seed);

    /// <summary>True when the program of a seed means the same in fast mode.</summary>
    public static bool IsCareful(int seed) => seed % 2 == 0;

    private string Program(int seed)
    {
        _text.Append(CultureInfo.InvariantCulture, $"; random program {seed}\nmodule fuzz\n");
        _text.Append("""

            struct S {
                varying a: i64
                varying b: i32
                varying c: f64
                varying d: u8
                varying e: f32
                varying f: bool
                varying next: ref S
            }

            struct T {
                varying a: i64
                varying part: own S
                varying more: own T
                varying watch: con S
            }

            drop T(self: borrow T) {
                let h: i64, a: i64
                global.ld h, hash
                ld   a, self.a
                rotl h, h, 7
                xor  h, h, a
                global.st hash, h
                ret
            }

            global hash: i64 = 1
            global kept: own S


            """);
        _text.Append(InterfaceItems).Append(MemberItems);
        int functions = _random.Next(1, 5);
        for (int i = 0; i < functions; i++) Function(i);
        Run();
        return _text.ToString();
    }

    private void Run()
    {
        _text.Append("fn run() -> i64 {\n");
        Body(0, 8, 10);
        Line("global.ld i64_0, hash");
        Line("ret i64_0");
        _text.Append("}\n");
    }

    private void Function(int number)
    {
        var parameters = new List<(string Name, string Type)>();
        int count = _random.Next(0, 5);
        for (int i = 0; i < count; i++)
            parameters.Add(($"p{i}", Pick(["i32", "i64", "f64", "f32", "ref S", "borrow S", "own S", "ref array i64"])));
        string[] results = [.. Enumerable.Range(0, _random.Next(0, 4)).Select(_ => Pick(["i64", "f64", "i32", "ref S"]))];
        var callee = new Callee($"f{number}", [.. parameters.Select(p => p.Type)], results, number > 0 && _random.Next(3) == 0);
        string signature = string.Join(", ", parameters.Select(p => $"{p.Name}: {p.Type}"));
        string arrow = results.Length == 0 ? "" : results.Length == 1 ? $" -> {results[0]}" : $" -> ({string.Join(", ", results)})";
        _text.Append(CultureInfo.InvariantCulture, $"fn {callee.Name}({signature}){arrow} {{\n");
        Body(1, 2, 6, parameters);
        foreach ((string name, string type) in parameters) if (type == "own S") Line($"free {name}");
        Callee[] ends = [.. _callees.Where(other => callee.InTailPosition && other.Results.SequenceEqual(results)
            && !other.Parameters.Any(type => type is "own S" or "borrow S"))];
        if (ends.Length > 0) TailCall(Pick<Callee>(ends));
        else Line("ret " + string.Join(", ", results.Select(Return)));
        _text.Append("}\n\n");
        _callees.Add(callee);
    }

    private void TailCall(Callee callee) => Line($"tailcall {callee.Name}("
        + string.Join(", ", callee.Parameters.Select(type => type == "ref array i64" ? "ra" : Return(type))) + ")");

    private static string Return(string type) => type == "ref S" ? "r0" : type + "_0";

    /// <summary>Registers, values for all of them, statements, and frees: everything but the return.</summary>
    private void Body(int depth, int least, int most, List<(string Name, string Type)>? parameters = null)
    {
        _full.Clear();
        Line("let " + string.Join(", ", s_numbers.SelectMany(type => Enumerable.Range(0, 4).Select(i => $"{type}_{i}: {type}"))));
        Line("let r0: ref S, r1: ref S, ra: ref array i64, rt: ref T, o0: own S, o1: own S, t0: own T, t1: own T");
        Line("let i0: own I, i1: own I, ri: ref I, bi: borrow I, things: own array own I, thing: own I");
        Line("let arr: own array i64, bytes: own array u8, objs: own array S_, refs: own array ref S".Replace("S_", "own S"));
        Line("let b0: borrow S, b1: borrow S, b2: borrow S, k0: con S, flag: i32, index: i64, taken: own S, tt: own T");
        Line($"let {MemberRegisters}");
        Line($"let {DenseRegisters}");
        Line("local here: inline Plain");
        Line("let " + string.Join(", ", Enumerable.Range(0, MostDepth + 2).Select(i => $"n{i}: i64")));
        foreach (string type in s_numbers)
            for (int i = 0; i < 4; i++) Line($"const {type}_{i}, {Constant(type)}");
        Line("null r0");
        Line("null r1");
        Line("null ra");
        Line("null rt");
        Line("null ri");
        Line("null rc");
        Line("null rd");
        Line("null rp");
        Line("null rva");
        Line("const flag, 0");
        Line("const index, 3");
        foreach ((string array, int size) in (ReadOnlySpan<(string, int)>)[("arr", 8), ("bytes", 5), ("objs", 3), ("refs", 4), ("things", 2),
            ("cores", 0), ("us", 0), ("vbs", 2), ("dots", 3)])
        {
            Line($"const n0, {size}");
            Line($"array.new {array}, n0");
        }
        Line("ref ra, arr");
        foreach ((string name, string type) in parameters ?? []) TakeParameter(name, type);
        for (int i = _random.Next(least, most); i > 0; i--) Statement(depth);
        foreach (string owner in _full.ToArray()) Free(owner);
        foreach (string array in (ReadOnlySpan<string>)["arr", "bytes", "objs", "refs", "things", "cores", "us", "vbs", "dots"])
            Line($"free {array}");
        Line("mix i64_0".Replace("mix", "eqz flag,"));
        Hash("i64_1");
    }

    private void TakeParameter(string name, string type)
    {
        if (s_numbers.Contains(type)) Line($"mov {type}_1, {name}");
        else if (type == "ref array i64") Line($"mov ra, {name}");
        else if (type == "ref S") Line($"mov r0, {name}");
        else Line($"ref r1, {name}");
    }

    private void Global()
    {
        string full = Label(), end = Label();
        Line("global.full flag, kept");
        Line($"br.nz flag, {full}");
        Line("alloc taken");
        Line("global.put kept, taken");
        Line($"jmp {end}");
        Mark(full);
        Line($"global.ref {Pick(["r0", "r1"])}, kept");
        if (_random.Next(2) == 0)
        {
            Line("global.take taken, kept");
            Line("free taken");
        }
        Mark(end);
    }

    private void Hash(string register)
    {
        Line("global.ld n0, hash");
        Line("rotl n0, n0, 5");
        Line($"xor n0, n0, {register}");
        Line("global.st hash, n0");
    }

    private string Constant(string type) => type switch
    {
        "i32" => Pick(["0", "1", "-1", "7", "255", "-2147483648", "2147483647", $"{_random.Next()}"]),
        "i64" => Pick(["0", "1", "-1", "3", "4294967296", "-9223372036854775808", "9223372036854775807", $"{_random.NextInt64()}"]),
        "f32" => Pick(["0", "-0.0", "1.5", "1e-40", "3e38", "inf", "nan", "-7.25"]),
        _ => Pick(["0", "-0.0", "2.5", "1e-310", "1e300", "-inf", "nan", "123456.75"]),
    };

    private T Pick<T>(ReadOnlySpan<T> choices) => choices[_random.Next(choices.Length)];

    private string Any(string type) => $"{type}_{_random.Next(4)}";

    private string Label() => string.Create(CultureInfo.InvariantCulture, $"L{_label++}");

    private void Line(string text) => _text.Append(' ', 4 + 2 * _indent).Append(text).Append('\n');

    private void Mark(string label) => _text.Append("  ").Append(label).Append(":\n");

    private static bool IsNumeric(OpcodeRow row)
    {
        if (row.IsInternal || row.Flow != Flow.Next || row.Extension != Extension.None || row.OperandCount < 2)
            return false;
        if ((int)row.Opcode < 0x100) return false;
        for (int i = 0; i < row.OperandCount; i++)
        {
            if (row[i].Class is not (OperandClass.I32 or OperandClass.I64 or OperandClass.F32 or OperandClass.F64))
                return false;
        }
        return true;
    }

    private sealed record Callee(string Name, string[] Parameters, string[] Results, bool InTailPosition);
}
