using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Linking;

namespace HgmVm.Lowering;

/// <summary>References to interfaces, and calls of their methods.</summary>
internal sealed partial class FunctionLowering
{
    /// <summary>
    /// The object stays where it is and what it was, so most references stay as they are. What may be an inline member
    /// has no header that says its type: borrow and reference take it along.
    /// </summary>
    public bool Iface()
    {
        LinkedType type = TypeOf(_at.B);
        bool isWhole = !MayBeInner(_at.B) || type.Kind is ValueKind.Own or ValueKind.Con;
        if (isWhole) Move(type, Slot(_at.A), Slot(_at.B));
        else if (type.Kind == ValueKind.Ref) Emit(Opcode.IfaceRef, Slot(_at.A), Slot(_at.B), type.Id);
        else Emit(Opcode.IfaceBorrow, Slot(_at.A), Slot(_at.B), type.Id);
        return true;
    }

    public bool CallIface()
    {
        FieldPath path = _module.Module.Paths[_at.A];
        LinkedInterface target = _program.Interfaces[_module.StructIds[path.StructIndex]];
        int receiver = ListEntry(0), method = path.Fields[0];
        if (OnlyImplementation(target, method, receiver) is { } callee)
        {
            CallDirectly(callee, AsReceiver(receiver));
            return true;
        }
        int entry = _frame.Temporary(1), number = target.FirstMethod + method;
        if (IsInnerRef(receiver))
        {
            Opcode op = IsUnchecked(receiver) ? Opcode.MethodUncheckedMember : Opcode.MethodRefMember;
            Emit(op, entry, Slot(receiver), number);
        }
        else if (TypeOf(receiver).Kind == ValueKind.Borrow && MayBeInner(receiver))
            Emit(Opcode.MethodBorrow, entry, Slot(receiver), number);
        else if (IsChecked(receiver)) Emit(Opcode.MethodRef, entry, Slot(receiver), number);
        else Emit(IsStale(receiver) ? Opcode.MethodUnchecked : Opcode.MethodOwn, entry, Slot(receiver), number);
        CallThrough(entry, AsReceiver(receiver));
        return true;
    }

    /// <summary>True for a reference that fast mode uses without knowing that its object lives.</summary>
    private bool IsStale(int register) => TypeOf(register).Kind == ValueKind.Ref && IsUnchecked(register);

    /// <summary>
    /// With one implementation in the program, what lives and has the interface is of that type: nothing is looked up.
    /// A reference is checked all the same, as if its method had been looked for. A stale one of fast mode may be to
    /// anything.
    /// </summary>
    private LinkedFunction? OnlyImplementation(LinkedInterface target, int method, int receiver)
    {
        if (target.Implementations.Count != 1 || IsStale(receiver)) return null;
        if (IsInnerRef(receiver)) Reach(receiver);
        else if (IsChecked(receiver)) Emit(Opcode.CheckRef, Slot(receiver));
        return target.Implementations.Values.First()[method];
    }

    /// <summary>The slots of what a method takes as its object: a reference to the struct, where one to the interface
    /// looks different for members; -1 for the register as it is.</summary>
    private int AsReceiver(int register)
    {
        if (!IsInnerRef(register)) return -1;
        int plain = _frame.Temporary(2);
        Emit(Opcode.PlainRef, plain, Slot(register));
        return plain;
    }

    private Opcode TetherOfInner(int register) => IsInterface(register) ? Opcode.TetherRefIface : Opcode.TetherInner;

    private Opcode AliveOf(int register) => !IsInnerRef(register) ? Opcode.AliveRef
        : IsInterface(register) ? Opcode.AliveIface : Opcode.AliveInner;

    /// <summary>The address of the whole object that a reference to an interface refers to; a member traps.</summary>
    private int WholeOf(int register)
    {
        int address = _frame.Temporary(1);
        Emit(Opcode.ReachWhole, address, Slot(register));
        return address;
    }

    private bool NarrowInterface()
    {
        LinkedType type = TypeOf(_at.A);
        bool isMember = type.Kind == ValueKind.Borrow && MayBeInner(_at.B);
        if (IsInnerRef(_at.B))
        {
            int isOfType = _frame.Temporary(1);
            Emit(Opcode.TypeIsRef, isOfType, Slot(_at.B), type.Id);
            Emit(Opcode.XBrZ, isOfType);
            FinishBranch(_at.C);
            Emit(Opcode.PlainRef, Slot(_at.A), Slot(_at.B));
            return true;
        }
        int holds = _frame.Temporary(1), from = Reach(_at.B);
        // Null is not of any type; in every mode it is a mistake to ask.
        if (IsStale(_at.B)) Emit(Opcode.CheckNull, from);
        Emit(isMember ? Opcode.TypeIsBorrow : Opcode.TagIs, holds, from, type.Id);
        Emit(Opcode.XBrZ, holds);
        FinishBranch(_at.C);
        if (isMember) Emit(Opcode.PlainBorrow, Slot(_at.A), Slot(_at.B));
        else Move(type, Slot(_at.A), Slot(_at.B));
        return true;
    }
}
