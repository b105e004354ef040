using HgmVm.Isa;

namespace HgmVm.Tests.Execution.Model;

/// <summary>References, tethers, and what goes through them.</summary>
internal sealed partial class ModelProgram
{
    private void MakeRef()
    {
        int r = _random.Next(4), k = _random.Next(2), index = _random.Next(_fleet.Length + 1);
        switch (_random.Next(3))
        {
            case 0 when _owners[k] is { } place:
                _lines.Add($"ref r{r}, s{k}");
                _refs[r] = new ModelRef(place, false, place.Ship.Generation);
                break;
            case 1 when Allows(index < _fleet.Length ? TrapKind.None : TrapKind.Bounds):
                _lines.Add($"ref r{r}, fleet[{index}]");
                if (Trap != TrapKind.None) break;
                _refs[r] = new ModelRef(_fleet.Places[index], false, _fleet.Places[index].Ship.Generation);
                break;
            case 2 when GoodTether('b') is { } register:
                ModelPlace tethered = _tethers[register].Place;
                _lines.Add($"ref r{r}, {register}");
                _refs[r] = new ModelRef(tethered, false, tethered.Ship.Generation);
                break;
        }
    }

    private void Tether()
    {
        string register = $"b{_random.Next(3)}";
        if (_tethers.ContainsKey(register) || UsableRef() is not { } r) return;
        _lines.Add($"tether {register}, r{r}");
        if (Trap == TrapKind.None) Set(register, _refs[r]!.Place, _refs[r]!.Place.Ship);
        else _tethers[register] = new ModelTether(new ModelPlace(new ModelRoot(), false), new ModelPart());
    }

    private void TetherMember()
    {
        bool isNav = _random.Next(3) > 0, isFromBorrow = _random.Next(3) == 0;
        string register = isNav ? $"m{_random.Next(2)}" : "l0";
        if (_tethers.ContainsKey(register)) return;
        string? from = isFromBorrow ? GoodTether('b') : UsableRef() is { } r ? $"r{r}" : null;
        if (from is null) return;
        _lines.Add($"tether.inl {register}, {from}.{(isNav ? "nav" : "light")}");
        ModelPlace place = Trap != TrapKind.None ? new ModelPlace(new ModelRoot(), false) : PlaceOf(from);
        Set(register, place, isNav ? place.Nav : place.Light);
    }

    private void NavReference()
    {
        int n = _random.Next(2);
        string register = $"m{_random.Next(2)}";
        if (_random.Next(2) == 0 && GoodTether('m') is { } tethered)
        {
            ModelPlace place = _tethers[tethered].Place;
            // With tether bits a navigation in an element has no word that a reference could remember.
            if (!Allows(hasBits && place.IsElement ? TrapKind.DeadReference : TrapKind.None)) return;
            _lines.Add($"ref n{n}, {tethered}");
            _navRefs[n] = new ModelRef(place, true, place.Nav.Generation);
        }
        else if (!_tethers.ContainsKey(register) && IsUsable(_navRefs[n]))
        {
            _lines.Add($"tether {register}, n{n}");
            ModelPlace place = Trap != TrapKind.None ? new ModelPlace(new ModelRoot(), false) : _navRefs[n]!.Place;
            Set(register, place, place.Nav);
        }
    }

    private void Set(string register, ModelPlace place, ModelPart part)
    {
        part.Tethers++;
        _tethers[register] = new ModelTether(place, part);
    }

    private void Untether()
    {
        string[] registers = [.. _tethers.Keys.Order()];
        if (registers.Length == 0) return;
        string register = registers[_random.Next(registers.Length)];
        _lines.Add($"untether {register}");
        _tethers[register].Part.Tethers--;
        _tethers.Remove(register);
    }

    private void TetherArray()
    {
        if (_arrayTether is { } tether)
        {
            _lines.Add("untether a0");
            tether.Part.Tethers--;
            _arrayTether = null;
            return;
        }
        _lines.Add("tether a0, f");
        _fleet.Array.Tethers++;
        _arrayTether = new ModelTether(new ModelPlace(_fleet.Storage, false), _fleet.Array);
    }

