using HgmVm.Isa;

namespace HgmVm.Tests.Execution.Model;

/// <summary>References and tethers, and what goes through them.</summary>
internal sealed partial class DenseProgram
{
    /// <summary>A reference to an element, to an object, to what is borrowed, or one that an element holds.</summary>
    private void Refer()
    {
        int r = _random.Next(3), k = _random.Next(2), index = _random.Next(_length + 1);
        switch (_random.Next(5))
        {
            case 0 when _owners[k] is { } owned:
                Write($"ref r{r}, s{k}");
                _refs[r] = new DenseRef(owned, 0);
                break;
            case 1 when _borrows.TryGetValue($"b{k}", out DenseRef? borrowed):
                // Of what is dead there is only a dead reference.
                Write($"ref r{r}, b{k}");
                _refs[r] = borrowed;
                break;
            case 2 when index < _length:
                Write($"ld r{r}, all[{index}].to");
                _refs[r] = _storage.Places[index].To;
                break;
            case > 2 when Allows(Bounds(index >= _length)):
                Write($"ref r{r}, all[{index}]");
                if (Trap == TrapKind.None) _refs[r] = new DenseRef(_storage, index);
                break;
        }
    }

    private void ReferToPart()
    {
        int index = _random.Next(_length + 1), r = _random.Next(3);
        if (_random.Next(2) == 0 && _refs[r] is { IsAlive: true } reference)
        {
            Write($"ref n0, r{r}.part");
            _partRef = reference;
        }
        else if (Allows(Bounds(index >= _length)))
        {
            Write($"ref n0, all[{index}].part");
            if (Trap == TrapKind.None) _partRef = new DenseRef(_storage, index);
        }
    }

    /// <summary>The tether of one element, or of a part of one, is that of all.</summary>
    private void Tether()
    {
        string register = (string[])["b0", "b1", "m0"] is { } all ? all[_random.Next(3)] : "";
        bool isPart = register == "m0";
        int index = _random.Next(_length + 1), r = _random.Next(3);
        if (_borrows.ContainsKey(register)) return;
        if (_random.Next(2) == 0)
        {
            if (!Allows(Bounds(index >= _length))) return;
            Write($"tether {register}, f[{index}]{(isPart ? ".part" : "")}");
            Set(register, Trap == TrapKind.None ? new DenseRef(_storage, index) : null);
        }
        else if (isPart && _random.Next(2) == 0)
        {
            if (_partRef is not { IsAlive: true } part) return;
            Write("tether m0, n0");
            Set(register, part);
        }
        else if (_refs[r] is { } reference && (reference.IsAlive || (!IsFast && Allows(TrapKind.DeadReference))))
        {
            Write($"tether {register}, r{r}{(isPart ? ".part" : "")}");
            Set(register, Trap == TrapKind.None ? reference : null);
        }
    }

    /// <summary>After a trap the register is written all the same, as far as the verifier can tell.</summary>
    private void Set(string register, DenseRef? place)
    {
        place ??= new DenseRef(new DenseRoot(1), 0);
        place.Root.Tethers++;
        _borrows[register] = place;
    }

    private void Untether()
    {
        string[] registers = [.. _borrows.Keys.Order()];
        if (registers.Length > 0) End(registers[_random.Next(registers.Length)]);
    }

    private void End(string register)
    {
        Write($"untether {register}");
        _borrows[register].Root.Tethers--;
        _borrows.Remove(register);
    }

    private void TetherArray()
    {
        Write(_isArrayTethered ? "untether a0" : "tether a0, f");
        if (!_isArrayTethered) _tetheredArray = _array;
        _tetheredArray!.Tethers += _isArrayTethered ? -1 : 1;
        _isArrayTethered = !_isArrayTethered;
    }

    private DenseRoot? _tetheredArray;

    private void Store()
    {
        int index = _random.Next(_length + 1), r = _random.Next(3);
        if (_random.Next(4) == 0)
        {
            if (index >= _length) return;
            Write($"st all[{index}].to, r{r}");
            _storage.Places[index].To = _refs[r];
        }
        else if (Somewhere(index, r) is var (text, place))
        {
            bool isPart = text == "m0" || _random.Next(3) == 0;
            Write($"st {text}.{(text == "m0" ? "y" : isPart ? "part.y" : "x")}, {++_last}");
            if (Trap != TrapKind.None) return;
            if (isPart) place!.Point.Y = _last;
            else place!.Point.X = _last;
        }
    }

    private void Load()
    {
        int index = _random.Next(_length + 1), r = _random.Next(3);
        if (Somewhere(index, r) is not var (text, place)) return;
        bool isPart = text == "m0" || _random.Next(3) == 0;
        Write($"ld x, {text}.{(text == "m0" ? "y" : isPart ? "part.y" : "x")}");
        Write("call test.note(x)");
        if (Trap == TrapKind.None) Notes.Add(isPart ? place!.Point.Y : place!.Point.X);
    }

    /// <summary>Where a point or its part can be reached, and which; perhaps where that traps.</summary>
    private (string Text, DenseRef? Place)? Somewhere(int index, int r)
    {
        string[] borrows = [.. _borrows.Keys.Order()];
        switch (_random.Next(3))
        {
            case 0 when Allows(Bounds(index >= _length)):
                return ($"all[{index}]", Trap == TrapKind.None ? new DenseRef(_storage, index) : null);
            case 1 when borrows.Length > 0:
                string register = borrows[_random.Next(borrows.Length)];
                return (register, _borrows[register]);
            case 2 when _refs[r] is { } reference && (reference.IsAlive || (!IsFast && Allows(TrapKind.DeadReference))):
                return ($"r{r}", reference);
            default:
                return null;
        }
    }
}
