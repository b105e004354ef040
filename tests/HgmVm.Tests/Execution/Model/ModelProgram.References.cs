using HgmVm.Isa;

namespace HgmVm.Tests.Execution.Model;

/// <summary>References, tethers, and what goes through them.</summary>
internal sealed partial class ModelProgram
{
    private static readonly string[] s_borrows = ["b0", "b1", "m0", "m1", "l0"];

    private ModelRef?[] References => [.. _refs, .. _navRefs, .. _lightRefs, .. _partRefs];

    private void MakeRef()
    {
        int r = _random.Next(4), k = _random.Next(2), index = Index(1);
        switch (_random.Next(3))
        {
            case 0 when Owners[k] is { } place:
                Write($"ref r{r}, s{k}");
                _refs[r] = new ModelRef(place, ModelTarget.Ship);
                break;
            case 1 when Allows(index < _fleet.Length ? TrapKind.None : TrapKind.Bounds):
                ReferToElement(r, index);
                break;
            case 2 when BorrowedShip() is { } register:
                Write($"ref r{r}, {register}");
                _refs[r] = new ModelRef(PlaceOf(register), ModelTarget.Ship);
                break;
        }
    }

    private void ReferToElement(int r, int index)
    {
        Write($"ref r{r}, fleet[{index}]");
        if (Trap == TrapKind.None) _refs[r] = new ModelRef(_fleet.Places[index], ModelTarget.Ship);
    }

    private void Tether()
    {
        string register = $"b{_random.Next(3)}";
        if (Tethers.ContainsKey(register) || UsableRef() is not { } r) return;
        Write($"tether {register}, r{r}");
        if (Trap == TrapKind.None) Set(register, _refs[r]!.Place, ModelTarget.Ship);
        else SetNothing(register);
    }

    private void TetherMember()
    {
        bool isNav = _random.Next(3) > 0, isFromBorrow = _random.Next(3) == 0;
        string register = isNav ? $"m{_random.Next(2)}" : "l0";
        if (Tethers.ContainsKey(register)) return;
        string? from = isFromBorrow ? BorrowedShip() : UsableRef() is { } r ? $"r{r}" : null;
        if (from is not null) TetherMember(register, from);
    }

    /// <summary>Tethers an element, or a member of one: what stands in the way of whatever moves it.</summary>
    private void TetherElement()
    {
        if (_fleet.Length == 0) return;
        int r = _random.Next(4), index = Index(0);
        string register = s_borrows[_random.Next(s_borrows.Length)];
        if (Tethers.ContainsKey(register)) return;
        ReferToElement(r, index);
        if (register[0] != 'b')
        {
            TetherMember(register, $"r{r}");
            return;
        }
        Write($"tether {register}, r{r}");
        Set(register, _fleet.Places[index], ModelTarget.Ship);
    }

    private void TetherMember(string register, string from)
    {
        bool isNav = register[0] == 'm';
        Write($"tether.inl {register}, {from}.{(isNav ? "nav" : "light")}");
        if (Trap == TrapKind.None) Set(register, PlaceOf(from), isNav ? ModelTarget.Nav : ModelTarget.Light);
        else SetNothing(register);
    }

    /// <summary>
    /// Makes a reference to a member that is kept while the member is free to change: the tether that it takes to make
    /// one ends at once. Without this step hardly any reference to a member would outlive the member.
    /// </summary>
    private void ReferToMember()
    {
        bool isNav = _random.Next(2) == 0;
        string register = isNav ? $"m{_random.Next(2)}" : "l0";
        if (Tethers.ContainsKey(register)) return;
        string? from = Holder();
        if (_random.Next(3) > 0 && _fleet.Length > 0 && Trap == TrapKind.None)
        {
            int r = _random.Next(4);
            ReferToElement(r, _random.Next(_fleet.Length));
            from = $"r{r}";
        }
        if (from is null) return;
        TetherMember(register, from);
        if (Trap == TrapKind.None) ReferTo(register, _random.Next(2));
        End(register);
    }

    private void ReferTo(string register, int n)
    {
        bool isNav = register[0] == 'm';
        ModelPlace place = PlaceOf(register);
        Write($"ref {(isNav ? 'n' : 'q')}{n}, {register}");
        (isNav ? _navRefs : _lightRefs)[n] = new ModelRef(place, isNav ? ModelTarget.Nav : ModelTarget.Light);
    }

    /// <summary>Tethers, or refers to, a member that is known already.</summary>
    private void TetherByReference()
    {
        bool isNav = _random.Next(2) == 0;
        int n = _random.Next(2);
        string register = isNav ? $"m{_random.Next(2)}" : "l0";
        ModelRef? reference = (isNav ? _navRefs : _lightRefs)[n];
        if (Tethers.TryGetValue(register, out ModelTether? tether))
        {
            if (tether.IsGood) ReferTo(register, n);
        }
        else if (IsUsable(reference))
        {
            Write($"tether {register}, {(isNav ? 'n' : 'q')}{n}");
            if (Trap == TrapKind.None) Set(register, reference!.Place, reference.Target);
            else SetNothing(register);
        }
    }

