using HgmVm.Bytecode;
using HgmVm.Isa;

namespace HgmVm.Tests.Execution.Model;

/// <summary>
/// Writes a random program and says what it does, step by step: what it prints, how many tether bits are set after each
/// step, and at which step it traps and why. Each number of the input is one step, whatever comes before it; some steps
/// are calls of a function that takes steps itself.
/// </summary>
/// <param name="mode">The mode of the program.</param>
/// <param name="hasBits">Members have tether bits instead of generations.</param>
/// <param name="stride">Bytes of an element, by which arrays grow.</param>
internal sealed partial class ModelProgram(Mode mode, bool hasBits, int stride) : IModelProgram
{
    private readonly List<ModelScope> _functions = [];
    private readonly Stack<ModelScope> _callers = [];
    private readonly ModelRef?[] _refs = new ModelRef?[4];
    private readonly ModelRef?[] _navRefs = new ModelRef?[2];
    private readonly ModelRef?[] _lightRefs = new ModelRef?[2];
    private readonly ModelRef?[] _partRefs = new ModelRef?[2];
    private readonly List<ModelPart> _parts = [];
    private ModelScope _scope = new(0);
    private ModelFleet _fleet = new();
    private Random _random = new(0);
    private long _last;
    private (ModelScope Scope, int First, int Last)? _trapPlace;

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

    private ModelPlace?[] Owners => _scope.Owners;

    private Dictionary<string, ModelTether> Tethers => _scope.Tethers;

    /// <summary>Makes the program of these steps.</summary>
    public void Make(IEnumerable<int> steps)
    {
        NewFleet(0);
        foreach (int step in steps)
        {
            _random = new Random(step);
            Step();
            if (Trap != TrapKind.None) break;
        }
        LetGo();
        FreeOwners();
        FreeSparks();
        Write("free fleet");
        Write("ret");
        if (Trap == TrapKind.None) EndShips(_fleet.Elements);
        _functions.Add(_scope);
        Assemble();
    }

    private void Write(string line) => _scope.Lines.Add(line);

    /// <summary>Takes a step, and looks at what has become of everything.</summary>
    private void Step()
    {
        ModelScope scope = _scope;
        int first = scope.Lines.Count;
        // What is not possible now is tried again as something else.
        for (int tries = 0; tries < 8 && scope.Lines.Count == first; tries++) TryStep();
        if (scope.Lines.Count == first) return;
        if (Trap == TrapKind.None) Probe();
        else _trapPlace ??= (scope, first, scope.Lines.Count);
    }

    private void TryStep()
    {
        switch (_random.Next(62))
        {
            case < 3: Build(); break;
            case < 7: Launch(); break;
            case 7: FreeShip(); break;
            case < 10: Push(); break;
            case < 12: Pop(); break;
            case < 14: Insert(); break;
            case < 17: Remove(); break;
            case < 19: Swap(); break;
            case < 21: ReplaceElement(); break;
            case < 24: MakeRef(); break;
            case < 26: Tether(); break;
            case < 29: Untether(); break;
            case < 32: ReplaceNav(); break;
            case < 35: ReplaceLight(); break;
            case < 36: TetherMember(); break;
            case < 38: TetherElement(); break;
            case < 40: TetherByReference(); break;
            case < 44: ReferToMember(); break;
            case 44: Load(); break;
            case 45: Store(); break;
            case 46 when _scope.ArrayTether is not null || _random.Next(4) == 0: TetherArray(); break;
            case 47: LocalShip(); break;
            case 48: Call(); break;
            case 50 or 51 or 52: Pass(); break;
            case 53: PassToElement(); break;
            case 54: PassFromElement(); break;
            case 55: BuildBare(); break;
            case >= 56: ByInterface(); break;
            case 49 when _scope.Number == 0 && _random.Next(8) == 0: RenewFleet(); break;
        }
    }

    /// <summary>True when the step may go on: without a trap, or with one that this program is to have.</summary>
    private bool Allows(TrapKind trap)
    {
        if (trap == TrapKind.None) return true;
        // Most programs should get far, but tethers are what this is about.
        int odds = trap switch { TrapKind.Tethered => 4, TrapKind.DoubleFree => 12, _ => 48 };
        if (_random.Next(odds) > 0) return false;
        Trap = trap;
        return true;
    }

    private void Probe()
    {
        Write("call living(r0, r1, r2, r3, n0, n1, q0, q1, g0, g1)");
        Notes.Add(References.Select((known, i) => known is not null && known.IsAlive(hasBits) ? 1L << i : 0).Sum());
        Write("call test.probe()");
        Bits.Add(_parts.Count(part => part is { Tethers: > 0, IsAbandoned: false }));
    }

    /// <summary>The text, functions before those that call them, and where in it the trap is.</summary>
    private void Assemble()
    {
        var text = new System.Text.StringBuilder(ModelText.Head);
        int lines = ModelText.Head.Split('\n').Length - 1;
        foreach (ModelScope function in _functions)
        {
            string head = ModelText.HeadOf(function);
            lines += head.Split('\n').Length - 1;
            if (_trapPlace is { } place && place.Scope == function)
                TrapLines = (lines + place.First + 1, lines + place.Last);
            text.Append(head).AppendJoin('\n', function.Lines).Append("\n}\n");
            lines += function.Lines.Count + 1;
        }
        Text = text.ToString();
    }

    private ModelPlace NewPlace(ModelRoot root, bool isElement)
    {
        var place = new ModelPlace(root, isElement);
        _parts.AddRange(place.Parts);
        return place;
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
