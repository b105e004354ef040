using HgmVm.Bytecode;

namespace HgmVm.Verification;

internal sealed partial class FlowEffects
{
    /// <summary>Most other tethers that the end of one has to look at: the list goes into executable code.</summary>
    private const int MaxOtherTethers = 255;

    public bool Mov()
    {
        if (TypeKindOf(A) != ValueKind.Borrow)
        {
            bool fresh = State.IsFresh(B);
            Consume(B);
            Write(A, fresh);
            return true;
        }
        // A tether has one holder, so it moves like an owner; an untethered borrow has no obligation and is copied.
        BorrowState state = ReadBorrow(B);
        if (state.IsTethered)
        {
            State.SetBorrow(B, new BorrowState(BorrowKind.Ended, B));
            EndBorrowsOf(B);
        }
        WriteBorrow(A, state);
        return true;
    }

    public bool Alloc()
    {
        Write(A, fresh: true);
        return true;
    }

    public bool St()
    {
        DemandFresh();
        return ByRow();
    }

    public bool Put()
    {
        DemandFresh();
        return ByRow();
    }

    public bool Pass()
    {
        DemandFresh();
        return ByRow();
    }

    public bool PassElement()
    {
        DemandFresh();
        return ByRow();
    }

    /// <summary>A final inline member, which cannot be put, gets its first value while its object is fresh.</summary>
    public bool Replace()
    {
        DemandFresh();
        return ByRow();
    }

    /// <summary>The branch is taken with the union as it was; <see cref="FallThrough"/> makes it the variant.</summary>
    public bool Narrow()
    {
        Read(B);
        // A ref holds on the branch what it held before.
        if (TypeKindOf(A) == ValueKind.Ref) return true;
        if (TypeKindOf(A) == ValueKind.Borrow)
        {
            WriteBorrow(A, new BorrowState(BorrowKind.Unset));
            return true;
        }
        Write(A);
        State.Empty(A);
        return true;
    }

    /// <summary>A borrow of a tether stands beside it; an own or con moves.</summary>
    public bool Iface()
    {
        if (TypeKindOf(B) == ValueKind.Borrow) return Borrow();
        Consume(B);
        Write(A);
        return true;
    }

    public bool Ref()
    {
        Share(B);
        return ByRow();
    }

    public bool Con()
    {
        Share(B);
        return ByRow();
    }

    public bool Borrow()
    {
        BorrowState state;
        if (TypeKindOf(B) == ValueKind.Borrow)
        {
            state = ReadBorrow(B);
            if (state.IsTethered) state = new BorrowState(BorrowKind.Of, B, state.MayBeNull);
        }
        else
        {
            ReadValue(B);
            Share(B);
            state = State.IsFilled(B) ? new BorrowState(BorrowKind.Of, B) : new BorrowState(BorrowKind.Unknown);
        }
        WriteBorrow(A, state);
        return true;
    }

    public bool Tether()
    {
        Read(B);
        Share(B);
        bool owned = TypeKindOf(B) == ValueKind.Own;
        WriteBorrow(A, new BorrowState(BorrowKind.Tethered, owned ? B : BorrowState.NoSource));
        return true;
    }

    public bool TetherSoft()
    {
        Read(B);
        WriteBorrow(A, new BorrowState(BorrowKind.Tethered, mayBeNull: true));
        return true;
    }

    public bool TetherField()
    {
        Read(B);
        WriteBorrow(A, new BorrowState(BorrowKind.Tethered));
        return true;
    }

    /// <summary>Lives as long as what it was taken from: the verifier saw that nothing on the way can be
    /// replaced.</summary>
    public bool Inl()
    {
        BorrowState state;
        if (TypeKindOf(B) == ValueKind.Borrow)
        {
            Read(B);
            state = State.Borrow(B);
            state = state.IsTethered ? new BorrowState(BorrowKind.Of, B) : new BorrowState(state.Kind, state.Source);
        }
        else
        {
            ReadValue(B);
            Share(B);
            state = State.IsFilled(B) ? new BorrowState(BorrowKind.Of, B) : new BorrowState(BorrowKind.Unknown);
        }
        WriteBorrow(A, state);
        return true;
    }

    public bool TetherInl() => Tether();

    public bool RefInl() => Ref();

    public bool ArrayRefInl() => Ref();

    public bool ArrayTetherInl()
    {
        Read(C);
        return Tether();
    }

    public bool ArrayTether()
    {
        Read(C);
        return scope.HeapTypeOf(B).Element.Kind == ValueKind.Inline ? Tether() : TetherField();
    }

    public bool Untether()
    {
        BorrowState state = ReadBorrow(A);
        if (state.IsLive && !state.IsTethered)
            Report(VerifierDiagnostics.NotTethered, state.Kind == BorrowKind.Parameter
                ? $"`{NameOf(A)}` is borrowed from the caller: this function has no tether of it"
                : $"`{NameOf(A)}` was borrowed without a tether", A, "leave the `untether` out");
        if (state.IsTethered) NoteOtherTethers();
        State.SetBorrow(A, new BorrowState(BorrowKind.Ended, A));
        EndBorrowsOf(A);
        return true;
    }

    /// <summary>The branch is taken with the register empty; <see cref="FallThrough"/> fills it.</summary>
    public bool Lock()
    {
        ReadValue(B);
        if (TypeKindOf(A) == ValueKind.Borrow)
        {
            WriteBorrow(A, new BorrowState(BorrowKind.Unset));
            return true;
        }
        Write(A);
        State.Empty(A);
        return true;
    }

    /// <summary>Compares addresses and reaches no object, so a borrow that may be null is as good as any.</summary>
    public bool Same()
    {
        foreach (int register in (ReadOnlySpan<int>)[B, C])
        {
            if (TypeKindOf(register) == ValueKind.Borrow) ReadBorrow(register);
            else ReadValue(register);
        }
        Write(A);
        return true;
    }

    /// <summary>From here on somebody else may know the object.</summary>
    private void Share(int register)
    {
        if (TypeKindOf(register) == ValueKind.Own) State.Share(register);
    }

    private void DemandFresh()
    {
        FieldDefinition field = FieldPaths.Follow(scope.Module, scope.Module.Paths[B], out _)!;
        if (field.IsFinal && State.IsFilled(A) && !State.IsFresh(A))
            Report(VerifierDiagnostics.NotFresh,
                $"`{field.Name}` is final, and the object in `{NameOf(A)}` is not fresh any more at this `{Mnemonic}`", A,
                "set final fields right after `alloc`, or make the field `varying`");
    }

    /// <summary>Which other live tethers might hold the bit that this one lets go of (P4).</summary>
    private void NoteOtherTethers()
    {
        if (Facts is null) return;
        budget.Spend(map.Borrows.Length / 16);
        var others = new List<ushort>();
        foreach (int register in map.Borrows)
        {
            if (register != A && State.Borrow(register).IsTethered && MayShareWord(register, A))
                others.Add((ushort)register);
        }
        if (others.Count > MaxOtherTethers)
            Report(VerifierDiagnostics.TooManyTethers,
                $"{others.Count} other tethers that may hold the bit of `{NameOf(A)}` are live here", A);
        else if (others.Count > 0) Facts.OtherTethers[_instruction.Position] = [.. others];
    }

    /// <summary>
    /// A borrow of an inline member may hold on to the object around it, whatever the types. A heap array is nobody's
    /// member.
    /// </summary>
    private bool MayShareWord(int register, int other) => scope.TypeOf(register) == scope.TypeOf(other)
        || !(scope.HeapTypeOf(register).IsArray || scope.HeapTypeOf(other).IsArray);
}
