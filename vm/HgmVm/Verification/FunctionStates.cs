using HgmVm.Bytecode;
using HgmVm.Isa;
using ValueType = HgmVm.Bytecode.ValueType;

namespace HgmVm.Verification;

/// <summary>
/// What the verifier believes about the registers of one function at each instruction: for the belief oracle, for
/// annotated listings, and to name the holder of a tether. Kept out of <see cref="VerifiedModule"/>, where it would
/// cost memory for what is seldom asked; finding it again takes as long as verifying the function.
/// </summary>
/// <remarks>Going through positions in ascending order costs one step each. Not for several threads at once.</remarks>
public sealed class FunctionStates
{
    private readonly FunctionScope _scope;
    private readonly CodeLayout _layout;
    private readonly FlowAnalysis _analysis;
    private int _position = -1;

    private FunctionStates(FunctionScope scope, CodeLayout layout, FlowAnalysis analysis)
    {
        _scope = scope;
        _layout = layout;
        _analysis = analysis;
    }

    /// <summary>The states of a function with code.</summary>
    /// <exception cref="ArgumentException">The function is imported or the host's.</exception>
    public static FunctionStates Recompute(VerifiedModule module, int functionIndex)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (module.Module.Functions[functionIndex].Kind != FunctionKind.Local)
            throw new ArgumentException("The function has no code.", nameof(functionIndex));
        var scope = new FunctionScope(module.Module, InlineRules.Of(module.Module, out _)!, functionIndex,
            new HashSet<int>(), null);
        CodeLayout layout = CodeLayout.Split(scope)!;
        // Marks the jump targets; the module was accepted, so it finds nothing to report.
        OperandChecker.Check(scope, layout);
        var analysis = new FlowAnalysis(scope, layout, new WorkBudget());
        analysis.Solve();
        return new FunctionStates(scope, layout, analysis);
    }

    /// <summary>True when an instruction starts there and control can reach it.</summary>
    public bool IsReachable(int position) => MoveTo(position);

    /// <summary>What a register holds just before the instruction at a position; unset where control cannot
    /// go.</summary>
    public RegisterBelief StateAt(int position, int register)
    {
        if (!MoveTo(position)) return default;
        FlowState state = _analysis.Effects.State;
        ValueType type = _scope.TypeOf(register);
        bool filled = type.Kind != ValueKind.Borrow && state.IsFilled(register);
        return type.Kind switch
        {
            ValueKind.Own => new RegisterBelief(filled ? BeliefKind.OwnFull
                : BeliefKind.OwnEmpty, IsFresh: state.IsFresh(register)),
            ValueKind.Con => new RegisterBelief(filled ? BeliefKind.ConFull : BeliefKind.ConEmpty),
            ValueKind.Borrow => Describe(state.Borrow(register)),
            _ when !filled => default,
            ValueKind.Ref => new RegisterBelief(BeliefKind.Ref),
            ValueKind.Function => new RegisterBelief(BeliefKind.Function),
            _ => new RegisterBelief(BeliefKind.Scalar),
        };
    }

    private static RegisterBelief Describe(BorrowState state)
    {
        int source = state.Source == BorrowState.NoSource ? -1 : state.Source;
        return state.Kind switch
        {
            BorrowKind.Parameter => new RegisterBelief(BeliefKind.BorrowOfCaller, -1, state.MayBeNull),
            BorrowKind.Of => new RegisterBelief(BeliefKind.BorrowOfRegister, source, state.MayBeNull),
            BorrowKind.OfAny => new RegisterBelief(BeliefKind.BorrowOfSome, -1, state.MayBeNull),
            BorrowKind.Tethered => new RegisterBelief(BeliefKind.BorrowTethered, source, state.MayBeNull),
            _ => default,
        };
    }

    /// <summary>Brings the effects' state to just before an instruction; false when control never comes
    /// there.</summary>
    private bool MoveTo(int position)
    {
        if (!_layout.IsStart(position)) return false;
        if (position == _position) return true;
        int start = position;
        while (!_layout.IsTarget(start)) start--;
        if (_position < start || _position > position)
        {
            _position = -1;
            if (_analysis.EntryAt(start) is not { } entry) return false;
            _analysis.Effects.State.CopyFrom(entry);
            _position = start;
        }
        while (_position != position)
        {
            DecodedInstruction instruction = _layout.At(_position);
            _position = -1;
            // The rest of this stretch can be reached by no jump.
            if (instruction.Row.Flow is not (Flow.Next or Flow.Branch or Flow.Call)) return false;
            _analysis.Effects.Apply(instruction, faulty: false);
            _analysis.Effects.FallThrough(instruction, faulty: false);
            _position = instruction.Next;
        }
        return true;
    }
}
