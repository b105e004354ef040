using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Memory;

namespace HgmVm.Lowering;

/// <summary>Arrays and globals.</summary>
internal sealed partial class FunctionLowering
{
    public bool ArrayNew()
    {
        Emit(Opcode.XArrayNew, Slot(_at.A), Slot(_at.B), TypeOf(_at.A).Id);
        return true;
    }

    public bool ArrayLen()
    {
        if (IsFixed(_at.B))
        {
            Reach(_at.B);
            EmitConstant(Slot(_at.A), (ulong)_program.Types[TypeOf(_at.B).Id].Count);
            return true;
        }
        Emit(IsChecked(_at.B) ? Opcode.ArrayLenRef : Opcode.ArrayLenOwn, Slot(_at.A), Base(_at.B));
        return true;
    }

    public bool ArrayLd()
    {
        if (IsFixed(_at.B)) Emit(MemoryForms.Load(ElementOf(_at.B).Kind, false), Slot(_at.A),
            FixedElement(_at.B, _at.C));
        else if (IsInBounds(_at.B, _at.C))
            Emit(MemoryForms.ProvedArrayLoad(ElementOf(_at.B).Kind), Slot(_at.A), Reach(_at.B), Slot(_at.C));
        else Emit(MemoryForms.ArrayLoad(ElementOf(_at.B).Kind, IsChecked(_at.B)), Slot(_at.A), Base(_at.B),
            Slot(_at.C));
        return true;
    }

    public bool ArraySt()
    {
        if (IsFixed(_at.A)) Emit(MemoryForms.Store(ElementOf(_at.A).Kind, false), FixedElement(_at.A, _at.B), 0,
            Slot(_at.C));
        else if (IsInBounds(_at.A, _at.B))
            Emit(MemoryForms.ProvedArrayStore(ElementOf(_at.A).Kind), Reach(_at.A), Slot(_at.B), Slot(_at.C));
        else Emit(MemoryForms.ArrayStore(ElementOf(_at.A).Kind, IsChecked(_at.A)), Base(_at.A), Slot(_at.B),
            Slot(_at.C));
        return true;
    }

    public bool ArrayTake() => FromElement(Opcode.ArrayTakeOwn, Opcode.TakeOwn);

    public bool ArrayPut()
    {
        if (IsFixed(_at.A)) Emit(OwnerForms.Of(Opcode.PutOwn, HasMarkedElements(_at.A)), FixedElement(_at.A, _at.B), 0,
            Slot(_at.C));
        else Emit(Opcode.ArrayPutOwn, Reach(_at.A), Slot(_at.B), Slot(_at.C));
        return true;
    }

    public bool ArrayPass()
    {
        bool isMarked = IsFixed(_at.A) && HasMarkedElements(_at.A);
        MemberPlace from = Field(_extension.Place(0));
        EmitPass(OwnerElement(_at.A, _at.B), 0, isMarked, Reach(_at.C), from.Offset);
        return true;
    }

    public bool PassElement()
    {
        MemberPlace to = Field(_at.B);
        EmitPass(Reach(_at.A), to.Offset, to.IsMarked, OwnerElement(_at.C, _extension.Place(0)), 0);
        return true;
    }

    /// <summary>A temporary that holds the address of an owner in an array.</summary>
    private int OwnerElement(int array, int index)
    {
        if (IsFixed(array)) return FixedElement(array, index);
        bool isProved = IsInBounds(array, index);
        int from = Reach(array), address = _frame.Temporary(1);
        Emit(isProved ? Opcode.ElementOwnProved : Opcode.ElementOwn, address, from, Slot(index));
        return address;
    }

    public bool ArrayReplace()
    {
        if (ElementOf(_at.A).Kind == ValueKind.Inline)
        {
            ReplaceElement();
            return true;
        }
        int old = _frame.Temporary(1);
        if (IsFixed(_at.A)) Emit(Opcode.SwapOwn, old, FixedElement(_at.A, _at.B));
        else Emit(Opcode.ArraySwapOwn, old, Reach(_at.A), Slot(_at.B));
        _code.EmitPlaces(Slot(_at.C));
        EndOld(ElementOf(_at.A), old, _at.A);
        return true;
    }

    public bool ArrayFull() => FromElement(Opcode.ArrayFullOwn, Opcode.FullOwn);

    public bool ArrayRef()
    {
        if (ElementOf(_at.B).Kind != ValueKind.Inline) return FromElement(Opcode.ArrayRefOwn, Opcode.RefFieldOwn);
        Emit(Opcode.RefBorrow, Slot(_at.A), ElementBorrow(_at.B, _at.C));
        return true;
    }

    public bool ArrayTether()
    {
        if (ElementOf(_at.B).Kind == ValueKind.Inline)
        {
            Emit(Opcode.TetherPartBorrow, Slot(_at.A), ElementBorrow(_at.B, _at.C));
            _code.EmitPlaces(0);
            return true;
        }
        return IsUnobserved(_at.A) ? FromElement(Opcode.ArrayBorrow, Opcode.BorrowField)
            : FromElement(Opcode.ArrayTetherOwn, Opcode.TetherFieldOwn);
    }

    public bool ArrayPush()
    {
        if (HasInlineElements(_at.A))
        {
            Emit(Opcode.ArrayPushInline, Reach(_at.A), Slot(_at.B), MoveFlags(_at.A));
            return true;
        }
        Emit(Opcode.XArrayPush, Reach(_at.A), Slot(_at.B), Guarded(_at.A));
        return true;
    }

