using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Isa.Ops;
using HgmVm.Linking;

namespace HgmVm.Lowering;

/// <summary>Inline members and fixed arrays.</summary>
internal sealed partial class FunctionLowering
{
    public bool Inl()
    {
        PartOf(Opcode.InlOwn, Opcode.InlBorrow, Slot(_at.A), _at.B, Field(_at.C));
        return true;
    }

    public bool TetherInl()
    {
        PartOf(Opcode.TetherPartOwn, Opcode.TetherPartBorrow, Slot(_at.A), _at.B, Field(_at.C));
        return true;
    }

    public bool RefInl()
    {
        int borrow = _frame.Temporary(3);
        PartOf(Opcode.InlOwn, Opcode.InlBorrow, borrow, _at.B, Field(_at.C));
        Emit(Opcode.RefBorrow, Slot(_at.A), borrow);
        return true;
    }

    /// <summary>
    /// A borrow of a part: from a borrow, which knows the word that keeps it, or from the address of a whole object,
    /// whose header that is.
    /// </summary>
    private void PartOf(Opcode fromWhole, Opcode fromBorrow, int target, int register, MemberPlace member)
    {
        if (IsInnerRef(register))
        {
            int borrow = _frame.Temporary(3);
            Emit(Opcode.BorrowInner, borrow, Slot(register));
            Emit(fromBorrow, target, borrow, member.Offset);
        }
        else if (TypeOf(register).Kind == ValueKind.Borrow)
            Emit(fromBorrow, target, Reach(register), member.Offset);
        else Emit(fromWhole, target, ReachHeader(register), member.Offset);
        _code.EmitPlaces(member.Bit, member.Word);
    }

    /// <summary>Moves an owned value into an inline member of what is borrowed, and ends the one that was
    /// there.</summary>
    private void ReplaceInline(int borrow, MemberPlace member, int value)
    {
        if (_program.Types[member.Type.Id].IsUnion)
        {
            int old = _frame.Temporary(1), fast = ModeOf(_at.A) == Mode.Fast ? InlineMoves.IsFast : 0;
            Emit(Opcode.ReplaceUnion, old, borrow, member.Offset);
            _code.EmitPlaces(Slot(value), fast);
            FreeDeep(old, ModeOf(_at.A));
            return;
        }
        int flags = (member.Layout.Guard == MemberGuard.Word ? InlineMoves.HasWord : 0)
            | (ModeOf(_at.A) == Mode.Fast ? InlineMoves.IsFast : 0) | (member.Layout.IsScope ? InlineMoves.IsScope : 0);
        Emit(Opcode.ExchangeInline, borrow, member.Offset, Slot(value));
        int word = member.Layout.Guard == MemberGuard.Owner ? member.Word : member.OuterWord;
        _code.EmitPlaces(member.Type.Id, flags, member.Bit, word);
        FreeFull(member.Type, Slot(value), ModeOf(_at.A));
    }

    /// <summary>The slots of an untethered borrow of what a register refers to, checked.</summary>
    private int AsBorrow(int register)
    {
        if (TypeOf(register).Kind == ValueKind.Borrow) return Reach(register);
        int borrow = _frame.Temporary(3);
        if (IsInnerRef(register)) Emit(Opcode.BorrowInner, borrow, Slot(register));
        else Emit(Opcode.BorrowOwn, borrow, ReachHeader(register));
        return borrow;
    }

    public bool Make()
    {
        Emit(Opcode.Mov1, Slot(_at.A), Slot(_at.B));
        return true;
    }

    public bool Tag()
    {
        Emit(HasTable(_at.B) ? Opcode.TagNumberTable : Opcode.TagNumber, Slot(_at.A), ReachHeader(_at.B),
            TypeOf(_at.B).Id);
        return true;
    }

    public bool TagField()
    {
        MemberPlace member = Field(_at.C);
        int borrow = _frame.Temporary(3);
        PartOf(Opcode.InlOwn, Opcode.InlBorrow, borrow, _at.B, member);
        Emit(TagOfMember, Slot(_at.A), borrow, member.Type.Id);
        return true;
    }

    public bool Narrow()
    {
        if (IsInterface(_at.B)) return NarrowInterface();
        int holds = _frame.Temporary(1);
        Emit(HasTable(_at.B) ? Opcode.TagIsTable : Opcode.TagIs, holds, Reach(_at.B), TypeOf(_at.A).Id);
        Emit(Opcode.XBrZ, holds);
        FinishBranch(_at.C);
        Emit(TypeOf(_at.A).Kind == ValueKind.Own ? Opcode.Mov1 : Opcode.Payload, Slot(_at.A), Slot(_at.B));
        return true;
    }

    /// <summary>Reads the tag of a union that is inline for sure.</summary>
    private Opcode TagOfMember => _program.UnionWords == UnionWords.Table ? Opcode.TagNumberTable : Opcode.TagNumber;

    /// <summary>True when the word before a union may hold a table instead of the type that a header has.</summary>
    private bool HasTable(int register) => _program.UnionWords == UnionWords.Table && MayBeInner(register)
        && TypeOf(register).Kind is ValueKind.Ref or ValueKind.Borrow;

    /// <summary>A <c>lock</c> of what may be a member: a test and what the test allows.</summary>
    private void LockInner()
    {
        int alive = _frame.Temporary(1);
        Emit(AliveOf(_at.B), alive, Slot(_at.B));
        Emit(Opcode.XBrZ, alive);
        FinishBranch(_at.C);
        if (TypeOf(_at.A).Kind == ValueKind.Borrow)
        {
            Emit(TetherOfInner(_at.B), Slot(_at.A), Slot(_at.B));
            return;
        }
        int address = IsInterface(_at.B) ? WholeOf(_at.B) : Reach(_at.B);
        if (!IsInterface(_at.B)) Emit(Opcode.CheckWhole, address, TypeOf(_at.B).Id);
        Emit(Opcode.XCon, Slot(_at.A), address);
    }

    private bool IsFixed(int register) => _program.Types[TypeOf(register).Id].Kind == HeapKind.Fixed;

    /// <summary>True for a fixed array whose owners may be marked.</summary>
    private bool HasMarkedElements(int register) => _program.Types[TypeOf(register).Id].IsMarked(0);

    /// <summary>A temporary that holds the address of an element of a fixed array.</summary>
    private int FixedElement(int register, int index)
    {
        LinkedHeapType type = _program.Types[TypeOf(register).Id];
        int from = Reach(register), address = _frame.Temporary(1);
        Emit(type.ElementWordBytes > 0 ? Opcode.ElementFixedWord : Opcode.ElementFixed, address, from, Slot(index));
        _code.EmitPlaces(type.Count, type.Stride);
        return address;
    }
}