    private void Set(string register, ModelPlace place, ModelTarget target)
    {
        ModelPart part = place.PartOf(target);
        part.Tethers++;
        Tethers[register] = new ModelTether(place, part);
    }

    /// <summary>After a trap the register is written all the same, as far as the verifier can tell.</summary>
    private void SetNothing(string register) => Set(register, new ModelPlace(new ModelRoot(), false), ModelTarget.Ship);

    private void Untether()
    {
        string[] registers = [.. Tethers.Keys.Order()];
        if (registers.Length > 0) End(registers[_random.Next(registers.Length)]);
    }

    private void TetherArray()
    {
        if (_scope.ArrayTether is not null)
        {
            EndArrayTether();
            return;
        }
        Write("tether a0, f");
        _fleet.Array.Tethers++;
        _scope.ArrayTether = new ModelTether(new ModelPlace(_fleet.Storage, false), _fleet.Array);
    }

    private void ReplaceNav()
    {
        if (Holder() is not { } from) return;
        ModelPlace? place = Trap == TrapKind.None ? PlaceOf(from) : null;
        if (place is not null && !Allows(place.Nav.Tethers > 0 && !IsFast ? TrapKind.Tethered : TrapKind.None)) return;
        ModelNav nav = NewNav();
        Write($"replace {from}.nav, v");
        if (Trap != TrapKind.None) return;
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

    /// <summary>Fills <c>v</c>.</summary>
    private ModelNav NewNav()
    {
        if (Trap == TrapKind.None && _random.Next(3) == 0 && BorrowedShip() is { } other) return NavWithSparkOf(other);
        Write($"call nav({++_last}) -> v");
        return new ModelNav(_last, _last);
    }

    private void ReplaceLight()
    {
        if (Holder() is not { } from) return;
        ModelPlace? place = Trap == TrapKind.None ? PlaceOf(from) : null;
        bool isHeld = place?.Light.Tethers > 0 && !IsFast;
        if (place is not null && !Allows(isHeld ? TrapKind.Tethered : TrapKind.None)) return;
        bool isTorch = _random.Next(2) == 0;
        Write($"call {(isTorch ? "torch" : "lamp")}({++_last}) -> w");
        Write($"replace {from}.light, w");
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
            int index = Index(1);
            if (!Allows(index < _fleet.Length ? TrapKind.None : TrapKind.Bounds)) return;
            Write($"ld x, fleet[{index}].nav.range");
            Note(() => _fleet.Places[index].Value.Nav.Range);
        }
        else if (_random.Next(4) == 0 && GoodBorrow('m') is { } member)
        {
            Write($"ld x, {member}.range");
            Note(() => PlaceOf(member).Value.Nav.Range);
        }
        else if (Holder() is { } from)
        {
            Write($"ld x, {from}.pos.x");
            Note(() => PlaceOf(from).Value.X);
        }
    }

    private void Note(Func<long> value)
    {
        Write("call test.note(x)");
        if (Trap == TrapKind.None) Notes.Add(value());
    }

    private void Store()
    {
        if (Holder() is not { } from) return;
        Write($"st {from}.pos.x, {++_last}");
        if (Trap == TrapKind.None) PlaceOf(from).Value.X = _last;
    }

    /// <summary>A reference to a local ship, which ended with the call.</summary>
    private void LocalShip()
    {
        int r = _random.Next(4);
        Write($"call local_ship({++_last}) -> r{r}");
        ModelPlace place = NewPlace(new ModelRoot(), false);
        place.Value.X = _last;
        EndShips([place]);
        Kill(place);
        _refs[r] = new ModelRef(place, ModelTarget.Ship);
    }

    /// <summary>A register through which a ship can be reached; perhaps a reference that is dead, and traps.</summary>
    private string? Holder()
    {
        switch (_random.Next(3))
        {
            case 0 when Owners.Any(place => place is not null):
                return Owners[0] is not null ? "s0" : "s1";
            case 1:
                return BorrowedShip();
            default:
                return UsableRef() is { } r ? $"r{r}" : null;
        }
    }

    private ModelPlace PlaceOf(string register) => register[0] switch
    {
        's' => Owners[register[1] - '0']!,
        'r' => _refs[register[1] - '0']!.Place,
        _ => _scope.BorrowIn(register)!.Place,
    };

    private string? BorrowedShip() => GoodBorrow(_random.Next(2) == 0 ? 'p' : 'b');

    /// <summary>A borrow of a kind that can still be read through.</summary>
    private string? GoodBorrow(char kind)
    {
        string[] good = [.. Tethers.Concat(_scope.Parameters).Where(known => known.Key[0] == kind && known.Value.IsGood)
            .Select(known => known.Key).Order()];
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
