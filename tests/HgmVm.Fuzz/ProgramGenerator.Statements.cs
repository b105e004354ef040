using HgmVm.Isa;

namespace HgmVm.Fuzz;

/// <summary>The statements of random programs.</summary>
internal sealed partial class ProgramGenerator
{
    private void Statement(int depth)
    {
        switch (_random.Next(44))
        {
            case 0 or 1 or 2 or 3: Numeric(); break;
            case 4: If(depth); break;
            case 5 or 6: Loop(depth); break;
            case 7: Switch(depth); break;
            case 8 or 9: Call(); break;
            case 10: Allocate(); break;
            case 11 or 12: ThroughReference(); break;
            case 13: Tether(depth); break;
            case 14 or 15: Element(); break;
            case 16: Length(); break;
            case 17: Owned(); break;
            case 18: Parts(); break;
            case 19: Constrain(); break;
            case 20: Global(); break;
            case 21 when !_isCareful: Dangle(); break;
            case 22 or 23: Interface(); break;
            case 24: Things(); break;
            case 25 or 26 or 27 or 28: Members(); break;
            case 29 or 30: InlineElements(); break;
            case 31: CoreReference(); break;
            case 32 or 33: TetherLoop(depth); break;
            case 34 or 35: Pass(); break;
            case 36 or 37: DenseElements(); break;
            case 38: DenseReference(); break;
            case 39: OwnersInElements(); break;
            case 40 or 41: InterfaceOfMember(); break;
            default: Hash(Any("i64")); break;
        }
    }

    private void Block(int depth)
    {
        HashSet<string> before = [.. _full];
        _indent++;
        for (int i = _random.Next(1, MostStatements); i > 0; i--) Statement(depth + 1);
        foreach (string owner in _full.Except(before).ToArray()) Free(owner);
        foreach (string owner in before.Except(_full).ToArray()) Refill(owner);
        _indent--;
    }

    private void Numeric()
    {
        OpcodeRow row = Pick(s_numeric);
        var operands = new List<string>();
        for (int i = 0; i < row.OperandCount; i++)
        {
            string type = row[i].Class.ToString().ToLowerInvariant();
            operands.Add(row[i].Role == OperandRole.Imm16 ? $"{_random.Next(-40, 41)}" : Any(type));
        }
        // Careful programs divide by what is no zero, and convert what fits: few of them end early.
        bool traps = row.Traps != 0;
        if (traps && _random.Next(8) != 0) return;
        Line($"{row.Mnemonic} {string.Join(", ", operands)}");
    }

    private void If(int depth)
    {
        if (depth >= MostDepth) return;
        string label = Label();
        string type = Pick(s_numbers);
        Line($"br.{Pick(["lt", "ge", "eq", "ne", "gt", "le"])} {Any(type)}, {Any(type)}, {label}");
        Block(depth);
        Mark(label);
    }

    private void Loop(int depth)
    {
        if (depth >= MostDepth) return;
        string label = Label();
        Line($"const n{depth + 1}, {_random.Next(1, 12)}");
        Mark(label);
        Block(depth);
        Line($"sub n{depth + 1}, n{depth + 1}, 1");
        Line($"br.gt n{depth + 1}, 0, {label}");
    }

    private void Switch(int depth)
    {
        if (depth >= MostDepth) return;
        string[] labels = [Label(), Label(), Label()];
        string end = Label();
        Line($"and flag, {Any("i32")}, 3");
        Line($"switch flag, {string.Join(", ", labels)}");
        foreach (string label in labels)
        {
            Mark(label);
            Block(depth);
            Line($"jmp {end}");
        }
        Mark(end);
    }

    private void Call()
    {
        if (_callees.Count == 0) return;
        Callee callee = Pick<Callee>([.. _callees]);
        var arguments = new List<string>();
        bool needsOwner = callee.Parameters.Contains("own S"), needsBorrow = callee.Parameters.Contains("borrow S");
        if (callee.Parameters.Count(type => type == "own S") > 1) return;
        if (needsOwner && !_full.Contains("o0")) Fill("o0");
        if (needsBorrow && !_full.Contains("o1")) Fill("o1");
        if (needsBorrow) Line("borrow b0, o1");
        foreach (string type in callee.Parameters)
        {
            arguments.Add(type switch
            {
                "own S" => "o0",
                "borrow S" => "b0",
                "ref S" => Pick(["r0", "r1"]),
                "ref array i64" => "ra",
                _ => Any(type),
            });
        }
        var used = new HashSet<string>();
        var results = new List<string>();
        foreach (string type in callee.Results)
        {
            string register = type == "ref S" ? Pick(["r0", "r1"]) : Any(type);
            if (!used.Add(register)) return;
            results.Add(register);
        }
        if (needsOwner) _full.Remove("o0");
        string arrow = results.Count == 0 ? "" : $" -> {string.Join(", ", results)}";
        Line($"call {callee.Name}({string.Join(", ", arguments)}){arrow}");
    }

    private void Allocate()
    {
        string owner = Pick(["o0", "o1", "t0", "t1", "i0", "i1"]);
        if (_full.Contains(owner)) Free(owner);
        else Fill(owner);
    }

    private void Fill(string owner)
    {
        Refill(owner);
        if (owner[0] != 'i') Line($"st {owner}.a, {Any("i64")}");
        if (owner[0] == 'i') Line($"ref ri, {owner}");
        else if (owner[0] == 'o') Line($"ref {Pick(["r0", "r1"])}, {owner}");
        else Line($"ref rt, {owner}");
    }

