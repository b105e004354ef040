using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Linking;

namespace HgmVm.Elision;

/// <summary>
/// Finds the borrow registers of a function whose tethers nothing can look at: from where one is set to its end,
/// nothing frees an object of the type, or moves elements of an array of the type in a mode that minds tethers.
/// Setting the bit and clearing it again is then work that nobody sees.
/// </summary>
/// <remarks>
/// The object has to be alive where the tether is set: a tether may also prolong the wait of an undead object, whose
/// storage any allocation can take. So a register that tethers what another borrow or a constraint reference holds
/// keeps its tethers, and so do those of inline members and unions, whose bits guard more than the object.
/// </remarks>
internal sealed class TetherElision
{
    /// <summary>Most registers times jump targets that are followed; beyond it every tether stays.</summary>
    private const long MostStates = 4_000_000;

    private readonly ProgramEffects _effects;
    private readonly LinkedFunction _function;
    private readonly List<Instruction> _code;
    private readonly List<int> _registers = [];
    private readonly Dictionary<int, bool[]> _entries = [];
    private readonly SortedSet<int> _pending = [];
    private readonly HashSet<int> _targets = [0];
    private readonly LinkedType[] _types;
    private bool[] _isObserved = [];

    private TetherElision(ProgramEffects effects, LinkedFunction function)
    {
        _effects = effects;
        _function = function;
        _code = function.Definition.Code;
        _types = [.. function.Definition.Registers.Select(register => function.Module.Link(register.Type))];
    }

    /// <summary>Notes the registers whose tethers need not be set, and those that have none at all.</summary>
    public static void Find(ProgramEffects effects, LinkedFunction function, ElisionFacts facts)
    {
        if (!function.Definition.Registers.Exists(register => register.Type.Kind == ValueKind.Borrow)) return;
        var analysis = new TetherElision(effects, function);
        HashSet<int> tethered = analysis.FindCandidates();
        int count = analysis._registers.Count;
        if ((long)count * analysis._targets.Count > MostStates) return;
        if (count > 0) analysis.Solve();
        for (int i = 0; i < count; i++)
        {
            if (analysis._isObserved[i]) continue;
            facts.AddUnobserved(analysis._registers[i]);
            tethered.Remove(analysis._registers[i]);
        }
        for (int register = 0; register < analysis._types.Length; register++)
            if (analysis._types[register].Kind == ValueKind.Borrow && !tethered.Contains(register))
                facts.AddNeverTethered(register);
    }

    /// <summary>Finds the registers that may turn out to be unobserved. Returns all that may hold a tether.</summary>
    private HashSet<int> FindCandidates()
    {
        var tethers = new SortedSet<int>();
        var others = new HashSet<int>();
        for (int position = 0; position < _code.Count;)
        {
            Instruction at = _code[position];
            foreach (int label in CodeShape.Labels(_code, position)) _targets.Add(label);
            if (IsPlainTether(at)) tethers.Add(at.A);
            else if (at.Opcode is not (Opcode.Untether or Opcode.Borrow))
            {
                foreach (int register in CodeShape.Written(_code, position)) others.Add(register);
                if (at.Opcode == Opcode.Mov) others.Add(at.B);
            }
            position += OpcodeTable.Row(at.Opcode).WordCount(at);
        }
        _registers.AddRange(tethers.Where(register => !others.Contains(register)
            && _types[register].Kind == ValueKind.Borrow && _effects.IsWhole(_types[register])));
        _isObserved = new bool[_registers.Count];
        others.UnionWith(tethers);
        return others;
    }

    /// <summary>True when the object is surely alive where the tether is set.</summary>
    private bool IsPlainTether(Instruction at) => at.Opcode switch
    {
        Opcode.TetherField or Opcode.ArrayTether => true,
        Opcode.Tether => _types[at.B].Kind is ValueKind.Own or ValueKind.Ref,
        Opcode.Lock => _types[at.A].Kind == ValueKind.Borrow,
        _ => false,
    };

    private void Solve()
    {
        _entries[0] = new bool[_registers.Count];
        _pending.Add(0);
        while (_pending.Count > 0)
        {
            int target = _pending.Min;
            _pending.Remove(target);
            Walk(target);
        }
    }

    /// <summary>Goes from a target to the next one or to the end of the path.</summary>
    private void Walk(int target)
    {
        var isSet = (bool[])_entries[target].Clone();
        for (int position = target; ;)
        {
            Instruction at = _code[position];
            OpcodeRow row = OpcodeTable.Row(at.Opcode);
            Watch(at, row, isSet);
            int index = row.OperandCount == 0 ? -1 : _registers.BinarySearch(at.A);
            if (index >= 0 && at.Opcode == Opcode.Untether) isSet[index] = false;
            // Where a lock jumps, its object is dead and nothing is tethered.
            foreach (int label in CodeShape.Labels(_code, position)) Arrive(label, isSet);
            if (index >= 0 && IsPlainTether(at)) isSet[index] = true;
            if (row.Flow is not (Flow.Next or Flow.Branch or Flow.Call)) return;
            position += row.WordCount(at);
            if (!_targets.Contains(position)) continue;
            Arrive(position, isSet);
            return;
        }
    }

    /// <summary>Notes whose tether an instruction may look at; a tether that outlives the function stays as
    /// well.</summary>
    private void Watch(Instruction at, OpcodeRow row, bool[] isSet)
    {
        Effects? effects = null;
        for (int i = 0; i < isSet.Length; i++)
        {
            if (!isSet[i] || _isObserved[i]) continue;
            effects ??= _effects.Of(_function, at);
            _isObserved[i] = row.Flow == Flow.Return || effects.LooksAtTethers(_types[_registers[i]].Id);
        }
    }

    private void Arrive(int target, bool[] isSet)
    {
        if (!_entries.TryGetValue(target, out bool[]? known))
        {
            _entries[target] = (bool[])isSet.Clone();
            _pending.Add(target);
            return;
        }
        bool changed = false;
        for (int i = 0; i < known.Length; i++)
        {
            changed |= isSet[i] && !known[i];
            known[i] |= isSet[i];
        }
        if (changed) _pending.Add(target);
    }
}
