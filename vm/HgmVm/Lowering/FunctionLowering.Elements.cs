using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Isa.Ops;
using HgmVm.Linking;

namespace HgmVm.Lowering;

/// <summary>Inline elements of arrays, heap arrays and fixed ones.</summary>
internal sealed partial class FunctionLowering
{
    public bool ArrayLdField()
    {
        int element = ElementAddress(_at.B, _at.C);
        MemberPlace field = Field(_extension.Place(0));
        Emit(MemoryForms.Load(field.Type.Kind, false), Slot(_at.A), element, field.Offset);
        return true;
    }

    public bool ArrayStField()
    {
        int element = ElementAddress(_at.A, _at.B);
        MemberPlace field = Field(_at.C);
        Emit(MemoryForms.Store(field.Type.Kind, false), element, field.Offset, Slot(_extension.Place(0)));
        return true;
    }

    public bool ArrayTakeField()
    {
        int element = ElementAddress(_at.B, _at.C);
        Emit(Opcode.TakeOwn, Slot(_at.A), element, Field(_extension.Place(0)).Offset);
        return true;
    }

    public bool ArrayPutField()
    {
        int element = ElementAddress(_at.A, _at.B);
        Emit(Opcode.PutOwn, element, Field(_at.C).Offset, Slot(_extension.Place(0)));
        return true;
    }

    public bool ArrayFullField()
    {
        MemberPlace field = Field(_extension.Place(0));
        int element = ElementAddress(_at.B, _at.C);
        Emit(OwnerForms.Of(Opcode.FullOwn, field.IsMarked), Slot(_at.A), element, field.Offset);
        return true;
    }

    public bool ArrayTag()
    {
        Emit(TagOfMember, Slot(_at.A), ElementAddress(_at.B, _at.C), ElementOf(_at.B).Id);
        return true;
    }

    public bool ArrayTagField()
    {
        MemberPlace member = Field(_extension.Place(0));
        int borrow = PartOfElement(Opcode.InlBorrow, _frame.Temporary(3), member);
        Emit(TagOfMember, Slot(_at.A), borrow, member.Type.Id);
        return true;
    }

    public bool ArrayReplaceField()
    {
        MemberPlace member = Field(_at.C);
        int value = _extension.Place(0);
        if (member.Type.Kind == ValueKind.Inline)
        {
            ReplaceInline(ElementBorrow(_at.A, _at.B), member, value);
            return true;
        }
        int old = _frame.Temporary(1);
        Emit(Opcode.SwapOwn, old, ElementAddress(_at.A, _at.B), member.Offset);
        _code.EmitPlaces(Slot(value));
        EndOld(member.Type, old, _at.A);
        return true;
    }

    public bool ArrayTetherInl()
    {
        PartOfElement(Opcode.TetherPartBorrow, Slot(_at.A), Field(_extension.Place(0)));
        return true;
    }

    public bool ArrayRefInl()
    {
        int borrow = PartOfElement(Opcode.InlBorrow, _frame.Temporary(3), Field(_extension.Place(0)));
        Emit(Opcode.RefBorrow, Slot(_at.A), borrow);
        return true;
    }

    /// <summary>A borrow of a member of the element that the operands b and c name. Returns where.</summary>
    private int PartOfElement(Opcode op, int target, MemberPlace member)
    {
        Emit(op, target, ElementBorrow(_at.B, _at.C), member.Offset);
        _code.EmitPlaces(member.Bit, member.Word);
        return target;
    }

    /// <summary>True for a heap array whose elements are structs, fixed arrays or unions.</summary>
    private bool HasInlineElements(int register) => !IsFixed(register) && ElementOf(register).Kind == ValueKind.Inline;

    /// <summary>True for a heap array whose inline elements have no words.</summary>
    private bool IsDense(int register) => _program.Types[TypeOf(register).Id].IsDense;

    /// <summary>A temporary that holds the address of an inline element.</summary>
    private int ElementAddress(int array, int index)
    {
        if (IsFixed(array)) return FixedElement(array, index);
        bool isProved = IsInBounds(array, index), isDense = IsDense(array);
        int from = Reach(array), address = _frame.Temporary(1);
        Opcode op = isProved ? (isDense ? Opcode.ElementDenseProved : Opcode.ElementInlineProved)
            : isDense ? Opcode.ElementDense : Opcode.ElementInline;
        Emit(op, address, from, Slot(index));
        _code.EmitPlaces(_program.Types[TypeOf(array).Id].Descriptor.ElementBytes);
        return address;
    }

    /// <summary>
    /// The slots of an untethered borrow of an inline element: in a heap array by its own word, in a dense or fixed one
    /// by what keeps all of that.
    /// </summary>
    private int ElementBorrow(int array, int index)
    {
        LinkedHeapType type = _program.Types[TypeOf(array).Id];
        int from = IsFixed(array) ? AsBorrow(array) : Reach(array), borrow = _frame.Temporary(3);
        Opcode op = !IsFixed(array) ? (IsDense(array) ? Opcode.BorrowDense : Opcode.BorrowElement)
            : type.ElementWordBytes > 0 ? Opcode.BorrowFixedWord : Opcode.BorrowFixed;
        Emit(op, borrow, from, Slot(index));
        if (IsFixed(array)) _code.EmitPlaces(type.Count, type.Stride);
        else _code.EmitPlaces(type.Descriptor.ElementBytes);
        return borrow;
    }

    /// <summary>Moves an owned value into an inline element, and ends the one that was there.</summary>
    private void ReplaceElement()
    {
        int borrow = ElementBorrow(_at.A, _at.B);
        LinkedType element = ElementOf(_at.A);
        int flags = MoveFlags(_at.A);
        if (_program.Types[element.Id].IsUnion)
        {
            int old = _frame.Temporary(1);
            Emit(Opcode.ReplaceUnion, old, borrow);
            _code.EmitPlaces(Slot(_at.C), flags);
            FreeDeep(old, ModeOf(_at.A));
            return;
        }
        // What is dense is set freely, as a member without a word (M14).
        int guard = IsDense(_at.A) ? 0 : InlineMoves.HasWord | InlineMoves.IsScope;
        Emit(Opcode.ExchangeInline, borrow, 0, Slot(_at.C));
        _code.EmitPlaces(element.Id, flags | guard);
        FreeFull(element, Slot(_at.C), ModeOf(_at.A));
    }

    private int MoveFlags(int register) => ModeOf(register) == Mode.Fast ? InlineMoves.IsFast : 0;
}