    private void Refill(string owner)
    {
        if (owner[0] == 'i')
        {
            RefillInterface(owner);
            return;
        }
        Line($"alloc {owner}");
        _full.Add(owner);
    }

    private void Free(string owner)
    {
        Line($"free {owner}");
        _full.Remove(owner);
    }

    private void ThroughReference()
    {
        string reference = Pick(["r0", "r1"]), label = Label();
        bool guarded = _isCareful || _random.Next(4) != 0;
        if (guarded)
        {
            Line($"alive flag, {reference}");
            Line($"br.z flag, {label}");
        }
        for (int i = _random.Next(1, 4); i > 0; i--) Field(reference);
        if (guarded) Mark(label);
    }

    /// <summary>Uses of one reference with something between that may end what it refers to: the proof of the second
    /// use.</summary>
    private void Dangle()
    {
        string owner = Pick(["o0", "o1"]), reference = Pick(["r0", "r1"]);
        if (!_full.Contains(owner)) Refill(owner);
        Line($"ref {reference}, {owner}");
        Field(reference);
        switch (_random.Next(4))
        {
            case 0: Free(owner); break;
            case 1: Call(); break;
            case 2: Owned(); break;
            default: Numeric(); break;
        }
        Field(reference);
    }

    /// <summary>A load or store of a field of an S through anything that reaches it.</summary>
    private void Field(string holder)
    {
        (string field, string type) = Pick<(string, string)>(
            [("a", "i64"), ("b", "i32"), ("c", "f64"), ("d", "i32"), ("e", "f32"), ("f", "i32")]);
        if (_random.Next(9) == 0) Line($"st {holder}.next, {Pick(["r0", "r1"])}");
        else if (_random.Next(9) == 0 && !_isCareful) Line($"ld {Pick(["r0", "r1"])}, {holder}.next");
        else if (_random.Next(2) == 0) Line($"ld {Any(type)}, {holder}.{field}");
        else Line($"st {holder}.{field}, {Any(type)}");
    }

    private void Tether(int depth)
    {
        string reference = Pick(["r0", "r1"]), label = Label();
        if (depth >= MostDepth) return;
        if (_random.Next(2) == 0)
        {
            Line($"lock b1, {reference}, {label}");
        }
        else
        {
            Line($"alive flag, {reference}");
            Line($"br.z flag, {label}");
            Line($"tether b1, {reference}");
        }
        Field("b1");
        if (_random.Next(2) == 0)
        {
            // A second tether of what may be the same object, ended in either order.
            string inner = Label();
            Line($"lock b2, {Pick(["r0", "r1"])}, {inner}");
            Field("b2");
            Line("untether b2");
            Mark(inner);
        }
        // What the block frees may be what is tethered: undead in resilient mode, a trap in normal mode.
        if (_random.Next(3) == 0) BlockWithoutTethers(depth);
        Field("b1");
        Line("untether b1");
        Mark(label);
    }

    private void BlockWithoutTethers(int depth)
    {
        if (_random.Next(2) == 0 && _full.Contains("o1"))
        {
            Free("o1");
            Refill("o1");
        }
        for (int i = 0; i < 2; i++) Numeric();
        if (depth < MostDepth) Element();
    }

    private void Element()
    {
        string holder = Pick(["arr", "arr", "ra", "bytes", "refs"]), label = Label();
        bool guarded = holder == "ra" && (_isCareful || _random.Next(8) != 0);
        if (guarded)
        {
            Line("alive flag, ra");
            Line($"br.z flag, {label}");
        }
        Line($"array.len n0, {holder}");
        if (_random.Next(20) != 0)
        {
            // Mostly an index that is there.
            string some = Label();
            Line("br.gt n0, 0, " + some);
            Line("const n0, 1");
            if (holder is "arr" or "bytes") Line($"array.push {holder}, {(holder == "arr" ? "i64_0" : "i32_0")}");
            else Line($"jmp {label}");
            Mark(some);
            Line($"remu index, {Any("i64")}, n0");
        }
        string type = holder switch { "bytes" => "i32", "refs" => "ref S", _ => "i64" };
        for (int i = _random.Next(1, 4); i > 0; i--)
        {
            string register = type == "ref S" ? Pick(["r0", "r1"]) : Any(type);
            Line(_random.Next(2) == 0 ? $"ld {register}, {holder}[index]" : $"st {holder}[index], {register}");
        }
        Mark(label);
    }

    private void Length()
    {
        string skip = Label();
        switch (_random.Next(6))
        {
            case 0: Line($"array.push arr, {Any("i64")}"); break;
            case 1: Line($"array.push bytes, {Any("i32")}"); break;
            case 2: Line($"array.push refs, {Pick(["r0", "r1"])}"); break;
            default:
                Line("array.len n0, arr");
                Line($"br.lt n0, 2, {skip}");
                Line("const index, 1");
                Line(Pick([
                    $"array.pop {Any("i64")}, arr", $"array.remove {Any("i64")}, arr[index]", $"array.insert arr[index], {Any("i64")}",
                    "array.swap arr[index], index", $"array.fill arr[index], index, {Any("i64")}",
                    "array.copy arr[index], arr[index], index", "array.resize arr, index",
                    "sub n0, n0, 1\narray.resize arr, n0", "add n0, n0, 3\narray.resize arr, n0",
                ]));
                break;
        }
        Mark(skip);
    }

    private void Constrain()
    {
        string reference = Pick(["r0", "r1"]), label = Label();
        Line($"lock k0, {reference}, {label}");
        Field("k0");
        if (_random.Next(4) == 0 && _full.Contains("o0"))
        {
            Free("o0");
            Refill("o0");
        }
        Line("release k0");
        Mark(label);
    }
}
