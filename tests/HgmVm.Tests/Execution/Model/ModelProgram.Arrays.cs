using HgmVm.Bytecode;
using HgmVm.Isa;

namespace HgmVm.Tests.Execution.Model;

/// <summary>Ships that come, go and move.</summary>
internal sealed partial class ModelProgram
{
    private const int MostShips = 24;

    /// <summary>Builds a ship and lets it join the fleet.</summary>
    private void Launch()
    {
        int k = _random.Next(2);
        Build(k);
        Push(k);
    }

    private void Build() => Build(_random.Next(2));

    private void Build(int k)
    {
        if (Owners[k] is not null) return;
        Write($"call ship({++_last}) -> s{k}");
        ModelPlace place = NewPlace(new ModelRoot(), false);
        place.Value = new ModelShip { X = _last, Kept = _last };
        Owners[k] = place;
    }

    /// <summary>A ship that keeps nothing yet.</summary>
    private void BuildBare()
    {
        int k = _random.Next(2);
        if (Owners[k] is not null) return;
        Write($"alloc s{k}");
        Write($"st s{k}.pos.x, {++_last}");
        ModelPlace place = NewPlace(new ModelRoot(), false);
        place.Value = new ModelShip { X = _last };
        Owners[k] = place;
    }

    private void FreeShip()
    {
        int k = _random.Next(2);
        if (Owners[k] is not { } place) return;
        if (!Allows(place.IsHeld && mode == Mode.Normal ? TrapKind.Tethered : TrapKind.None)) return;
        Write($"free s{k}");
        Owners[k] = null;
        if (Trap != TrapKind.None) return;
        EndShips([place]);
        Kill(place);
    }

    private static void Kill(ModelPlace place)
    {
        place.Root.IsAlive = false;
        place.Value = new ModelShip();
    }

    private void RenewFleet()
    {
        bool isHeld = _fleet.Array.Tethers > 0 || _fleet.Elements.Any(place => place.IsHeld);
        if (!Allows(isHeld && mode == Mode.Normal ? TrapKind.Tethered : TrapKind.None)) return;
        int length = _random.Next(4);
        Write("free fleet");
        if (Trap == TrapKind.None)
        {
            EndShips(_fleet.Elements);
            foreach (ModelPlace place in _fleet.Places) Kill(place);
            _fleet.Storage.IsAlive = false;
            NewFleet(length);
        }
        Write($"array.new fleet, {length}");
        Write("ref f, fleet");
    }

    private void Push() => Push(_random.Next(2));

    private void Push(int k)
    {
        if (Owners[k] is not { } shell || _fleet.Length >= MostShips) return;
        if (!Allows(HeldAmong([]) ?? ShellTrap(shell) ?? GrowthTrap() ?? TrapKind.None)) return;
        Write($"array.push fleet, s{k}");
        if (Trap == TrapKind.None) MoveIn(_fleet.Length, k);
        Owners[k] = null;
    }

    private void Pop()
    {
        int k = _random.Next(2);
        if (Owners[k] is not null) return;
        TrapKind? bounds = _fleet.Length == 0 ? TrapKind.Bounds : null;
        TrapKind? trap = HeldAmong([]) ?? bounds ?? HeldAmong(_fleet.Elements.TakeLast(1));
        if (!Allows(trap ?? TrapKind.None)) return;
        Write($"array.pop s{k}, fleet");
        if (Trap == TrapKind.None) MoveOut(_fleet.Length - 1, k);
        else Owners[k] = NewPlace(new ModelRoot(), false);
    }

    private void Insert()
    {
        int k = _random.Next(2), index = Index(2);
        if (Owners[k] is not { } shell || _fleet.Length >= MostShips) return;
        TrapKind? trap = HeldAmong([]) ?? (index > _fleet.Length ? (TrapKind?)TrapKind.Bounds : null)
            ?? HeldAmong(_fleet.Elements.Skip(index)) ?? ShellTrap(shell) ?? GrowthTrap();
        if (!Allows(trap ?? TrapKind.None)) return;
        Write($"array.insert fleet[{index}], s{k}");
        if (Trap == TrapKind.None) MoveIn(index, k);
        Owners[k] = null;
    }

