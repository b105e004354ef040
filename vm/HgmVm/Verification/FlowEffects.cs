using HgmVm.Bytecode;
using HgmVm.Diagnostics;
using HgmVm.Isa;

namespace HgmVm.Verification;

/// <summary>
/// What each instruction does to the state of the registers, and what it demands of it. Most follow from the roles in
/// the opcode's row: used registers hold something, moved ones are empty afterwards, defined ones are written.
/// </summary>
/// <remarks>
/// Errors are reported while the states are still being found: a state then stands for some of the paths to a point, so
/// what is wrong with it is wrong on these. (Reporting only from final states would miss an error that a loop carries
/// back to its own place.) A register that was reported becomes unknown, so that one mistake gives one message; nothing
/// becomes unknown without a report, so that a function without reports has no unknown registers.
/// </remarks>
internal sealed partial class FlowEffects(FunctionScope scope, RegisterMap map, WorkBudget budget) : IPortableOps<bool>
{
    private readonly HashSet<(string Code, int Position, int Register)> _reported = [];
    private DecodedInstruction _instruction;

    /// <summary>The state before the current instruction, then after it.</summary>
    public FlowState State { get; } = new(map);

    /// <summary>Where facts go; null as long as states are not final.</summary>
    public FunctionFacts? Facts { get; set; }

    private int A => _instruction.Operand(0);

    private int B => _instruction.Operand(1);

    private int C => _instruction.Operand(2);

    /// <summary>Applies an instruction, up to the point where a branch may be taken.</summary>
    public void Apply(in DecodedInstruction instruction, bool faulty)
    {
        _instruction = instruction;
        budget.Spend(1 + instruction.ExtraCount);
        if (faulty) ForgetOperands();
        else if (!PortableDispatch.TryVisit(instruction.Row.Opcode, this, out bool _)) ByRow();
    }

    /// <summary>Applies what an instruction does only when its branch is not taken.</summary>
    public void FallThrough(in DecodedInstruction instruction, bool faulty)
    {
        if (instruction.Row.Opcode == Opcode.Narrow && !faulty) FallIntoVariant();
        if (instruction.Row.Opcode != Opcode.Lock || faulty) return;
        if (scope.TypeOf(A).Kind == ValueKind.Con) State.Fill(A);
        else State.SetBorrow(A, new BorrowState(BorrowKind.Tethered));
    }

    private void FallIntoVariant()
    {
        if (scope.TypeOf(A).Kind != ValueKind.Borrow)
        {
            if (scope.TypeOf(B).IsLinear)
            {
                State.Empty(B);
                EndBorrowsOf(B);
            }
            State.Fill(A);
            return;
        }
        BorrowState state = State.Borrow(B);
        State.SetBorrow(A, state.IsTethered ? new BorrowState(BorrowKind.Of, B)
            : new BorrowState(state.Kind, state.Source));
    }

    /// <summary>The state at the start of the function: parameters are there, everything else is empty or
    /// unset.</summary>
    public void StartFunction()
    {
        int parameters = scope.Signature.Parameters.Count;
        for (int i = 0; i < map.Count; i++)
        {
            if (scope.TypeOf(i).Kind == ValueKind.Borrow)
                State.SetBorrow(i, new BorrowState(i < parameters ? BorrowKind.Parameter : BorrowKind.Unset));
            else if (i < parameters) State.Fill(i);
            else State.Empty(i);
        }
    }

    /// <summary>Uses, then moves, then definitions, as the row has them.</summary>
    private bool ByRow()
    {
        OpcodeRow row = _instruction.Row;
        for (int i = 0; i < row.OperandCount; i++)
            if (row[i].Role is OperandRole.Use or OperandRole.Index) Read(_instruction.Operand(i));
        for (int i = 0; i < row.OperandCount; i++)
            if (row[i].Role == OperandRole.Move) Consume(_instruction.Operand(i));
        for (int i = 0; i < row.OperandCount; i++)
            if (row[i].Role == OperandRole.Def) Write(_instruction.Operand(i));
        return true;
    }

    /// <summary>Demands that a register holds something. Through a borrow this reaches the object, which may be
    /// null.</summary>
    private void Read(int register)
    {
        if (TypeKindOf(register) == ValueKind.Borrow)
        {
            if (ReadBorrow(register).MayBeNull) Facts?.MaybeNullBorrows.Add(_instruction.Position);
        }
        else ReadValue(register);
    }

