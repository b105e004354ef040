using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Memory;

namespace HgmVm.Lowering;

/// <summary>Objects, their fields, references and tethers.</summary>
internal sealed partial class FunctionLowering
{
    /// <summary>Stands for the size class of an object whose size only its span knows.</summary>
    internal const int AnySizeClass = ushort.MaxValue;

    public bool Str()
    {
        Emit(Opcode.XStr, Slot(_at.A), 0, TypeOf(_at.A).Id);
        _code.EmitWord((ulong)_targets.StringNumber(_module, _at.B));
        return true;
    }

    public bool Alloc()
    {
        TypeDescriptor type = _program.Types[TypeOf(_at.A).Id].Descriptor;
        Emit(Opcode.XAlloc, Slot(_at.A), SizeClasses.ForPayload(type.PayloadBytes), TypeOf(_at.A).Id);
        return true;
    }

    public bool Free()
    {
        FreeFull(TypeOf(_at.A), Slot(_at.A), ModeOf(_at.A));
        return true;
    }

    /// <summary>Frees what a slot, which is not empty, owns.</summary>
    private void FreeFull(LinkedType owned, int slot, Mode mode)
    {
        TypeDescriptor type = _program.Types[owned.Id].Descriptor;
        // What a union's owner owns is of a variant's type, with what that needs.
        if (type.NeedsDismantling)
        {
            FreeDeep(slot, mode);
            return;
        }
        int sizeClass = type.Kind == PayloadKind.Struct ? SizeClasses.ForPayload(type.PayloadBytes) : AnySizeClass;
        Emit(Opcode.XFree, slot, sizeClass, (int)mode);
    }

    public bool Ld()
    {
        MemberPlace field = Field(_at.C);
        Emit(MemoryForms.Load(field.Type.Kind, IsChecked(_at.B)), Slot(_at.A), Base(_at.B), field.Offset);
        return true;
    }

    public bool St()
    {
        MemberPlace field = Field(_at.B);
        Emit(MemoryForms.Store(field.Type.Kind, IsChecked(_at.A)), Base(_at.A), field.Offset, Slot(_at.C));
        return true;
    }

    public bool Take()
    {
        Emit(Opcode.TakeOwn, Slot(_at.A), Reach(_at.B), Field(_at.C).Offset);
        return true;
    }

    public bool Put()
    {
        MemberPlace field = Field(_at.B);
        Emit(OwnerForms.Of(Opcode.PutOwn, field.IsMarked), Reach(_at.A), field.Offset, Slot(_at.C));
        return true;
    }

    public bool Pass()
    {
        MemberPlace to = Field(_at.B), from = Field(_extension.Place(0));
        EmitPass(Reach(_at.A), to.Offset, to.IsMarked, Reach(_at.C), from.Offset);
        return true;
    }

    private void EmitPass(int to, int toOffset, bool isMarked, int from, int fromOffset)
    {
        Emit(OwnerForms.Of(Opcode.PassOwn, isMarked), to, toOffset, from);
        _code.EmitPlaces(fromOffset);
    }

    public bool Replace()
    {
        MemberPlace field = Field(_at.B);
        if (field.Type.Kind == ValueKind.Inline)
        {
            ReplaceInline(AsBorrow(_at.A), field, _at.C);
            return true;
        }
        int old = _frame.Temporary(1);
        Emit(Opcode.SwapOwn, old, Reach(_at.A), field.Offset);
        _code.EmitPlaces(Slot(_at.C));
        EndOld(field.Type, old, _at.A);
        return true;
    }

    public bool Full()
    {
        MemberPlace field = Field(_at.C);
        Emit(OwnerForms.Of(Opcode.FullOwn, field.IsMarked), Slot(_at.A), Reach(_at.B), field.Offset);
        return true;
    }

