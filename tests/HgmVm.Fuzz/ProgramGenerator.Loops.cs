namespace HgmVm.Fuzz;

/// <summary>Loops that set and end one tether in each round, as far as they are lucky of the same object.</summary>
internal sealed partial class ProgramGenerator
{
    private void TetherLoop(int depth)
    {
        if (depth >= MostDepth) return;
        KeepFull();
        string round = Label(), done = Label(), counter = $"n{depth + 1}";
        (string borrow, string from, string? reference) = Tethered(done);
        bool isTestedFirst = _random.Next(4) != 0;
        Line($"const {counter}, {_random.Next(isTestedFirst ? 0 : 1, 9)}");
        Mark(round);
        if (isTestedFirst) Line($"br.le {counter}, 0, {done}");
        Line($"sub {counter}, {counter}, 1");
        // What stands between two tethers may end the object, or give the register another one.
        if (!_isCareful) LookWhether(reference, done);
        BetweenTethers();
        if (_isCareful) LookWhether(reference, done);
        Line($"tether {borrow}, {from}");
        if (borrow is "b1" or "b2") Field(borrow);
        else Line($"ld {Any("i64")}, {borrow}.heat");
        if (_random.Next(2) == 0) BlockWithoutTethers(depth);
        if (_random.Next(3) == 0) CallInLoop();
        Line($"untether {borrow}");
        if (_random.Next(3) == 0) Line($"br.{Pick(["lt", "ge", "eq"])} {Any("i64")}, {Any("i64")}, {done}");
        BetweenTethers();
        Line(isTestedFirst ? $"jmp {round}" : $"br.gt {counter}, 0, {round}");
        Mark(done);
    }

    /// <summary>Leaves the loop when the reference is dead; careless programs leave that out now and then.</summary>
    private void LookWhether(string? reference, string done)
    {
        if (reference is null || (!_isCareful && _random.Next(4) == 0)) return;
        Line($"alive flag, {reference}");
        Line($"br.z flag, {done}");
    }

    private void BetweenTethers()
    {
        switch (_random.Next(6))
        {
            case 0: Hash(Any("i64")); break;
            case 1: Numeric(); break;
            case 2: CallInLoop(); break;
            case 3:
                Free("o1");
                Refill("o1");
                break;
            default: break;
        }
    }

    private void CallInLoop()
    {
        Call();
        KeepFull();
    }

    /// <summary>A round leaves the owners that calls take as it found them.</summary>
    private void KeepFull()
    {
        foreach (string owner in (ReadOnlySpan<string>)["o0", "o1"])
            if (!_full.Contains(owner)) Refill(owner);
    }

    /// <summary>A borrow register, what it tethers, and the reference on the way there that may be dead.</summary>
    private (string Borrow, string From, string? Reference) Tethered(string none)
    {
        string owner = Pick(["t0", "t1"]), outer = Pick(["m0", "m1"]), reference = Pick(["r0", "r1"]);
        switch (_random.Next(7))
        {
            case 0:
                if (!_full.Contains(owner)) Fill(owner);
                Line($"full flag, {owner}.part");
                Line($"br.z flag, {none}");
                return ("b2", $"{owner}.part", null);
            case 1:
                Line("and index, i64_0, 1");
                Line("array.full flag, objs[index]");
                Line($"br.z flag, {none}");
                return ("b2", "objs[index]", null);
            case 2 or 3:
                if (!_full.Contains(outer)) Refill(outer);
                return ("bc", $"{outer}.core", null);
            case 4:
                return ("bc", "rc", "rc");
            default:
                return ("b1", reference, reference);
        }
    }
}