    /// <summary>Demands that a register that is no borrow holds something.</summary>
    private void ReadValue(int register)
    {
        if (State.IsFilled(register) || State.IsUnknown(register)) return;
        if (!scope.TypeOf(register).IsLinear)
        {
            Report(VerifierDiagnostics.ReadBeforeWritten,
                $"`{NameOf(register)}` is not written on every path to this `{Mnemonic}`", register);
            State.Fill(register);
            return;
        }
        Report(VerifierDiagnostics.OwnerEmpty, $"`{NameOf(register)}` is empty at this `{Mnemonic}`", register);
        State.Forget(register);
    }

    /// <summary>Demands that a borrow is live. The state it had; unknown after an error.</summary>
    private BorrowState ReadBorrow(int register)
    {
        BorrowState state = State.Borrow(register);
        if (state.IsLive || state.Kind == BorrowKind.Unknown) return state;
        Report(VerifierDiagnostics.BorrowNotLive, state.Kind == BorrowKind.Ended
            ? $"`{NameOf(register)}` ended when `{NameOf(state.Source)}`, which it was taken from, was emptied or untethered"
            : $"`{NameOf(register)}` is not live on every path to this `{Mnemonic}`", register);
        var unknown = new BorrowState(BorrowKind.Unknown);
        State.SetBorrow(register, unknown);
        return unknown;
    }

    /// <summary>Moves the value of a register away; what can be copied is only read.</summary>
    private void Consume(int register)
    {
        Read(register);
        if (!scope.TypeOf(register).IsLinear) return;
        State.Empty(register);
        EndBorrowsOf(register);
    }

    /// <summary>Writes a register that is no borrow. An owner must be empty.</summary>
    private void Write(int register, bool fresh = false)
    {
        if (scope.TypeOf(register).IsLinear && State.IsFilled(register))
            Report(VerifierDiagnostics.OwnerOverwritten,
                $"`{NameOf(register)}` still holds a value, which this `{Mnemonic}` would lose", register,
                TypeKindOf(register) == ValueKind.Own ? $"`free {NameOf(register)}` first" : $"`release {NameOf(register)}` first");
        State.Fill(register, fresh);
    }

    /// <summary>Writes a borrow register, which must not hold a live tether.</summary>
    private void WriteBorrow(int register, BorrowState state)
    {
        if (State.Borrow(register).IsTethered)
        {
            Report(VerifierDiagnostics.TetherOverwritten,
                $"`{NameOf(register)}` holds a live tether, which this `{Mnemonic}` would lose", register,
                $"`untether {NameOf(register)}` first");
            EndBorrowsOf(register);
        }
        State.SetBorrow(register, state);
    }

    /// <summary>A register is emptied or untethered: what was borrowed from it, untethered, ends.</summary>
    private void EndBorrowsOf(int source)
    {
        budget.Spend(map.Borrows.Length / 16);
        foreach (int register in map.Borrows)
        {
            BorrowState state = State.Borrow(register);
            if (state.Kind == BorrowKind.OfAny || (state.Kind == BorrowKind.Of && state.Source == source))
                State.SetBorrow(register, new BorrowState(BorrowKind.Ended, source));
            else if (state.IsTethered && state.Source == source)
            {
                Report(VerifierDiagnostics.TetheredOwnerEmptied,
                    $"`{Mnemonic}` empties `{NameOf(source)}` while `{NameOf(register)}` tethers it", source,
                        $"`untether {NameOf(register)}` first");
                State.SetBorrow(register, new BorrowState(BorrowKind.Tethered, mayBeNull: state.MayBeNull));
            }
        }
    }

    /// <summary>After an error in its operands, nothing is known about what an instruction does to its
    /// registers.</summary>
    private void ForgetOperands()
    {
        OpcodeRow row = _instruction.Row;
        for (int i = 0; i < row.OperandCount; i++)
            if (row[i].IsRegister) Forget(_instruction.Operand(i));
        if (row.Extension is not (Extension.Call or Extension.Values)) return;
        for (int i = 0; i < _instruction.ExtraCount; i++) Forget(_instruction.Extra(i));
    }

    private void Forget(int register)
    {
        if (register >= map.Count) return;
        if (TypeKindOf(register) == ValueKind.Borrow) State.SetBorrow(register, new BorrowState(BorrowKind.Unknown));
        else if (scope.TypeOf(register).IsLinear) State.Forget(register);
        else State.Fill(register);
    }

    private ValueKind TypeKindOf(int register) => scope.TypeOf(register).Kind;

    private string NameOf(int register) => register < map.Count ? scope.NameOf(register) : "?";

    private string Mnemonic => _instruction.Row.Mnemonic;

    private void Report(DiagnosticDescriptor descriptor, string message, int register = -1, string? hint = null)
    {
        if (_reported.Add((descriptor.Code, _instruction.Position, register)))
            scope.Report(descriptor, _instruction.Position, message, register, hint);
    }
}
