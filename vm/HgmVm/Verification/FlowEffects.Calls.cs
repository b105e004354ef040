using HgmVm.Bytecode;

namespace HgmVm.Verification;

internal sealed partial class FlowEffects
{
    public bool Call() => PassArguments() && WriteResults();

    public bool CallRef() => ReadCallee() && PassArguments() && WriteResults();

    public bool CallIface() => PassArguments() && WriteResults();

    public bool TailCall() => PassArguments() && LeaveFunction();

    public bool TailCallRef() => ReadCallee() && PassArguments() && LeaveFunction();

    public bool Ret()
    {
        for (int i = 0; i < _instruction.ArgumentCount; i++) Consume(_instruction.Argument(i));
        return LeaveFunction();
    }

    private bool ReadCallee()
    {
        Read(A);
        return true;
    }

    /// <summary>
    /// Owners move into the callee, all else is copied. Borrows are judged before and after the owners move: one that
    /// ends in between would reach the callee together with the power to end its object.
    /// </summary>
    private bool PassArguments()
    {
        int count = _instruction.ArgumentCount;
        Span<bool> live = stackalloc bool[ModuleLimits.MaxParameters];
        for (int i = 0; i < count; i++)
        {
            int register = _instruction.Argument(i);
            if (TypeKindOf(register) == ValueKind.Borrow) live[i] = PassBorrow(register);
            else ReadValue(register);
        }
        for (int i = 0; i < count; i++)
            if (scope.TypeOf(_instruction.Argument(i)).IsLinear) Consume(_instruction.Argument(i));
        for (int i = 0; i < count; i++)
        {
            if (!live[i] || State.Borrow(_instruction.Argument(i)) is not { Kind: BorrowKind.Ended } ended) continue;
            Report(VerifierDiagnostics.BorrowPassedWithOwner, $"`{NameOf(_instruction.Argument(i))}` is passed together with "
                + $"`{NameOf(ended.Source)}`, which may end its object", _instruction.Argument(i), "pass a `ref` instead");
        }
        return true;
    }

    private bool PassBorrow(int register)
    {
        BorrowState state = ReadBorrow(register);
        if (state.MayBeNull)
            Report(VerifierDiagnostics.MaybeNullPassed, $"`{NameOf(register)}` may be null, which the callee does not expect", register);
        return state.IsLive;
    }

    private bool WriteResults()
    {
        for (int i = 0; i < _instruction.ResultCount; i++) Write(_instruction.Result(i));
        return true;
    }

    /// <summary>The frame ends: no owner may be left in it, and no tether.</summary>
    private bool LeaveFunction()
    {
        foreach (int register in State.FullOwners())
            Report(VerifierDiagnostics.OwnerLeft, $"`{NameOf(register)}` still holds a value at this `{Mnemonic}`", register,
                TypeKindOf(register) == ValueKind.Own ? "`free` it, store it, pass it on or return it" : "`release` it");
        foreach (int register in map.Borrows)
        {
            if (State.Borrow(register).IsTethered)
                Report(VerifierDiagnostics.TetherLeft, $"`{NameOf(register)}` is still tethered at this `{Mnemonic}`", register,
                    $"`untether {NameOf(register)}` first");
        }
        return true;
    }
}
