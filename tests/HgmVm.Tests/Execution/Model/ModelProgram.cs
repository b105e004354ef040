using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Memory;

namespace HgmVm.Tests.Execution.Model;

/// <summary>
/// Writes a random program and says what it does, step by step: what it prints, how many tether bits are set after each
/// step, and at which step it traps and why. Each number of the input is one step, whatever comes before it.
/// </summary>
/// <param name="mode">The mode of the program.</param>
/// <param name="hasBits">Members have tether bits instead of generations.</param>
/// <param name="stride">Bytes of an element, by which arrays grow.</param>
internal sealed partial class ModelProgram(Mode mode, bool hasBits, int stride)
{
    private readonly List<string> _lines = [];
    private readonly ModelPlace?[] _owners = new ModelPlace?[2];
    private readonly ModelRef?[] _refs = new ModelRef?[4];
    private readonly ModelRef?[] _navRefs = new ModelRef?[2];
    private readonly Dictionary<string, ModelTether> _tethers = [];
    private readonly List<ModelPart> _parts = [];
    private ModelFleet _fleet = new();
    private ModelTether? _arrayTether;
    private Random _random = new(0);
    private long _last;

    /// <summary>What the program prints.</summary>
    public List<long> Notes { get; } = [];

    /// <summary>The number of tether bits that are set at each probe.</summary>
    public List<int> Bits { get; } = [];

    /// <summary>How the program ends; <see cref="TrapKind.None"/> without a trap.</summary>
    public TrapKind Trap { get; private set; }

    /// <summary>The lines of the step that traps.</summary>
    public (int First, int Last) TrapLines { get; private set; }

    public string Text { get; private set; } = "";

    private bool IsFast => mode == Mode.Fast;

    /// <summary>Makes the program of these steps.</summary>
    public void Make(IEnumerable<int> steps)
    {
        int head = (ModelText.Head + ModelText.Main).Split('\n').Length - 1;
        NewFleet(0);
        foreach (int step in steps)
        {
            _random = new Random(step);
            int first = _lines.Count;
            // What is not possible now is tried again as something else.
            for (int tries = 0; tries < 8 && _lines.Count == first; tries++) Step();
            if (_lines.Count == first) continue;
            TrapLines = (head + first + 1, head + _lines.Count);
            if (Trap != TrapKind.None) break;
            Probe();
        }
        End();
        Text = ModelText.Head + ModelText.Main + string.Join('\n', _lines) + "\n}\n";
    }

    private void Step()
    {
        switch (_random.Next(44))
        {
            case < 5: Build(); break;
            case 5: FreeShip(); break;
            case < 10: Push(); break;
            case 10: Pop(); break;
            case < 13: Insert(); break;
            case < 15: Remove(); break;
            case < 17: Swap(); break;
            case 17: ReplaceElement(); break;
            case < 22: MakeRef(); break;
            case < 24: Tether(); break;
            case < 29: Untether(); break;
            case < 31: ReplaceNav(); break;
            case < 33: ReplaceLight(); break;
            case < 35: TetherMember(); break;
            case < 39: NavReference(); break;
            case 39: Load(); break;
            case 40: Store(); break;
            case 41 when _arrayTether is not null || _random.Next(4) == 0: TetherArray(); break;
            case 42: LocalShip(); break;
            case 43 when _random.Next(8) == 0: RenewFleet(); break;
        }
    }

    /// <summary>Everything is let go of and freed, as the program must; after a trap nothing of it runs.</summary>
    private void End()
    {
        bool runs = Trap == TrapKind.None;
        foreach (string register in _tethers.Keys.Order().ToArray())
        {
            _lines.Add($"untether {register}");
            if (runs) _tethers[register].Part.Tethers--;
        }
        if (_arrayTether is not null) _lines.Add("untether a0");
        for (int i = 0; i < _owners.Length; i++)
        {
            if (_owners[i] is not { } place) continue;
            _lines.Add($"free s{i}");
            if (runs) EndShips([place]);
        }
        _lines.Add("free fleet");
        _lines.Add("ret");
        if (runs) EndShips(_fleet.Elements);
    }

    /// <summary>True when the step may go on: without a trap, or with one that this program is to have.</summary>
    private bool Allows(TrapKind trap)
    {
        if (trap == TrapKind.None) return true;
        if (_random.Next(8) > 0) return false;
        Trap = trap;
        return true;
    }

    private void Probe()
    {
        _lines.Add("call living(r0, r1, r2, r3, n0, n1)");
        ModelRef?[] all = [.. _refs, .. _navRefs];
        Notes.Add(all.Select((known, i) => known is not null && known.IsAlive(hasBits) ? 1L << i : 0).Sum());
        _lines.Add("call test.probe()");
        Bits.Add(_parts.Count(part => part is { Tethers: > 0, IsAbandoned: false }));
    }

    private ModelPlace NewPlace(ModelRoot root, bool isElement)
    {
        var place = new ModelPlace(root, isElement);
        _parts.AddRange(place.Parts);
        return place;
    }

    private void NewFleet(int length)
    {
        _fleet = new ModelFleet { Length = length };
        _parts.Add(_fleet.Array);
        AddPlaces(CapacityOf(ArrayObject.SizeBytes + length * stride, ArrayObject.SizeBytes));
    }

    private void AddPlaces(int count)
    {
        for (int i = 0; i < count; i++) _fleet.Places.Add(NewPlace(_fleet.Storage, true));
    }

    private int CapacityOf(int bytes, int before) =>
        (SizeClasses.SlotBytes(SizeClasses.ForPayload(bytes)) - ObjectHeader.SizeBytes - before) / stride;

    /// <summary>All elements move to new storage; whatever referred to them is dead.</summary>
    private void Grow()
    {
        int wanted = Math.Max(Math.Max(_fleet.Length + 1, 4), _fleet.Places.Count * 2);
        List<ModelPlace> old = _fleet.Places;
        _fleet.Storage.IsAlive = false;
        _fleet.Storage = new ModelRoot();
        _fleet.Places = [];
        AddPlaces(CapacityOf(wanted * stride, 0));
        for (int i = 0; i < _fleet.Length; i++) _fleet.Places[i].Value = old[i].Value;
        foreach (ModelPlace place in old)
        {
            place.Renew();
            foreach (ModelPart part in place.Parts) part.IsAbandoned = true;
        }
    }

    /// <summary>Ships end together: first all destructors in order, then all that they own, in order.</summary>
    private void EndShips(IEnumerable<ModelPlace> places)
    {
        ModelShip[] ships = [.. places.Select(place => place.Value)];
        foreach (ModelShip ship in ships)
        {
            Notes.Add(ModelText.Ship + ship.X);
            Notes.Add(ModelText.Nav + ship.Nav.Range);
            if (ship.Light is { } light) Notes.Add((light.IsTorch ? ModelText.Torch : ModelText.Lamp) + light.Number);
        }
        foreach (ModelShip ship in ships)
            foreach (long? spark in (long?[])[ship.Nav.Spark, ship.Light?.Spark, ship.Kept])
                if (spark is { } id) Notes.Add(ModelText.Spark + id);
    }

    private void EndNav(ModelNav nav)
    {
        Notes.Add(ModelText.Nav + nav.Range);
        if (nav.Spark is { } id) Notes.Add(ModelText.Spark + id);
    }

    private void EndLight(ModelLight light)
    {
        Notes.Add((light.IsTorch ? ModelText.Torch : ModelText.Lamp) + light.Number);
        if (light.Spark is { } id) Notes.Add(ModelText.Spark + id);
    }
}
