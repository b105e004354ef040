namespace HgmVm.Fuzz;

/// <summary>Statements on inline members, unions, arrays of inline elements and locals in frame blocks.</summary>
internal sealed partial class ProgramGenerator
{
    private const string MemberItems = """
        struct Core { varying heat: i64, final spark: own S }
        struct Plain { varying x: i64, varying y: f64, varying to: ref S }
        struct Va { varying n: i64, varying core: inline Core }
        struct Vb { varying m: f64, varying kept: own S }
        sealed U = Va, Vb
        struct M {
            varying a: i64
            varying core: inline Core
            varying plain: inline Plain
            varying u: inline U
            final   row: inline [3]i64
        }

        impl I for Core { bump = core_bump, peek = core_peek, end = core_end }
        impl I for Plain { bump = plain_bump, peek = plain_peek, end = plain_end }
        impl I for Va { bump = va_bump, peek = va_peek, end = va_end }

        fn core_bump(c: borrow Core, by: i64) -> i64 {
            let a: i64
            ld   a, c.heat
            add  a, a, by
            st   c.heat, a
            ret  a
        }

        fn core_peek(c: ref Core) -> i64 {
            let a: i64
            ld   a, c.heat
            ret  a
        }

        fn core_end(c: own Core) {
            free c
            ret
        }

        fn plain_bump(p: borrow Plain, by: i64) -> i64 {
            st   p.x, by
            ret  by
        }

        fn plain_peek(p: ref Plain) -> i64 {
            let a: i64
            ld   a, p.x
            ret  a
        }

        fn plain_end(p: own Plain) {
            free p
            ret
        }

        fn va_bump(v: borrow Va, by: i64) -> i64 {
            st   v.n, by
            ret  by
        }

        fn va_peek(v: ref Va) -> i64 {
            let a: i64
            ld   a, v.n
            ret  a
        }

        fn va_end(v: own Va) {
            free v
            ret
        }

        drop Core(self: borrow Core) {
            let h: i64, a: i64
            global.ld h, hash
            ld   a, self.heat
            rotl h, h, 3
            add  h, h, a
            global.st hash, h
            ret
        }


        """;

    private const string MemberRegisters = "m0: own M, m1: own M, oc: own Core, ou: own U, va: own Va, vb: own Vb, rc: ref Core, rp: ref Plain, rva: ref Va, "
        + "bc: borrow Core, bd: borrow Core, bp: borrow Plain, bu: borrow U, ba: borrow Va, bb: borrow Vb, "
        + "cores: own array inline Core, us: own array inline U, vbs: own array inline Vb, row: borrow [3]i64";

    private void Members()
    {
        string owner = Pick(["m0", "m1"]);
        if (!_full.Contains(owner)) Refill(owner);
        switch (_random.Next(7))
        {
            case 0:
                NewCore();
                Line($"replace {owner}.core, oc");
                break;
            case 1:
                NewUnion();
                Line($"replace {owner}.u, ou");
                break;
            case 2:
                Line($"tether.inl bc, {owner}.core");
                Core(owner);
                Line("untether bc");
                break;
            case 3:
                Line($"tether.inl bu, {owner}.u");
                Union();
                Line("untether bu");
                break;
            case 4:
                Line($"inl bp, {owner}.plain");
                Line($"st bp.x, {Any("i64")}");
                Line($"ld {Any("f64")}, {owner}.plain.y");
                Line($"st {owner}.plain.to, {Pick(["r0", "r1"])}");
                Line($"ld {Pick(["r0", "r1"])}, bp.to");
                break;
            case 5:
                Line($"inl row, {owner}.row");
                Line($"remu index, {Any("i64")}, 3");
                Line($"st row[index], {Any("i64")}");
                Line($"ld {Any("i64")}, {owner}.row[1]");
                break;
            default:
                Line($"st here.x, {Any("i64")}");
                Line($"ld {Any("i64")}, here.x");
                Line($"st here.to, {Pick(["r0", "r1"])}");
                break;
        }
    }

    /// <summary>The reference to an interface becomes one to a member; what it was is narrowed.</summary>
    private void InterfaceOfMember()
    {
        string owner = Pick(["m0", "m1"]), skip = Label();
        if (!_full.Contains(owner)) Refill(owner);
        switch (_random.Next(6))
        {
            case 0:
                Line("iface ri, rc");
                break;
            case 1:
                Line($"ref rc, {owner}.core");
                Line("iface ri, rc");
                break;
            case 2:
                Line($"inl bp, {owner}.plain");
                Line("ref rp, bp");
                Line("iface ri, rp");
                break;
            case 3:
                Line("ref rp, here");
                Line("iface ri, rp");
                break;
            case 4:
                Line($"tether.inl bu, {owner}.u");
                Line($"narrow ba, bu, {skip}_");
                Line("ref rva, ba");
                Line("iface ri, rva");
                Mark(skip + "_");
                Line("untether bu");
                break;
            default:
                Line("alive flag, ri");
                Line($"br.z flag, {skip}");
                Line($"narrow rc, ri, {skip}");
                CoreReference();
                break;
        }
        Mark(skip);
    }