    private void ReplaceNav()
    {
        if (Holder() is not { } from) return;
        ModelPlace? place = Trap == TrapKind.None ? PlaceOf(from) : null;
        if (place is not null && !Allows(place.Nav.Tethers > 0 && !IsFast ? TrapKind.Tethered : TrapKind.None)) return;
        _lines.Add($"call nav({++_last}) -> v");
        _lines.Add($"replace {from}.nav, v");
        if (Trap != TrapKind.None) return;
        var nav = new ModelNav(_last, _last);
        if (!place!.Root.IsAlive)
        {
            EndNav(nav);
            return;
        }
        ModelNav old = place.Value.Nav;
        place.Value.Nav = nav;
        place.Nav.Renew();
        EndNav(old);
    }

    private void ReplaceLight()
    {
        if (Holder() is not { } from) return;
        ModelPlace? place = Trap == TrapKind.None ? PlaceOf(from) : null;
        bool isHeld = place?.Light.Tethers > 0 && !IsFast;
        if (place is not null && !Allows(isHeld ? TrapKind.Tethered : TrapKind.None)) return;
        bool isTorch = _random.Next(2) == 0;
        _lines.Add($"call {(isTorch ? "torch" : "lamp")}({++_last}) -> w");
        _lines.Add($"replace {from}.light, w");
        if (Trap != TrapKind.None) return;
        var light = new ModelLight(isTorch, _last, isTorch ? _last : null);
        if (!place!.Root.IsAlive)
        {
            EndLight(light);
            return;
        }
        ModelLight? old = place.Value.Light;
        place.Value.Light = light;
        place.Light.Renew();
        if (old is not null) EndLight(old);
    }

    private void Load()
    {
        if (_random.Next(3) == 0)
        {
            int index = _random.Next(_fleet.Length + 1);
            if (!Allows(index < _fleet.Length ? TrapKind.None : TrapKind.Bounds)) return;
            _lines.Add($"ld x, fleet[{index}].nav.range");
            Note(() => _fleet.Places[index].Value.Nav.Range);
        }
        else if (_random.Next(4) == 0 && GoodTether('m') is { } member)
        {
            _lines.Add($"ld x, {member}.range");
            Note(() => _tethers[member].Place.Value.Nav.Range);
        }
        else if (Holder() is { } from)
        {
            _lines.Add($"ld x, {from}.pos.x");
            Note(() => PlaceOf(from).Value.X);
        }
    }

    private void Note(Func<long> value)
    {
        _lines.Add("call test.note(x)");
        if (Trap == TrapKind.None) Notes.Add(value());
    }

    private void Store()
    {
        if (Holder() is not { } from) return;
        _lines.Add($"st {from}.pos.x, {++_last}");
        if (Trap == TrapKind.None) PlaceOf(from).Value.X = _last;
    }

    /// <summary>A reference to a local ship, which ended with the call.</summary>
    private void LocalShip()
    {
        int r = _random.Next(4);
        _lines.Add($"call local_ship({++_last}) -> r{r}");
        ModelPlace place = NewPlace(new ModelRoot(), false);
        place.Value.X = _last;
        EndShips([place]);
        Kill(place);
        _refs[r] = new ModelRef(place, false, place.Ship.Generation);
    }

    /// <summary>A register through which a ship can be reached; perhaps a reference that is dead, and traps.</summary>
    private string? Holder()
    {
        switch (_random.Next(3))
        {
            case 0 when _owners.Any(place => place is not null):
                return _owners[0] is not null ? "s0" : "s1";
            case 1:
                return GoodTether('b');
            default:
                return UsableRef() is { } r ? $"r{r}" : null;
        }
    }

    private ModelPlace PlaceOf(string register) => register[0] switch
    {
        's' => _owners[register[1] - '0']!,
        'r' => _refs[register[1] - '0']!.Place,
        _ => _tethers[register].Place,
    };

    /// <summary>A tethered borrow of a kind that can still be read through.</summary>
    private string? GoodTether(char kind)
    {
        string[] good = [.. _tethers.Keys.Where(key => key[0] == kind && _tethers[key].IsGood).Order()];
        return good.Length == 0 ? null : good[_random.Next(good.Length)];
    }

    private int? UsableRef()
    {
        int r = _random.Next(4);
        return IsUsable(_refs[r]) ? r : null;
    }

    /// <summary>True for a living reference, and now and then for a dead one, where that is a trap.</summary>
    private bool IsUsable(ModelRef? reference)
    {
        if (reference is not null && reference.IsAlive(hasBits)) return true;
        return !IsFast && Allows(TrapKind.DeadReference);
    }
}
