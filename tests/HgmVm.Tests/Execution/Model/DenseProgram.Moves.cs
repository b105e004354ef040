using HgmVm.Bytecode;
using HgmVm.Isa;

namespace HgmVm.Tests.Execution.Model;

/// <summary>Points that come, go and move.</summary>
internal sealed partial class DenseProgram
{
    private TrapKind? ArrayTrap() => Unless(_array.Tethers > 0);

    /// <summary>Any of the elements may be what is tethered.</summary>
    private TrapKind? ElementTrap(int moved) => Unless(moved > 0 && _storage.Tethers > 0);

    private TrapKind? ShellTrap(DenseRoot shell) => Unless(shell.Tethers > 0);

    private TrapKind? GrowthTrap(int capacity) => ElementTrap(capacity > _storage.Places.Length ? 1 : 0);

    private TrapKind? Unless(bool isHeld) => isHeld && !IsFast ? TrapKind.Tethered : null;

    private static TrapKind? Bounds(bool isOut) => isOut ? TrapKind.Bounds : null;

    private void Build() => Build(_random.Next(2));

    private void Build(int k)
    {
        if (_owners[k] is not null) return;
        DensePoint point = NewPoint();
        Write($"call point({point.X}) -> s{k}");
        _owners[k] = NewRoot(1);
        _owners[k]!.Places[0] = point;
    }

    private void Launch()
    {
        int k = _random.Next(2);
        Build(k);
        Push(k);
    }

    private void FreeOwner()
    {
        int k = _random.Next(2);
        if (_owners[k] is not { } owned) return;
        if (!Allows(owned.Tethers > 0 && mode == Mode.Normal ? TrapKind.Tethered : null)) return;
        Write($"free s{k}");
        _owners[k] = null;
        owned.End();
    }

    private void Push(int k)
    {
        if (_owners[k] is not { } shell || _length >= MostPoints) return;
        if (Allows(ArrayTrap() ?? ShellTrap(shell) ?? GrowthTrap(_length + 1))) MoveIn($"array.push all, s{k}", _length, k);
    }

    private void Insert()
    {
        int k = _random.Next(2), index = _random.Next(_length + 2);
        if (_owners[k] is not { } shell || _length >= MostPoints) return;
        TrapKind? trap = ArrayTrap() ?? Bounds(index > _length) ?? ElementTrap(_length - index) ?? ShellTrap(shell)
            ?? GrowthTrap(_length + 1);
        if (Allows(trap)) MoveIn($"array.insert all[{index}], s{k}", index, k);
    }

    private void MoveIn(string line, int index, int k)
    {
        Write(line);
        DenseRoot shell = _owners[k]!;
        _owners[k] = null;
        if (Trap != TrapKind.None) return;
        if (_length == _storage.Places.Length) Grow(_length + 1);
        Array.Copy(_storage.Places, index, _storage.Places, index + 1, _length - index);
        _storage.Places[index] = shell.Places[0];
        _length++;
        shell.End();
    }

    private void Pop()
    {
        int k = _random.Next(2);
        if (_owners[k] is not null || !Allows(ArrayTrap() ?? Bounds(_length == 0) ?? ElementTrap(1))) return;
        MoveOut($"array.pop s{k}, all", _length - 1, k);
    }

    private void Remove()
    {
        int k = _random.Next(2), index = _random.Next(_length + 1);
        if (_owners[k] is not null || !Allows(ArrayTrap() ?? Bounds(index >= _length) ?? ElementTrap(1))) return;
        MoveOut($"array.remove s{k}, all[{index}]", index, k);
    }

    private void MoveOut(string line, int index, int k)
    {
        Write(line);
        _owners[k] = NewRoot(1);
        if (Trap != TrapKind.None) return;
        _owners[k]!.Places[0] = _storage.Places[index];
        _length--;
        Array.Copy(_storage.Places, index + 1, _storage.Places, index, _length - index);
        _storage.Places[_length] = default;
    }

    private void Swap()
    {
        int i = _random.Next(_length + 1), j = _random.Next(_length + 1);
        if (!Allows(ArrayTrap() ?? Bounds(Math.Max(i, j) >= _length) ?? ElementTrap(1))) return;
        Write($"const i, {i}");
        Write($"const j, {j}");
        Write("array.swap all[i], j");
        if (Trap != TrapKind.None) return;
        (_storage.Places[i], _storage.Places[j]) = (_storage.Places[j], _storage.Places[i]);
    }

    /// <summary>Elements are set freely, tethered or not.</summary>
    private void Replace()
    {
        int k = _random.Next(2), index = _random.Next(_length + 1);
        if (_owners[k] is not { } shell || !Allows(Bounds(index >= _length) ?? ShellTrap(shell))) return;
        Write($"array.replace all[{index}], s{k}");
        _owners[k] = null;
        if (Trap != TrapKind.None) return;
        _storage.Places[index] = shell.Places[0];
        shell.End();
    }

    private void Resize()
    {
        int length = _random.Next(2) == 0 ? _random.Next(MostPoints) : Math.Max(0, _length + _random.Next(-2, 3));
        if (!Allows(ArrayTrap() ?? ElementTrap(_length - length) ?? GrowthTrap(length))) return;
        Write($"array.resize all, {length}");
        if (Trap != TrapKind.None) return;
        if (length > _storage.Places.Length) Grow(length);
        else Array.Clear(_storage.Places, Math.Min(length, _length), Math.Abs(length - _length));
        _length = length;
    }

    private void Fill()
    {
        int r = _random.Next(3), from = _random.Next(_length + 1), count = _random.Next(_length + 2 - from);
        if (_refs[r] is not { IsAlive: true } reference || !Allows(Bounds(from + count > _length))) return;
        Write($"const i, {from}");
        Write($"array.fill all[i], {count}, r{r}");
        if (Trap != TrapKind.None) return;
        DensePoint value = reference.Point;
        for (int i = from; i < from + count; i++) _storage.Places[i] = value;
    }

    private void Copy()
    {
        int to = _random.Next(_length + 1), from = _random.Next(_length + 1);
        int count = _random.Next(_length + 2 - Math.Max(from, to));
        if (!Allows(Bounds(Math.Max(from, to) + count > _length))) return;
        Write($"const i, {to}");
        Write($"const j, {from}");
        Write($"array.copy all[i], all[j], {count}");
        if (Trap == TrapKind.None) Array.Copy(_storage.Places, from, _storage.Places, to, count);
    }

    private void Renew()
    {
        bool isHeld = _array.Tethers > 0 || _storage.Tethers > 0;
        if (!Allows(isHeld && mode == Mode.Normal ? TrapKind.Tethered : null)) return;
        int length = _random.Next(6);
        Write("free all");
        Write($"array.new all, {length}");
        Write("ref f, all");
        if (Trap != TrapKind.None) return;
        _array.End();
        _storage.End();
        NewArray(length);
    }
}