    public bool ArrayPop()
    {
        if (HasInlineElements(_at.B))
        {
            Emit(Opcode.ArrayPopInline, Slot(_at.A), Reach(_at.B), MoveFlags(_at.B));
            return true;
        }
        Emit(Opcode.XArrayPop, Slot(_at.A), Reach(_at.B), Guarded(_at.B));
        return true;
    }

    public bool ArrayInsert()
    {
        bool isInline = HasInlineElements(_at.A);
        int array = Reach(_at.A);
        if (isInline) Emit(Opcode.XLook, array);
        Emit(isInline ? Opcode.ArrayInsertInline : Opcode.XArrayInsert, array, Slot(_at.B), Slot(_at.C));
        _code.EmitPlaces(isInline ? MoveFlags(_at.A) : Guarded(_at.A));
        return true;
    }

    public bool ArrayRemove()
    {
        bool isInline = HasInlineElements(_at.B);
        int array = Reach(_at.B);
        if (isInline) Emit(Opcode.XLook, array);
        Emit(isInline ? Opcode.ArrayRemoveInline : Opcode.XArrayRemove, Slot(_at.A), array, Slot(_at.C));
        _code.EmitPlaces(isInline ? MoveFlags(_at.B) : Guarded(_at.B));
        return true;
    }

    public bool ArraySwap()
    {
        bool isInline = HasInlineElements(_at.A);
        Emit(isInline ? Opcode.ArraySwapInline : Opcode.XArraySwap, Reach(_at.A), Slot(_at.B), Slot(_at.C));
        _code.EmitPlaces(isInline ? MoveFlags(_at.A) : Guarded(_at.A));
        return true;
    }

    public bool ArrayFill()
    {
        if (HasInlineElements(_at.A))
        {
            TypeDescriptor array = _program.Types[TypeOf(_at.A).Id].Descriptor;
            int from = Reach(_at.A), value = _frame.Temporary(1);
            Emit(Opcode.ReachInner, value, Slot(_extension.Place(0)));
            Emit(Opcode.XArrayFill, from, Slot(_at.B), Slot(_at.C));
            int stride = array.ElementBytes;
            _code.EmitPlaces(value, (int)ValueKind.Inline, stride, stride - array.ElementWordBytes);
            return true;
        }
        Emit(Opcode.XArrayFill, Reach(_at.A), Slot(_at.B), Slot(_at.C));
        _code.EmitPlaces(Slot(_extension.Place(0)), (int)ElementOf(_at.A).Kind);
        return true;
    }

    public bool ArrayCopy()
    {
        Emit(Opcode.XArrayCopy, Reach(_at.A), Slot(_at.B), Reach(_at.C));
        _code.EmitPlaces(Slot(_extension.Place(0)), Slot(_extension.Place(1)), BytesOfElement(_at.A));
        return true;
    }

    /// <summary>Bytes from one element of a heap array to the next.</summary>
    private int BytesOfElement(int array) => _program.Types[TypeOf(array).Id].Descriptor.ElementBytes;

    public bool ArrayResize()
    {
        Emit(Opcode.XArrayResize, Reach(_at.A), Slot(_at.B), Guarded(_at.A));
        return true;
    }

    public bool GlobalLd()
    {
        Emit(MemoryForms.Load(Global(_at.B).Kind, false), Slot(_at.A), GlobalBase(_at.B));
        return true;
    }

    public bool GlobalSt()
    {
        Emit(MemoryForms.Store(Global(_at.A).Kind, false), GlobalBase(_at.A), 0, Slot(_at.B));
        return true;
    }

    public bool GlobalTake()
    {
        Emit(Opcode.TakeOwn, Slot(_at.A), GlobalBase(_at.B));
        return true;
    }

    public bool GlobalPut()
    {
        Emit(Opcode.PutOwn, GlobalBase(_at.A), 0, Slot(_at.B));
        return true;
    }

    public bool GlobalFull()
    {
        Emit(Opcode.FullOwn, Slot(_at.A), GlobalBase(_at.B));
        return true;
    }

    public bool GlobalRef()
    {
        Emit(Opcode.RefFieldOwn, Slot(_at.A), GlobalBase(_at.B));
        return true;
    }

    private bool FromElement(Opcode op, Opcode onFixed)
    {
        FromElement(op, onFixed, Slot(_at.A));
        return true;
    }

    private void FromElement(Opcode op, Opcode onFixed, int target)
    {
        if (IsFixed(_at.B))
            Emit(OwnerForms.Of(onFixed, HasMarkedElements(_at.B)), target, FixedElement(_at.B, _at.C));
        else Emit(op, target, Reach(_at.B), Slot(_at.C));
    }

    /// <summary>
    /// Element kind in the low byte; bit 8 says that the step ignores a tether, as fast mode does for what moves
    /// elements.
    /// </summary>
    private int Guarded(int register) => (int)ElementOf(register).Kind | (ModeOf(register) == Mode.Fast ? 0x100 : 0);

    private LinkedType Global(int index) => _module.Link(_module.Module.Globals[index].Type);

    /// <summary>A temporary that holds the address of a global.</summary>
    private int GlobalBase(int index)
    {
        int slot = _frame.Temporary(1);
        EmitConstant(slot, _targets.GlobalAddress(_module, index));
        return slot;
    }
}
