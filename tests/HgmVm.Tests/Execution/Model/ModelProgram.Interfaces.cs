using HgmVm.Isa;

namespace HgmVm.Tests.Execution.Model;

/// <summary>References and borrows by an interface, which ships and their navigations have: which of them it is
/// has to be known wherever it lies.</summary>
internal sealed partial class ModelProgram
{
    private void ByInterface()
    {
        switch (_random.Next(6))
        {
            case 0 or 1: MakePart(); break;
            case 2: CallPart(); break;
            case 3: NarrowPart(); break;
            case 4: TetherPart(); break;
            default: ReferToPart(); break;
        }
    }

    /// <summary>A dead reference stays dead.</summary>
    private void MakePart()
    {
        int g = _random.Next(2), n = _random.Next(2), r = _random.Next(4);
        bool isNav = _random.Next(2) == 0;
        Write($"iface g{g}, {(isNav ? $"n{n}" : $"r{r}")}");
        _partRefs[g] = isNav ? _navRefs[n] : _refs[r];
    }

    private void CallPart()
    {
        if (UsablePart() is not { } g) return;
        Write($"call.iface g{g}.number() -> x");
        Note(() => NumberOf(_partRefs[g]!.Place, _partRefs[g]!.Target));
    }

    private void NarrowPart()
    {
        int n = _random.Next(2), r = _random.Next(4);
        bool isNav = _random.Next(2) == 0;
        if (UsablePart() is not { } g) return;
        int label = _scope.Lines.Count;
        Write($"narrow {(isNav ? $"n{n}" : $"r{r}")}, g{g}, no{label}");
        Write($"no{label}:");
        if (Trap != TrapKind.None || isNav != (_partRefs[g]!.Target == ModelTarget.Nav)) return;
        if (isNav) _navRefs[n] = _partRefs[g];
        else _refs[r] = _partRefs[g];
    }

    private void TetherPart()
    {
        if (Tethers.ContainsKey("c0") || UsablePart() is not { } g) return;
        Write($"tether c0, g{g}");
        if (Trap == TrapKind.None) Set("c0", _partRefs[g]!.Place, _partRefs[g]!.Target);
        else SetNothing("c0");
    }

    /// <summary>Makes a reference of a borrow by an interface, and calls through that.</summary>
    private void ReferToPart()
    {
        if (!Tethers.TryGetValue("c0", out ModelTether? tether) || !tether.IsGood) return;
        int g = _random.Next(2);
        ModelTarget target = tether.Part == tether.Place.Nav ? ModelTarget.Nav : ModelTarget.Ship;
        Write("call.iface c0.look() -> x");
        Note(() => NumberOf(tether.Place, target));
        Write($"ref g{g}, c0");
        _partRefs[g] = new ModelRef(tether.Place, target);
    }

    private int? UsablePart()
    {
        int g = _random.Next(2);
        return IsUsable(_partRefs[g]) ? g : null;
    }

    private static long NumberOf(ModelPlace place, ModelTarget target) =>
        target == ModelTarget.Nav ? place.Value.Nav.Range : place.Value.X;
}
