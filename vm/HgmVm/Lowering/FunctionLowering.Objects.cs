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
        TypeDescriptor type = _program.Types[TypeOf(_at.A).Id].Descriptor;
        if (type.NeedsDismantling) FreeDeep(Slot(_at.A), ModeOf(_at.A));
        else
        {
            int sizeClass = type.Kind == PayloadKind.Struct ? SizeClasses.ForPayload(type.PayloadBytes) : AnySizeClass;
            Emit(Opcode.XFree, Slot(_at.A), sizeClass, (int)ModeOf(_at.A));
        }
        return true;
    }

    public bool Ld()
    {
        (LinkedType type, int offset) = Field(_at.C);
        CheckNull(_at.B);
        Emit(MemoryForms.Load(type.Kind, IsChecked(_at.B)), Slot(_at.A), Slot(_at.B), offset);
        return true;
    }

    public bool St()
    {
        (LinkedType type, int offset) = Field(_at.B);
        CheckNull(_at.A);
        Emit(MemoryForms.Store(type.Kind, IsChecked(_at.A)), Slot(_at.A), offset, Slot(_at.C));
        return true;
    }

    public bool Take()
    {
        Emit(Opcode.TakeOwn, Slot(_at.A), Reach(_at.B), Field(_at.C).Offset);
        return true;
    }

    public bool Put()
    {
        Emit(Opcode.PutOwn, Reach(_at.A), Field(_at.B).Offset, Slot(_at.C));
        return true;
    }

    public bool Replace()
    {
        (LinkedType type, int offset) = Field(_at.B);
        int old = _frame.Temporary(1);
        Emit(Opcode.SwapOwn, old, Reach(_at.A), offset);
        _code.EmitPlaces(Slot(_at.C));
        EndOld(type, old, _at.A);
        return true;
    }

    public bool Full()
    {
        Emit(Opcode.FullOwn, Slot(_at.A), Reach(_at.B), Field(_at.C).Offset);
        return true;
    }

    public bool Ref()
    {
        int from = _at.B;
        if (TypeOf(from).Kind == ValueKind.Ref) Move(TypeOf(from), Slot(_at.A), Slot(from));
        else Emit(_facts.MaybeNullBorrows.Contains(_position) ? Opcode.RefNull : Opcode.RefOwn, Slot(_at.A), Slot(from));
        return true;
    }

    public bool RefField()
    {
        Emit(Opcode.RefFieldOwn, Slot(_at.A), Reach(_at.B), Field(_at.C).Offset);
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
        if (IsChecked(_at.B)) Emit(Opcode.TetherRef, Slot(_at.A), Slot(_at.B));
        else Emit(Opcode.TetherOwn, Slot(_at.A), Reach(_at.B));
        return true;
    }

    public bool TetherField()
    {
        Emit(Opcode.TetherFieldOwn, Slot(_at.A), Reach(_at.B), Field(_at.C).Offset);
        return true;
    }

    public bool TetherSoft()
    {
        if (ModeOf(_at.B) == Mode.Fast) Emit(Opcode.TetherOwn, Slot(_at.A), Slot(_at.B));
        else Emit(Opcode.TetherSoftRef, Slot(_at.A), Slot(_at.B));
        return true;
    }

    public bool Untether()
    {
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
        Emit(TypeOf(_at.A).Kind == ValueKind.Con ? Opcode.XLockCon : Opcode.XLockBorrow, Slot(_at.A), Slot(_at.B));
        FinishBranch(_at.C);
        return true;
    }

    public bool Con()
    {
        Emit(Opcode.XCon, Slot(_at.A), Reach(_at.B));
        return true;
    }

    public bool Release()
    {
        Emit(Opcode.XRelease, Slot(_at.A));
        return true;
    }

    public bool Same()
    {
        Emit(Opcode.SameRef, Slot(_at.A), AsRef(_at.B), AsRef(_at.C));
        return true;
    }

    public bool Alive()
    {
        Emit(Opcode.AliveRef, Slot(_at.A), Slot(_at.B));
        return true;
    }

    public bool Check()
    {
        if (IsChecked(_at.A)) Emit(Opcode.CheckRef, Slot(_at.A));
        return true;
    }

    private void FreeDeep(int slot, Mode mode)
    {
        Emit(Opcode.XFreeDeep, slot, (int)mode);
        _code.FrameDistance(3);
    }

    /// <summary>Ends what a <c>replace</c> took out: an owner with all it owns, or a constraint.</summary>
    private void EndOld(LinkedType type, int slot, int register)
    {
        if (type.Kind == ValueKind.Con) Emit(Opcode.XRelease, slot);
        else FreeDeep(slot, ModeOf(register));
    }

    /// <summary>The slots of a <c>ref</c> to what a register of any reference kind refers to.</summary>
    private int AsRef(int register)
    {
        if (TypeOf(register).Kind == ValueKind.Ref) return Slot(register);
        int slot = _frame.Temporary(2);
        Emit(Opcode.RefNull, slot, Slot(register));
        return slot;
    }
}
