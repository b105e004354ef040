namespace HgmVm.Fuzz;

/// <summary>Statements on references to an interface, which an S and a T implement.</summary>
internal sealed partial class ProgramGenerator
{
    private const string InterfaceItems = """
        interface I {
            fn bump(self: borrow I, by: i64) -> i64
            fn peek(self: ref I) -> i64
            fn end(self: own I)
        }

        impl I for S { bump = s_bump, peek = s_peek, end = s_end }
        impl I for T { bump = t_bump, peek = t_peek, end = t_end }

        fn s_bump(s: borrow S, by: i64) -> i64 {
            let a: i64
            ld   a, s.a
            add  a, a, by
            st   s.a, a
            ret  a
        }

        fn s_peek(s: ref S) -> i64 {
            let a: i64
            ld   a, s.a
            ret  a
        }

        fn s_end(s: own S) {
            free s
            ret
        }

        ; ends a part of its object, which somebody may refer to
        fn t_bump(t: borrow T, by: i64) -> i64 {
            let a: i64, flag: i32, part: own S
            ld   a, t.a
            xor  a, a, by
            full flag, t.part
            br.z flag, none
            take part, t.part
            free part
          none:
            ret  a
        }

        fn t_peek(t: ref T) -> i64 {
            let a: i64
            ld   a, t.a
            ret  a
        }

        fn t_end(t: own T) {
            free t
            ret
        }


        """;

    private void RefillInterface(string owner)
    {
        string taken = Pick(["taken", "tt"]);
        Line($"alloc {taken}");
        Line($"st {taken}.a, {Any("i64")}");
        Line($"iface {owner}, {taken}");
        _full.Add(owner);
    }

    private void Interface()
    {
        string owner = Pick(["i0", "i1"]), skip = Label();
        switch (_random.Next(6))
        {
            case 0:
                if (!_full.Contains(owner)) Fill(owner);
                Line($"call.iface {owner}.bump({Any("i64")}) -> {Any("i64")}");
                break;
            case 1 when _full.Contains(owner):
                Line($"call.iface {owner}.end()");
                _full.Remove(owner);
                break;
            case 2:
                ThroughInterface(skip);
                break;
            case 3:
                Line($"lock bi, ri, {skip}");
                Line($"call.iface bi.bump({Any("i64")}) -> {Any("i64")}");
                Narrowed("bi", "b1", "borrow");
                Line("untether bi");
                break;
            case 4:
                Line("alive flag, ri");
                Line($"br.z flag, {skip}");
                Narrowed("ri", Pick(["r0", "r1"]), "ref");
                break;
            default:
                // The same object by its struct and by its interface: what ends one ends the other.
                Line($"iface ri, {Pick(["r0", "r1", "rt"])}");
                break;
        }
        Mark(skip);
    }

    /// <summary>Uses of a reference to an interface, with something between that may end its object.</summary>
    private void ThroughInterface(string skip)
    {
        bool guarded = _isCareful || _random.Next(3) != 0;
        if (guarded)
        {
            Line("alive flag, ri");
            Line($"br.z flag, {skip}");
        }
        Line($"call.iface ri.peek() -> {Any("i64")}");
        // Owners end on every way to the label or on none.
        if (guarded) Numeric();
        else if (_random.Next(2) == 0) Call();
        else if (_full.Contains("o0")) Free("o0");
        Line($"call.iface ri.peek() -> {Any("i64")}");
    }

    private void Narrowed(string from, string to, string kind)
    {
        string other = Label();
        Line($"narrow {to}, {from}, {other}");
        if (kind == "borrow" || _isCareful || _random.Next(2) == 0) Field(to);
        Mark(other);
    }

    /// <summary>Elements that own what has an interface.</summary>
    private void Things()
    {
        string skip = Label(), end = Label();
        Line($"and index, {Any("i64")}, 1");
        Line("array.full flag, things[index]");
        Line($"br.nz flag, {skip}");
        Line("alloc taken");
        Line($"st taken.a, {Any("i64")}");
        Line($"ref {Pick(["r0", "r1"])}, taken");
        Line("iface thing, taken");
        Line("ref ri, thing");
        Line("array.put things[index], thing");
        Line($"jmp {end}");
        Mark(skip);
        switch (_random.Next(4))
        {
            case 0:
                Line("array.take thing, things[index]");
                Line($"narrow taken, thing, {Tail("free thing", end)}");
                Line($"ld {Any("i64")}, taken.a");
                Line("free taken");
                break;
            case 1:
                Line("alloc tt");
                Line("iface thing, tt");
                Line("array.replace things[index], thing");
                break;
            case 2:
                Line("array.ref ri, things[index]");
                break;
            default:
                Line("array.tether bi, things[index]");
                Line($"call.iface bi.bump({Any("i64")}) -> {Any("i64")}");
                Line("untether bi");
                break;
        }
        Mark(end);
    }

    /// <summary>A statement of its own, out of the way, that goes on at a label; the label of the statement.</summary>
    private string Tail(string statement, string next)
    {
        string around = Label(), label = Label();
        Line($"jmp {around}");
        Mark(label);
        Line(statement);
        Line($"jmp {next}");
        Mark(around);
        return label;
    }
}
