using System.Collections;
using HgmVm.Bytecode;
using HgmVm.Isa;

namespace HgmVm.Verification;

/// <summary>
/// Finds what the registers of a function hold at every jump target, as the least solution over all paths. States are
/// kept at jump targets only; between them they follow by applying instructions.
/// </summary>
/// <remarks>
/// Passes go over the pending targets in code order until none is left, which for structured code is twice or three
/// times over each. Every state moves down short lists only (<see cref="FlowState.Join"/>), so it ends; tangled loops made to
/// need many rounds run into the <see cref="WorkBudget"/>.
/// </remarks>
internal sealed class FlowAnalysis
{
    private readonly FunctionScope _scope;
    private readonly CodeLayout _layout;
    private readonly WorkBudget _budget;
    private readonly FlowState?[] _entries;
    private readonly int[] _firstFrom;
    private readonly PendingSet _pending;
    private readonly List<int> _refused = [];
    private long _stateBytes;

    public FlowAnalysis(FunctionScope scope, CodeLayout layout, WorkBudget budget)
    {
        _scope = scope;
        _layout = layout;
        _budget = budget;
        Map = new RegisterMap(scope.Function);
        Effects = new FlowEffects(scope, Map, budget);
        _entries = new FlowState?[layout.Length];
        _firstFrom = new int[layout.Length];
        _pending = new PendingSet(layout.Length);
        layout.TryAddTarget(0);
    }

    public RegisterMap Map { get; }

    public FlowEffects Effects { get; }

    private bool IsBeyondLimits => _budget.IsSpent || _stateBytes > WorkBudget.MaxStateBytes;

    /// <summary>The state at a jump target; null when no path goes there.</summary>
    public FlowState? EntryAt(int target) => _entries[target];

    /// <summary>Finds the states and reports errors. False when that would take too much memory or time, which is
    /// reported too.</summary>
    public bool Solve()
    {
        Effects.StartFunction();
        Meet(-1, 0);
        for (int target = 0; target >= 0 && !IsBeyondLimits; target = _pending.TakeFrom(target))
        {
            _budget.Spend(_layout.Length / 1024 + 1);
            Walk(target, Meet);
        }
        if (!IsBeyondLimits) return true;
        _scope.Report(VerifierDiagnostics.TooLarge, 0, $"the {Map.Count} registers of this function cannot be followed through its jumps "
            + "within the verifier's limits");
        return false;
    }

    /// <summary>Goes over all code once more, with the final states, to gather facts.</summary>
    public FunctionFacts GatherFacts()
    {
        var facts = new FunctionFacts();
        Effects.Facts = facts;
        var reached = new BitArray(_layout.Length);
        for (int target = 0; target < _layout.Length; target++)
            if (_entries[target] is not null) Walk(target, static (_, _) => { }, reached);
        Effects.Facts = null;
        for (int position = 0; position < _layout.Length; position = _layout.At(position).Next)
            if (!reached[position]) facts.Unreachable.Add(position);
        return facts;
    }

    /// <summary>Applies instructions from a target to the next target or the end of the path.</summary>
    private void Walk(int target, Action<int, int> arrive, BitArray? reached = null)
    {
        Effects.State.CopyFrom(_entries[target]!);
        for (int position = target; ;)
        {
            DecodedInstruction instruction = _layout.At(position);
            bool faulty = _layout.Faulty[position];
            reached?.Set(position, true);
            Effects.Apply(instruction, faulty);
            TakeBranches(instruction, arrive);
            if (instruction.Row.Flow is not (Flow.Next or Flow.Branch or Flow.Call)) return;
            Effects.FallThrough(instruction, faulty);
            if (_layout.IsTarget(instruction.Next))
            {
                arrive(position, instruction.Next);
                return;
            }
            position = instruction.Next;
        }
    }

    private void TakeBranches(in DecodedInstruction instruction, Action<int, int> arrive)
    {
        OpcodeRow row = instruction.Row;
        if (row.Flow is not (Flow.Branch or Flow.Jump or Flow.Switch)) return;
        for (int i = 0; i < row.OperandCount; i++)
        {
            // A label that is no instruction was reported already.
            if (row[i].Role == OperandRole.Label && _layout.IsTarget(instruction.Operand(i)))
                arrive(instruction.Position, instruction.Operand(i));
        }
        if (row.Extension != Extension.Labels) return;
        for (int i = 0; i < instruction.LabelCount; i++)
            if (_layout.IsTarget(instruction.Label(i))) arrive(instruction.Position, instruction.Label(i));
    }

    /// <summary>Joins the current state, which comes from an instruction (or with -1 from the caller), into that of a
    /// target.</summary>
    private void Meet(int from, int target)
    {
        _budget.Spend(Map.StateBytes / 64 + 1);
        if (_entries[target] is { } known)
        {
            _refused.Clear();
            bool changed = known.Join(Effects.State, _refused);
            foreach (int register in _refused) ReportDisagreement(register, from, target);
            if (!changed) return;
        }
        else
        {
            _stateBytes += Map.StateBytes;
            if (IsBeyondLimits) return;
            _entries[target] = known = new FlowState(Map);
            known.CopyFrom(Effects.State);
            _firstFrom[target] = from;
        }
        if (!_scope.IsFull) _pending.Add(target);
    }

    /// <summary>
    /// All paths that came to the target before agreed on the register, or it would be unknown: the first of them
    /// stands for all.
    /// </summary>
    private void ReportDisagreement(int register, int from, int target)
    {
        FlowState arriving = Effects.State;
        bool isBorrow = _scope.TypeOf(register).Kind == ValueKind.Borrow;
        bool holds = isBorrow ? arriving.Borrow(register).IsTethered : arriving.IsFilled(register);
        string with = _scope.Place(holds ? from : _firstFrom[target]),
            without = _scope.Place(holds ? _firstFrom[target] : from);
        string name = _scope.NameOf(register);
        if (isBorrow)
            _scope.Report(VerifierDiagnostics.PathsDisagreeOnTether, target,
                $"`{name}` holds a live tether when control comes {with}, and none when it comes {without}", register);
        else
            _scope.Report(VerifierDiagnostics.PathsDisagreeOnOwner, target,
                $"`{name}` holds a value when control comes {with}, and is empty when it comes {without}", register);
    }
}
