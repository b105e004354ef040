using System.Numerics;
using System.Reflection;
using System.Reflection.Emit;
using HgmVm.Isa;
using HgmVm.Isa.Ops;
using HgmVm.Memory;

namespace HgmVm.Compiled;

/// <summary>
/// Value opcodes that may trap but hardly ever do: owners in fields and elements, tethers, division. What they do when
/// all is well is written out behind a test; only the cold block of the test knows the place of the trap. A call of
/// their body would have to store that place first, each time.
/// </summary>
internal sealed unsafe partial class Translator
{
    private static readonly MethodInfo s_referenceOrNull = typeof(Access).GetMethod(nameof(Access.ReferenceOrNull))!;

    private static readonly MethodInfo s_rotateRight =
        typeof(BitOperations).GetMethod(nameof(BitOperations.RotateRight), [typeof(ulong), typeof(int)])!;

    private LocalBuilder? _addressScratch;

    private LocalBuilder AddressScratch => _addressScratch ??= _il.DeclareLocal(typeof(nint));

    /// <summary>Writes an opcode of this kind; false for any other.</summary>
    private bool WriteGuarded(OpMethod method)
    {
        switch (_at.Opcode)
        {
            case Opcode.TakeOwn: return Take(_at.A, Field(_at.B, _at.C));
            case Opcode.PutOwn: return Put(Field(_at.A, _at.B), _at.C);
            case Opcode.BorrowOwn: return BorrowObject(_at.A, () => Load(_at.B, WordType.Pointer));
            case Opcode.BorrowField:
                OwnerAt(Field(_at.B, _at.C));
                return BorrowObject(_at.A, () => _il.Load(PointerScratch));
            case Opcode.ArrayBorrow:
                OwnerAt(OwnerElement(_at.B, _at.C));
                return BorrowObject(_at.A, () => _il.Load(PointerScratch));
            case Opcode.TetherOwn: return TetherObject(_at.A, () => Load(_at.B, WordType.Pointer));
            case Opcode.TetherRef:
                CheckAlive(_at.B);
                return TetherObject(_at.A, () => Load(_at.B, WordType.Pointer));
            case Opcode.TetherFieldOwn: return TetherOwned(_at.A, Field(_at.B, _at.C));
            case Opcode.BorrowFieldMarked:
                OwnerAt(Field(_at.B, _at.C), isMarked: true);
                return BorrowObject(_at.A, () => _il.Load(PointerScratch));
            case Opcode.TetherFieldMarked:
                OwnerAt(Field(_at.B, _at.C), isMarked: true);
                return TetherObject(_at.A, () => _il.Load(PointerScratch));
            case Opcode.ArrayTakeOwn: return Take(_at.A, OwnerElement(_at.B, _at.C));
            case Opcode.ArrayPutOwn: return Put(OwnerElement(_at.A, _at.B), _at.C);
            case Opcode.PassOwn: return Pass(Field(_at.A, _at.B), Field(_at.C, Place(3)));
            case Opcode.ElementOwn: return AddressOf(_at.A, OwnerElement(_at.B, _at.C));
            case Opcode.ElementOwnProved: return AddressOf(_at.A, Element(_at.B, _at.C));
            case Opcode.ArrayFullOwn: return Full(_at.A, OwnerElement(_at.B, _at.C));
            case Opcode.ArrayTetherOwn: return TetherOwned(_at.A, OwnerElement(_at.B, _at.C));
            case Opcode.ArrayRefOwn:
                OwnerElement(_at.B, _at.C)();
                _il.Emit(OpCodes.Ldind_I);
                _il.Call(s_referenceOrNull);
                StoreRef(_at.A);
                return true;
            default: return WriteDivision(method);
        }
    }

    /// <summary>Division by a register: 0 and -1 are left to the body of the opcode, in a cold block.</summary>
    private bool WriteDivision(OpMethod method)
    {
        WordType type;
        OpCode step;
        switch (method.Opcode)
        {
            case Opcode.DivI32: (type, step) = (WordType.I32, OpCodes.Div); break;
            case Opcode.RemI32: (type, step) = (WordType.I32, OpCodes.Rem); break;
            case Opcode.DivuI32: (type, step) = (WordType.I32, OpCodes.Div_Un); break;
            case Opcode.RemuI32: (type, step) = (WordType.I32, OpCodes.Rem_Un); break;
            case Opcode.DivI64: (type, step) = (WordType.I64, OpCodes.Div); break;
            case Opcode.RemI64: (type, step) = (WordType.I64, OpCodes.Rem); break;
            case Opcode.DivuI64: (type, step) = (WordType.I64, OpCodes.Div_Un); break;
            case Opcode.RemuI64: (type, step) = (WordType.I64, OpCodes.Rem_Un); break;
            default: return false;
        }
        bool isEdge = (uint)((short)_at.C + 1) <= 1;
        if (method.HasLiteral && isEdge) return false;
        Label done = _il.DefineLabel();
        if (!method.HasLiteral)
        {
            Load(_at.C, type);
            if (type == WordType.I32) _il.Constant(1);
            else _il.Constant(1L);
            _il.Emit(OpCodes.Add);
            if (type == WordType.I32) _il.Constant(1);
            else _il.Constant(1L);
            _il.Branch(OpCodes.Ble_Un, ColdBody(method, done));
        }
        Load(_at.B, type);
        if (!method.HasLiteral) Load(_at.C, type);
        else if (type == WordType.I32) _il.Constant((int)(short)_at.C);
        else _il.Constant((long)(short)_at.C);
        _il.Emit(step);
        Store(_at.A, type);
        _il.Mark(done);
        return true;
    }