    public bool Ref()
    {
        int from = _at.B;
        if (TypeOf(from).Kind == ValueKind.Ref) Move(TypeOf(from), Slot(_at.A), Slot(from));
        else if (TypeOf(from).Kind == ValueKind.Borrow && MayBeInner(from))
            Emit(IsInterface(from) ? Opcode.RefIface : Opcode.RefBorrow, Slot(_at.A), Slot(from));
        else Emit(_facts.MaybeNullBorrows.Contains(_position) ? Opcode.RefNull
            : Opcode.RefOwn, Slot(_at.A), Slot(from));
        return true;
    }

    public bool RefField()
    {
        MemberPlace field = Field(_at.C);
        Emit(OwnerForms.Of(Opcode.RefFieldOwn, field.IsMarked), Slot(_at.A), Reach(_at.B), field.Offset);
        return true;
    }

    public bool Borrow()
    {
        if (TypeOf(_at.B).Kind == ValueKind.Borrow) Move(TypeOf(_at.B), Slot(_at.A), Slot(_at.B));
        else Emit(Opcode.BorrowOwn, Slot(_at.A), Slot(_at.B));
        return true;
    }

    public bool Tether()
    {
        if (IsUnobserved(_at.A))
        {
            Emit(Opcode.BorrowOwn, Slot(_at.A), Reach(_at.B));
            return true;
        }
        if (IsChecked(_at.B)) Emit(Opcode.TetherRef, Slot(_at.A), Slot(_at.B));
        else if (IsInnerRef(_at.B)) Emit(TetherOfInner(_at.B), Slot(_at.A), Slot(_at.B));
        else if (TypeOf(_at.B).Kind == ValueKind.Borrow && MayBeInner(_at.B) && IsInterface(_at.B))
            Emit(Opcode.TetherIface, Slot(_at.A), Reach(_at.B));
        else if (TypeOf(_at.B).Kind == ValueKind.Borrow && MayBeInner(_at.B))
        {
            Emit(Opcode.TetherPartBorrow, Slot(_at.A), Reach(_at.B));
            _code.EmitPlaces(0);
        }
        else Emit(Opcode.TetherOwn, Slot(_at.A), ReachHeader(_at.B));
        return true;
    }

    public bool TetherField()
    {
        MemberPlace field = Field(_at.C);
        Opcode op = IsUnobserved(_at.A) ? Opcode.BorrowField : Opcode.TetherFieldOwn;
        Emit(OwnerForms.Of(op, field.IsMarked), Slot(_at.A), Reach(_at.B), field.Offset);
        return true;
    }

    public bool TetherSoft()
    {
        if (IsInnerRef(_at.B))
            Emit(IsInterface(_at.B) ? Opcode.TetherSoftIface : Opcode.TetherSoftInner, Slot(_at.A), Slot(_at.B));
        else Emit(Opcode.TetherSoftRef, Slot(_at.A), Slot(_at.B));
        return true;
    }

    public bool Untether()
    {
        if (IsLeftOut(_at.A)) return true;
        if (!_facts.OtherTethers.TryGetValue(_position, out ushort[]? others))
        {
            Emit(Opcode.UntetherLast, Slot(_at.A));
            return true;
        }
        Emit(Opcode.XUntether, Slot(_at.A), others.Length);
        _code.EmitList([.. others.Select(register => Slot(register))]);
        return true;
    }

    public bool Lock()
    {
        if (IsInnerRef(_at.B))
        {
            LockInner();
            return true;
        }
        bool isNullOrAlive = IsNullOrAlive();
        if (TypeOf(_at.A).Kind == ValueKind.Borrow && IsUnobserved(_at.A))
        {
            if (isNullOrAlive)
            {
                Emit(Opcode.BrEqI64Imm, Slot(_at.B), 0);
                FinishBranch(_at.C);
                Emit(Opcode.BorrowOwn, Slot(_at.A), Slot(_at.B));
                return true;
            }
            int alive = _frame.Temporary(1);
            Emit(Opcode.AliveRef, alive, Slot(_at.B));
            Emit(Opcode.XBrZ, alive);
            FinishBranch(_at.C);
            Emit(Opcode.BorrowOwn, Slot(_at.A), Slot(_at.B));
            return true;
        }
        Emit(TypeOf(_at.A).Kind == ValueKind.Con ? Opcode.XLockCon : Opcode.XLockBorrow, Slot(_at.A), Slot(_at.B));
        FinishBranch(_at.C);
        return true;
    }

