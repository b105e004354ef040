using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Memory;

namespace HgmVm.Tests.Execution.Model;

/// <summary>
/// Writes a random program about a dense array and says what it does: what it prints, how many tether bits are set
/// after each step, and at which step it traps and why. After each step it looks through every reference, so what a
/// stale one finds is compared each time.
/// </summary>
/// <param name="mode">The mode of the program.</param>
/// <param name="stride">Bytes of an element, by which arrays grow.</param>
internal sealed partial class DenseProgram(Mode mode, int stride) : IModelProgram
{
    private const int MostPoints = 40;

    private readonly List<string> _lines = [];
    private readonly List<DenseRoot> _roots = [];
    private readonly DenseRoot?[] _owners = new DenseRoot?[2];
    private readonly DenseRef?[] _refs = new DenseRef?[3];
    private readonly Dictionary<string, DenseRef> _borrows = [];
    private DenseRef? _partRef;
    private DenseRoot _array = new(0);
    private DenseRoot _storage = new(0);
    private int _length;
    private bool _isArrayTethered;
    private Random _random = new(0);
    private long _last;

    public List<long> Notes { get; } = [];

    public List<int> Bits { get; } = [];

    public TrapKind Trap { get; private set; }

    public (int First, int Last) TrapLines { get; private set; }

    public string Text => $"{DenseText.Head}{string.Join('\n', _lines)}\n}}\n";

    private bool IsFast => mode == Mode.Fast;

    /// <summary>Makes the program of these steps.</summary>
    public void Make(IEnumerable<int> steps)
    {
        NewArray(0);
        foreach (int step in steps)
        {
            _random = new Random(step);
            int first = _lines.Count;
            for (int tries = 0; tries < 8 && _lines.Count == first; tries++) TryStep();
            if (_lines.Count == first) continue;
            if (Trap == TrapKind.None) Probe();
            else TrapLines = LinesFrom(first);
            if (Trap != TrapKind.None) break;
        }
        foreach (string register in _borrows.Keys.Order().ToArray()) End(register);
        if (_isArrayTethered) Write("untether a0");
        for (int k = 0; k < 2; k++) if (_owners[k] is not null) Write($"free s{k}");
        Write("free all");
        Write("ret");
    }

    private (int First, int Last) LinesFrom(int first)
    {
        int head = DenseText.Head.Split('\n').Length - 1;
        return (head + first + 1, head + _lines.Count);
    }

    private void Write(string line) => _lines.Add(line);

    private void TryStep()
    {
        switch (_random.Next(40))
        {
            case < 4: Launch(); break;
            case < 6: Build(); break;
            case 6: FreeOwner(); break;
            case < 9: Push(_random.Next(2)); break;
            case < 11: Pop(); break;
            case 11: Insert(); break;
            case < 14: Remove(); break;
            case 14: Swap(); break;
            case < 17: Replace(); break;
            case < 19: Resize(); break;
            case 19: Fill(); break;
            case 20: Copy(); break;
            case < 25: Refer(); break;
            case < 28: Tether(); break;
            case < 31: Untether(); break;
            case < 35: Store(); break;
            case < 37: Load(); break;
            case 37: ReferToPart(); break;
            case 38: TetherArray(); break;
            case 39 when _random.Next(6) == 0: Renew(); break;
        }
    }

    /// <summary>True when the step may go on: without a trap, or with one that this program is to have.</summary>
    private bool Allows(TrapKind? trap)
    {
        if (trap is null or TrapKind.None) return true;
        if (_random.Next(trap == TrapKind.Tethered ? 5 : 48) > 0) return false;
        Trap = trap.Value;
        return true;
    }

    private void Probe()
    {
        for (int r = 0; r < _refs.Length; r++)
        {
            Write($"call look(r{r})");
            Notes.Add(_refs[r] is { IsAlive: true } reference ? reference.Point.X : -1);
        }
        Write("call look_part(n0)");
        Notes.Add(_partRef is { IsAlive: true } part ? part.Point.Y : -1);
        Write("call test.probe()");
        Bits.Add(_roots.Count(root => root.Tethers > 0));
    }

    private DenseRoot NewRoot(int places)
    {
        var root = new DenseRoot(places);
        _roots.Add(root);
        return root;
    }

    private void NewArray(int length)
    {
        _array = NewRoot(0);
        _length = length;
        _storage = NewRoot(length == 0 ? 0 : CapacityOf(Math.Max(length, 4)));
    }

    private int CapacityOf(int wanted) =>
        (SizeClasses.SlotBytes(SizeClasses.ForPayload(wanted * stride)) - ObjectHeader.SizeBytes) / stride;

    /// <summary>All elements move to new storage.</summary>
    private void Grow(int capacity)
    {
        DenseRoot old = _storage;
        _storage = NewRoot(CapacityOf(Math.Max(Math.Max(capacity, 4), old.Places.Length * 2)));
        Array.Copy(old.Places, _storage.Places, _length);
        old.Leave();
    }

    private DensePoint NewPoint() => new() { X = ++_last, Y = _last };
}