    private void Remove()
    {
        int k = _random.Next(2), index = Index(1);
        if (Owners[k] is not null) return;
        TrapKind? trap = HeldAmong([]) ?? (index >= _fleet.Length ? (TrapKind?)TrapKind.Bounds : null)
            ?? HeldAmong(_fleet.Elements.Skip(index));
        if (!Allows(trap ?? TrapKind.None)) return;
        Write($"array.remove s{k}, fleet[{index}]");
        if (Trap == TrapKind.None) MoveOut(index, k);
        else Owners[k] = NewPlace(new ModelRoot(), false);
    }

    private void Swap()
    {
        int i = Index(1), j = Index(1);
        bool isOut = i >= _fleet.Length || j >= _fleet.Length;
        TrapKind? trap = HeldAmong([]) ?? (isOut ? (TrapKind?)TrapKind.Bounds : null)
            ?? HeldAmong(isOut ? [] : [_fleet.Places[i], _fleet.Places[j]]);
        if (!Allows(trap ?? TrapKind.None)) return;
        Write($"const i, {i}");
        Write($"const j, {j}");
        Write("array.swap fleet[i], j");
        if (Trap != TrapKind.None || i == j) return;
        (ModelPlace one, ModelPlace other) = (_fleet.Places[i], _fleet.Places[j]);
        (one.Value, other.Value) = (other.Value, one.Value);
        one.Renew();
        other.Renew();
    }

    private void ReplaceElement()
    {
        int k = _random.Next(2), index = Index(1);
        if (Owners[k] is not { } shell) return;
        TrapKind? trap = (index >= _fleet.Length ? (TrapKind?)TrapKind.Bounds : null)
            ?? HeldElement(index) ?? ShellTrap(shell);
        if (!Allows(trap ?? TrapKind.None)) return;
        Write($"array.replace fleet[{index}], s{k}");
        Owners[k] = null;
        if (Trap != TrapKind.None) return;
        ModelPlace place = _fleet.Places[index];
        ModelShip old = place.Value;
        place.Value = shell.Value;
        place.Renew();
        shell.Value = old;
        EndShips([shell]);
        Kill(shell);
    }

    /// <summary>An index up to so far behind the last element; often of a ship that is referred to or held.</summary>
    private int Index(int beyond)
    {
        int[] known = [.. Enumerable.Range(0, _fleet.Length).Where(i => _fleet.Places[i].IsHeld || References.Any(
            reference => reference?.Place == _fleet.Places[i] && reference.IsAlive(hasBits)))];
        bool isKnown = known.Length > 0 && _random.Next(2) == 0;
        return isKnown ? known[_random.Next(known.Length)] : _random.Next(_fleet.Length + beyond);
    }

    private TrapKind? HeldElement(int index) =>
        !IsFast && _fleet.Places[index].IsHeld ? TrapKind.Tethered : null;

    /// <summary>The tether of the array, or of one of these elements, stands in the way.</summary>
    private TrapKind? HeldAmong(IEnumerable<ModelPlace> places) =>
        !IsFast && (_fleet.Array.Tethers > 0 || places.Any(place => place.IsHeld)) ? TrapKind.Tethered : null;

    private TrapKind? ShellTrap(ModelPlace shell) => !IsFast && shell.IsHeld ? TrapKind.Tethered : null;

    private TrapKind? GrowthTrap() =>
        _fleet.Length == _fleet.Places.Count ? HeldAmong(_fleet.Elements) : null;

    private void MoveIn(int index, int owner)
    {
        ModelPlace shell = Owners[owner]!;
        ModelShip value = shell.Value;
        if (_fleet.Length == _fleet.Places.Count) Grow();
        for (int i = _fleet.Length; i > index; i--) _fleet.Places[i].Value = _fleet.Places[i - 1].Value;
        _fleet.Length++;
        _fleet.Places[index].Value = value;
        foreach (ModelPlace place in _fleet.Elements.Skip(index)) place.Renew();
        Kill(shell);
    }

    private void MoveOut(int index, int owner)
    {
        ModelPlace shell = NewPlace(new ModelRoot(), false);
        shell.Value = _fleet.Places[index].Value;
        foreach (ModelPlace place in _fleet.Elements.Skip(index)) place.Renew();
        for (int i = index; i < _fleet.Length - 1; i++) _fleet.Places[i].Value = _fleet.Places[i + 1].Value;
        _fleet.Length--;
        _fleet.Places[_fleet.Length].Value = new ModelShip();
        Owners[owner] = shell;
    }
}