    /// <summary>True when the reference of a <c>lock</c> can be dead only by being null.</summary>
    private bool IsNullOrAlive()
    {
        if (_proofs is null || _proofs.NullOrAlive(_position) == 0) return false;
        if (_elision!.Verifies) Emit(Opcode.VerifyAliveOrNull, Slot(_at.B));
        if (_elision.Counts) Emit(Opcode.CountProved);
        return true;
    }

    public bool Con()
    {
        if (IsInnerRef(_at.B) && IsInterface(_at.B))
        {
            Emit(Opcode.XCon, Slot(_at.A), WholeOf(_at.B));
            return true;
        }
        int target = ReachHeader(_at.B);
        if (MayBeInner(_at.B) && IsInterface(_at.B) && TypeOf(_at.B).Kind == ValueKind.Borrow)
            Emit(Opcode.CheckWholeIface, target);
        else if (MayBeInner(_at.B) && !IsInterface(_at.B) && TypeOf(_at.B).Kind is ValueKind.Ref or ValueKind.Borrow)
            Emit(Opcode.CheckWhole, target, TypeOf(_at.B).Id);
        Emit(Opcode.XCon, Slot(_at.A), target);
        return true;
    }

    public bool Release()
    {
        Emit(Opcode.XRelease, Slot(_at.A));
        return true;
    }

    public bool Same()
    {
        Emit(MayBeInner(_at.B) ? Opcode.SameInner : Opcode.SameRef, Slot(_at.A), AsRef(_at.B), AsRef(_at.C));
        return true;
    }

    public bool Alive()
    {
        Emit(AliveOf(_at.B), Slot(_at.A), Slot(_at.B));
        return true;
    }

    public bool Check()
    {
        if (ModeOf(_at.A) != Mode.Fast) Reach(_at.A);
        return true;
    }

    /// <summary>True when a tether of the register is not set, because nothing looks at it; counted where that is
    /// wanted.</summary>
    private bool IsUnobserved(int register)
    {
        if (!IsLeftOut(register)) return false;
        if (_elision!.Counts) Emit(Opcode.CountUnobserved);
        return true;
    }

    /// <summary>While proofs are put to the test all tethers are set, and whatever looks at one is asked whether it
    /// may.</summary>
    private bool IsLeftOut(int register) => _proofs?.IsUnobserved(register) == true && !_elision!.Verifies;

    private void FreeDeep(int slot, Mode mode)
    {
        Emit(Opcode.XFreeDeep, slot, (int)mode);
        _code.FrameDistance(3);
    }

    /// <summary>Ends what a <c>replace</c> took out: an owner with all it owns, or a constraint.</summary>
    private void EndOld(LinkedType type, int slot, int register)
    {
        if (type.Kind == ValueKind.Con)
        {
            Emit(Opcode.XRelease, slot);
            return;
        }
        // What owns nothing ends in one word, which an empty slot passes over.
        const int BehindTheFree = 2;
        if (!_program.Types[type.Id].Descriptor.NeedsDismantling) Emit(Opcode.BrEqI64Imm, slot, 0, BehindTheFree);
        FreeFull(type, slot, ModeOf(register));
    }

    /// <summary>The slots of a <c>ref</c> to what a register of any reference kind refers to.</summary>
    private int AsRef(int register)
    {
        if (TypeOf(register).Kind == ValueKind.Ref) return Slot(register);
        int slot = _frame.Temporary(2);
        bool isInnerBorrow = TypeOf(register).Kind == ValueKind.Borrow && MayBeInner(register);
        Emit(!isInnerBorrow ? Opcode.RefNull : IsInterface(register) ? Opcode.IdentityIface : Opcode.RefBorrow,
            slot, Slot(register));
        return slot;
    }
}
