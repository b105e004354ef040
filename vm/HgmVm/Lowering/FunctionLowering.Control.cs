using HgmVm.Isa;
using HgmVm.Linking;

namespace HgmVm.Lowering;

/// <summary>Jumps, calls, returns, constants and moves.</summary>
internal sealed partial class FunctionLowering
{
    public bool Nop() => true;

    public bool Jmp()
    {
        EmitLiteral(Opcode.XJmp, 0, 0);
        _code.LongJump(_at.A);
        return true;
    }

    public bool BrNz() => ConditionalJump(Opcode.XBrNz);

    public bool BrZ() => ConditionalJump(Opcode.XBrZ);

    public bool Switch()
    {
        int count = _at.B, from = _code.Count;
        Emit(Opcode.XSwitch, Slot(_at.A), count);
        for (int i = 0; i < count; i++)
        {
            if (i % 2 == 0) _code.EmitWord(0);
            _code.TableEntry(i % 2, from, ListEntry(i));
        }
        return true;
    }

    public bool Call()
    {
        CallDirectly(_module.Functions[_at.A]);
        return true;
    }

    private void CallDirectly(LinkedFunction callee, int receiver = -1)
    {
        List<int> arguments = Arguments(receiver);
        List<int> results = ListSlots(_at.B, _at.C);
        if (callee.Host is not null)
        {
            CallHost(callee, arguments, results);
            return;
        }
        if (arguments.Count <= 3)
        {
            Opcode op = arguments.Count switch { 0 => Opcode.XCall0, 1 => Opcode.XCall1, 2 => Opcode.XCall2, _ =>
                Opcode.XCall3 };
            Emit(op, arguments.ElementAtOrDefault(0), arguments.ElementAtOrDefault(1), arguments.ElementAtOrDefault(2));
            _code.EmitWord(_targets.EntryOf(callee));
        }
        else
        {
            Emit(Opcode.XCallN, arguments.Count);
            _code.FrameDistance(2);
            _code.EmitWord(_targets.EntryOf(callee));
            _code.EmitList(arguments);
        }
        Land(results);
    }

    public bool CallRef()
    {
        CallThrough(Slot(_at.A));
        return true;
    }

    private void CallThrough(int entrySlot, int receiver = -1)
    {
        List<int> arguments = Arguments(receiver);
        Emit(Opcode.XCallRef, arguments.Count, 0, entrySlot);
        _code.FrameDistance(2);
        _code.EmitList(arguments);
        Land(ListSlots(_at.B, _at.C));
    }

    public bool TailCall()
    {
        LinkedFunction callee = _module.Functions[_at.A];
        List<int> arguments = ListSlots(0, _at.B);
        if (callee.Host is not null)
        {
            // The host has no frame to put in place of this one: call it and return what it gives.
            int row = _frame.Temporary(callee.Signature.ResultSlots);
            List<int> results = [.. Enumerable.Range(row, callee.Signature.ResultSlots)];
            CallHost(callee, arguments, results);
            Return(results);
            return true;
        }
        Emit(Opcode.XTailcall, arguments.Count);
        _code.EmitWord(_targets.EntryOf(callee));
        _code.EmitList(arguments);
        return true;
    }

    public bool TailCallRef()
    {
        List<int> arguments = ListSlots(0, _at.B);
        Emit(Opcode.XTailcallRef, arguments.Count, 0, Slot(_at.A));
        _code.EmitList(arguments);
        return true;
    }

    public bool Ret()
    {
        Return(ListSlots(0, _at.A));
        return true;
    }

    public bool Trap()
    {
        EmitLiteral(Opcode.XTrap, 0, _targets.StringNumber(_module, _at.A));
        return true;
    }

    public bool Unreachable()
    {
        Emit(Opcode.XUnreachable);
        return true;
    }

    public bool ConstI32() => ConstF32();

    public bool ConstI64() => ConstF64();

    public bool ConstF32()
    {
        EmitLiteral(Opcode.XConst32, Slot(_at.A), _at.Literal);
        return true;
    }

    public bool ConstF64()
    {
        EmitConstant(Slot(_at.A), _extension.Word);
        return true;
    }

    public bool Func()
    {
        EmitConstant(Slot(_at.A), _targets.EntryOf(_module.Functions[_at.B]));
        return true;
    }

    public bool Null()
    {
        EmitConstant(Slot(_at.A), 0);
        EmitConstant(Slot(_at.A) + 1, 0);
        return true;
    }

    public bool Mov()
    {
        Move(TypeOf(_at.A), Slot(_at.A), Slot(_at.B));
        return true;
    }

    private bool ConditionalJump(Opcode op)
    {
        Emit(op, Slot(_at.A));
        FinishBranch(_at.B);
        return true;
    }

    private void CallHost(LinkedFunction callee, List<int> arguments, List<int> results)
    {
        Emit(Opcode.XCallHost, arguments.Count);
        _code.FrameDistance(2);
        _code.EmitWord((ulong)(uint)callee.Number << 32);
        _code.EmitList(arguments);
        if (results.Count > 0) Collect(results);
    }

    /// <summary>The landing of a call: a single result slot is filled by the return itself, more are
    /// collected.</summary>
    private void Land(List<int> results)
    {
        _code.Emit(Opcode.Nop, 0, results.Count == 1 ? results[0] : 0);
        _code.FrameDistance(1);
        if (results.Count > 1) Collect(results);
    }

    private void Collect(List<int> results)
    {
        Emit(Opcode.XResults, results.Count);
        _code.FrameDistance(2);
        _code.EmitList(results);
    }

    private void Return(List<int> values)
    {
        if (values.Count == 0) Emit(Opcode.XRet0);
        else if (values.Count == 1) Emit(Opcode.XRet1, values[0]);
        else
        {
            Emit(Opcode.XRetN, values.Count);
            _code.EmitList(values);
        }
    }

    /// <summary>The 16-bit operand at an index of the list in the extension words.</summary>
    private int ListEntry(int index) => _source[_position + 1 + index / 4].Place(index % 4);

    /// <summary>The slots of a call's arguments, the first of which may be a reference that stands
    /// elsewhere.</summary>
    private List<int> Arguments(int receiver)
    {
        List<int> slots = ListSlots(0, _at.B);
        if (receiver >= 0) (slots[0], slots[1]) = (receiver, receiver + 1);
        return slots;
    }

    /// <summary>All slots of the registers in a part of the list.</summary>
    private List<int> ListSlots(int first, int count)
    {
        var slots = new List<int>(count);
        for (int i = first; i < first + count; i++)
        {
            int register = ListEntry(i), slot = Slot(register);
            for (int k = 0; k < TypeOf(register).Slots; k++) slots.Add(slot + k);
        }
        return slots;
    }
}
