namespace HgmVm.Fuzz;

/// <summary>Statements on owners in fields and elements: taken, put, replaced, passed and looked into.</summary>
internal sealed partial class ProgramGenerator
{
    private void Owned()
    {
        string skip = Label(), end = Label();
        Line($"and index, {Any("i64")}, 1");
        Line("array.full flag, objs[index]");
        Line($"br.nz flag, {skip}");
        Line("alloc taken");
        Line($"st taken.a, {Any("i64")}");
        Line($"ref {Pick(["r0", "r1"])}, taken");
        Line("array.put objs[index], taken");
        Line($"jmp {end}");
        Mark(skip);
        switch (_random.Next(4))
        {
            case 0:
                Line("array.take taken, objs[index]");
                Line($"ld {Any("i64")}, taken.a");
                Line("free taken");
                break;
            case 1:
                Line("alloc taken");
                Line("array.replace objs[index], taken");
                break;
            case 2:
                Line($"array.ref {Pick(["r0", "r1"])}, objs[index]");
                break;
            default:
                Line("array.tether b2, objs[index]");
                Field("b2");
                Line("untether b2");
                break;
        }
        Mark(end);
    }

    /// <summary>Owned fields of a T, destructors included.</summary>
    private void Parts()
    {
        string owner = Pick(["t0", "t1"]), full = Label(), end = Label();
        if (!_full.Contains(owner)) Fill(owner);
        Line($"full flag, {owner}.part");
        Line($"br.nz flag, {full}");
        Line("alloc taken");
        Line($"ref {Pick(["r0", "r1"])}, taken");
        Line($"put {owner}.part, taken");
        Line($"jmp {end}");
        Mark(full);
        switch (_random.Next(4))
        {
            case 0:
                Line($"take taken, {owner}.part");
                Line("free taken");
                break;
            case 1:
                Line("alloc tt");
                Line($"st tt.a, {Any("i64")}");
                Line($"replace {owner}.more, tt");
                break;
            case 2:
                Line($"tether.field b2, {owner}.part");
                Field("b2");
                Line("untether b2");
                break;
            default:
                Line($"ref.field {Pick(["r0", "r1"])}, {owner}.part");
                break;
        }
        Mark(end);
    }

    /// <summary>Passes what a field or an element owns, perhaps nothing, mostly to where there is room.</summary>
    private void Pass()
    {
        foreach (string owner in (ReadOnlySpan<string>)["t0", "t1"])
            if (!_full.Contains(owner)) Fill(owner);
        string skip = Label();
        Line($"and index, {Any("i64")}, 1");
        if (_random.Next(4) == 0)
        {
            Line($"full flag, {(_random.Next(2) == 0 ? "t0" : "t1")}.more");
            Line($"br.nz flag, {skip}");
            Line(_random.Next(2) == 0 ? "pass t0.more, t1.more" : "pass t1.more, t0.more");
            Mark(skip);
            return;
        }
        string to = Pick(["t0.part", "t1.part", "rt.part", "objs[index]"]);
        string from = Pick(["t0.part", "t1.part", "rt.part", to.StartsWith('o') ? "rt.part" : "objs[index]"]);
        if (to.StartsWith('r') || from.StartsWith('r'))
        {
            Line("alive flag, rt");
            if (_isCareful || _random.Next(8) != 0) Line($"br.z flag, {skip}");
        }
        Line($"full flag, {to}");
        if (_random.Next(12) != 0) Line($"br.nz flag, {skip}");
        Line($"pass {to}, {from}");
        if (_random.Next(3) == 0) Line($"pass {from}, {to}");
        if (to.StartsWith('o')) Line($"array.ref {Pick(["r0", "r1"])}, {to}");
        else Line($"ref.field {Pick(["r0", "r1"])}, {to}");
        Mark(skip);
    }
}