    /// <summary>A cold block that calls the body of the opcode, which traps or has a result.</summary>
    private Label ColdBody(OpMethod method, Label done) => Cold(() =>
    {
        CallBody(method);
        _il.Branch(OpCodes.Br, done);
    });

    /// <summary>Pushes the address of an owner in an object.</summary>
    private Action Field(int holder, int offset) => () =>
    {
        Load(holder, WordType.Pointer);
        AddOffset(offset);
    };

    /// <summary>Checks the index of an owner in an array; what is returned pushes its address.</summary>
    private Action OwnerElement(int array, int index)
    {
        CheckBounds(array, index);
        return Element(array, index);
    }

    private Action Element(int array, int index) => () =>
    {
        PushElements(array);
        Load(index, WordType.I64);
        _il.Constant((long)sizeof(nint));
        _il.Emit(OpCodes.Mul);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Add);
    };

    private bool AddressOf(int target, Action pushAddress)
    {
        pushAddress();
        Store(target, WordType.Pointer);
        return true;
    }

    private bool Take(int target, Action pushAddress)
    {
        OwnerAt(pushAddress);
        pushAddress();
        _il.Constant(0);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Stind_I);
        _il.Load(PointerScratch);
        Store(target, WordType.Pointer);
        return true;
    }

    private bool Put(Action pushAddress, int owner)
    {
        int site = NewSite();
        pushAddress();
        _il.Emit(OpCodes.Ldind_I);
        _il.Branch(OpCodes.Brtrue, Cold(() => ThrowFrom(site, _runtime.Full)));
        pushAddress();
        Load(owner, WordType.Pointer);
        _il.Emit(OpCodes.Stind_I);
        return true;
    }

    /// <summary>What is passed is read before either place is written, which may be one.</summary>
    private bool Pass(Action pushTo, Action pushFrom)
    {
        int site = NewSite();
        pushFrom();
        _il.Emit(OpCodes.Ldind_I);
        _il.Store(PointerScratch);
        pushTo();
        _il.Emit(OpCodes.Ldind_I);
        _il.Branch(OpCodes.Brtrue, Cold(() => ThrowFrom(site, _runtime.Full)));
        pushTo();
        _il.Load(PointerScratch);
        _il.Emit(OpCodes.Stind_I);
        pushFrom();
        _il.Constant(0);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Stind_I);
        return true;
    }

    private bool Full(int target, Action pushAddress)
    {
        pushAddress();
        _il.Emit(OpCodes.Ldind_I);
        _il.Constant(0);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Cgt_Un);
        Store(target, WordType.I32);
        return true;
    }

    private bool TetherOwned(int target, Action pushAddress)
    {
        OwnerAt(pushAddress);
        return TetherObject(target, () => _il.Load(PointerScratch));
    }

    /// <summary>Reads an owner, which must not be empty, into the scratch local of pointers.</summary>
    private void OwnerAt(Action pushAddress, bool isMarked = false)
    {
        int site = NewSite();
        pushAddress();
        _il.Emit(OpCodes.Ldind_I);
        if (isMarked) Unmark();
        _il.Store(PointerScratch);
        _il.Load(PointerScratch);
        _il.Branch(OpCodes.Brfalse, Cold(() => ThrowFrom(site, _runtime.Empty)));
    }

    /// <summary>The address that a marked owner on the stack holds: <see cref="MarkedOwner.Address"/>.</summary>
    private void Unmark()
    {
        _il.Constant(unchecked((long)~MarkedOwner.Marks));
        _il.Emit(OpCodes.And);
        _il.Constant(MarkedOwner.Rotation);
        _il.Call(s_rotateRight);
        _il.Emit(OpCodes.Conv_I);
    }

    /// <summary>Sets the tether bit of a living object, and remembers whether it was set: <see cref="Access.Tether"/>
    /// without a struct on the way.</summary>
    private bool TetherObject(int target, Action pushObject)
    {
        LocalBuilder header = LongScratch;
        pushObject();
        _il.Store(AddressScratch);
        _il.Load(AddressScratch);
        AddOffset(-ObjectHeader.SizeBytes);
        _il.Emit(OpCodes.Ldind_I8);
        _il.Store(header);
        _il.Load(AddressScratch);
        AddOffset(-ObjectHeader.SizeBytes);
        _il.Load(header);
        _il.Constant((long)ObjectHeader.OuterTether);
        _il.Emit(OpCodes.Or);
        _il.Emit(OpCodes.Stind_I8);
        _il.Load(AddressScratch);
        Store(target, WordType.Pointer);
        _il.Load(AddressScratch);
        AddOffset(-ObjectHeader.SizeBytes);
        Store(target + 1, WordType.Pointer);
        _il.Load(header);
        _il.Constant(ObjectHeader.TetherShift);
        _il.Emit(OpCodes.Shr_Un);
        _il.Constant(1L);
        _il.Emit(OpCodes.And);
        _il.Constant((long)ObjectHeader.OuterTether);
        _il.Emit(OpCodes.Or);
        Store(target + 2, WordType.I64);
        return true;
    }

    /// <summary>A borrow that needs no tether.</summary>
    private bool BorrowObject(int target, Action pushObject)
    {
        pushObject();
        _il.Store(AddressScratch);
        _il.Load(AddressScratch);
        Store(target, WordType.Pointer);
        _il.Load(AddressScratch);
        AddOffset(-ObjectHeader.SizeBytes);
        Store(target + 1, WordType.Pointer);
        _il.Constant((long)ObjectHeader.OuterTether);
        Store(target + 2, WordType.I64);
        return true;
    }

    /// <summary>Has the machine make the exception of a trap at a site, and throws it.</summary>
    private void ThrowFrom(int site, MethodInfo maker)
    {
        LoadPlace(site);
        _il.Call(maker);
        _il.Emit(OpCodes.Throw);
    }
}