    /// <summary>A use of the reference to a core, which may have been replaced or popped since.</summary>
    private void CoreReference()
    {
        string dead = Label();
        bool guarded = _isCareful || _random.Next(4) != 0;
        if (guarded)
        {
            Line("alive flag, rc");
            Line($"br.z flag, {dead}");
        }
        if (_random.Next(2) == 0) Line($"ld {Any("i64")}, rc.heat");
        else Line($"st rc.heat, {Any("i64")}");
        if (guarded) Mark(dead);
    }

    /// <summary>Fills <c>oc</c>.</summary>
    private void NewCore()
    {
        Line("alloc oc");
        Line($"st oc.heat, {Any("i64")}");
        if (_random.Next(4) == 0) return;
        Line("alloc taken");
        Line($"st taken.a, {Any("i64")}");
        Line($"ref {Pick(["r0", "r1"])}, taken");
        Line("put oc.spark, taken");
    }

    /// <summary>Fills <c>ou</c>.</summary>
    private void NewUnion()
    {
        if (_random.Next(2) == 0)
        {
            NewCore();
            Line("alloc va");
            Line($"st va.n, {Any("i64")}");
            Line("replace va.core, oc");
            Line("make ou, va");
            return;
        }
        Line("alloc vb");
        Line($"st vb.m, {Any("f64")}");
        Line("alloc taken");
        Line("put vb.kept, taken");
        Line("make ou, vb");
    }

    /// <summary>Looks into the core that <c>bc</c> holds; a program that is not careful may replace it
    /// meanwhile.</summary>
    private void Core(string? owner)
    {
        string empty = Label();
        Line("ref rc, bc");
        Line($"st bc.heat, {Any("i64")}");
        Line("full flag, bc.spark");
        Line($"br.z flag, {empty}");
        if (_random.Next(2) == 0) Line($"ref.field {Pick(["r0", "r1"])}, bc.spark");
        Line("tether.field b2, bc.spark");
        Field("b2");
        Line("untether b2");
        Mark(empty);
        if (owner is null) return;
        if (_random.Next(3) == 0)
        {
            Line($"tether.inl bd, {owner}.core");
            Line($"ld {Any("i64")}, bd.heat");
            Line("untether bd");
        }
        if (_isCareful || _random.Next(6) != 0) return;
        NewCore();
        Line($"replace {owner}.core, oc");
    }

    /// <summary>Looks into the union that <c>bu</c> holds.</summary>
    private void Union()
    {
        string other = Label(), none = Label();
        Line("tag flag, bu");
        Line($"narrow ba, bu, {other}");
        Line($"ld {Any("i64")}, ba.n");
        Line("tether.inl bc, ba.core");
        Line($"st bc.heat, {Any("i64")}");
        Line("untether bc");
        Mark(other);
        Line($"narrow bb, bu, {none}");
        Line($"st bb.m, {Any("f64")}");
        Line($"ref.field {Pick(["r0", "r1"])}, bb.kept");
        Mark(none);
    }

    /// <summary>Arrays of inline elements: values come and go, are looked into and referred to.</summary>
    private void InlineElements()
    {
        string skip = Label(), array = Pick(["cores", "cores", "us"]), value = array == "us" ? "ou" : "oc";
        if (_random.Next(3) == 0)
        {
            if (array == "us") NewUnion();
            else NewCore();
            Line($"array.push {array}, {value}");
            return;
        }
        Line($"array.len n0, {array}");
        Line($"br.lt n0, 1, {skip}");
        Line($"remu index, {Any("i64")}, n0");
        switch (_random.Next(5))
        {
            case 0:
                Line($"array.pop {value}, {array}");
                Line($"free {value}");
                break;
            case 1:
                Line($"array.remove {value}, {array}[index]");
                Line($"free {value}");
                break;
            case 2:
                if (array == "us") NewUnion();
                else NewCore();
                Line($"array.replace {array}[index], {value}");
                break;
            case 3:
                Line("const n0, 0");
                Line($"array.swap {array}[index], n0");
                break;
            default:
                Line($"array.tether {(array == "us" ? "bu" : "bc")}, {array}[index]");
                if (array == "us") Union();
                else Core(null);
                Line($"untether {(array == "us" ? "bu" : "bc")}");
                break;
        }
        Mark(skip);
    }

    /// <summary>Owners in inline elements, which come and go by path.</summary>
    private void OwnersInElements()
    {
        string skip = Label(), full = Label(), end = Label();
        Line("array.len n0, vbs");
        Line($"br.gt n0, 0, {skip}");
        Line("alloc vb");
        Line("array.push vbs, vb");
        Line("const n0, 1");
        Mark(skip);
        Line($"remu index, {Any("i64")}, n0");
        Line("full flag, vbs[index].kept");
        Line($"br.nz flag, {full}");
        Line("alloc taken");
        Line($"st taken.a, {Any("i64")}");
        Line("put vbs[index].kept, taken");
        Line($"jmp {end}");
        Mark(full);
        Line("take taken, vbs[index].kept");
        Line($"ld {Any("i64")}, taken.a");
        Line("free taken");
        Mark(end);
    }
}
