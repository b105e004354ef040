using System.Reflection.Emit;
using HgmVm.Machine;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Lowering;

namespace HgmVm.Compiled;

/// <summary>Jumps, calls, returns and constants.</summary>
internal sealed unsafe partial class Translator
{

    public bool Halt() => false;

    public bool Lower() => false;

    public bool Dismantle() => false;

    public bool Enter() => false;

    public bool Jmp()
    {
        int distance = _at.Literal;
        if (distance <= 0) BackwardJump();
        FillViewsBeforeJump(_word);
        _il.Branch(OpCodes.Br, _labels[_word + distance]);
        return true;
    }

    public bool BrNz()
    {
        Load(_at.A, WordType.I32);
        BranchTo(OpCodes.Brtrue, (short)_at.C);
        return true;
    }

    public bool BrZ()
    {
        Load(_at.A, WordType.I32);
        BranchTo(OpCodes.Brfalse, (short)_at.C);
        return true;
    }

    public bool Switch()
    {
        var targets = new Label[_at.B];
        for (int i = 0; i < targets.Length; i++) targets[i] = SwitchTarget(SwitchDistance(_word, i));
        Load(_at.A, WordType.I32);
        _il.Switch(targets[1..]);
        _il.Branch(OpCodes.Br, targets[0]);
        return true;
    }

    private Label SwitchTarget(int distance)
    {
        Label target = _labels[_word + distance];
        if (distance > 0 || !_unit.Options.ChecksBackwardJumps) return target;
        return Cold(() =>
        {
            BackwardJump();
            _il.Branch(OpCodes.Br, target);
        });
    }

    public bool Call0() => CallDirect([]);

    public bool Call1() => CallDirect([_at.A]);

    public bool Call2() => CallDirect([_at.A, _at.B]);

    public bool Call3() => CallDirect([_at.A, _at.B, _at.C]);

    public bool CallN() => CallDirect(Slots(_word + 2, _at.A));

    public bool CallRef()
    {
        Instruction landing = _code.Words[_word + 1 + ListWords(_at.A)];
        int position = _code.PositionOf(_word);
        Load(_at.C, WordType.Pointer);
        _il.Branch(OpCodes.Brfalse, ColdTrap(TrapKind.DeadReference));
        LinkedSignature signature = _function.Module.Signatures[SignatureOf(position)];
        CallThrough(new Shape(_unit.Borrows, signature), landing, Slots(_word + 1, _at.A),
            () => Load(_at.C, WordType.Pointer));
        return true;
    }

    private bool CallDirect(ushort[] arguments)
    {
        Instruction landing = _code.Words[LandingOf(_code, _word)];
        if (_plan.Calls.TryGetValue(_word, out InlinePlan? inlined)) return Inline(inlined, landing, arguments);
        LinkedFunction callee = _unit.FunctionAt(_code.Words[_word + 1].Word);
        void* entry = _unit.EntryOf(callee);
        CallThrough(new Shape(_unit.Borrows, callee.Signature), landing, arguments, () => _il.Address(entry));
        return true;
    }

    /// <summary>The word behind a direct call: where the callee's frame is, and where its result goes.</summary>
    private static int LandingOf(LoweredCode code, int word)
    {
        Instruction at = code.Words[word];
        return word + 2 + (at.Opcode == Opcode.XCallN ? ListWords(at.A) : 0);
    }

    /// <summary>Stores where the call is, pushes frame and arguments, and calls what the entry holds now.</summary>
    private void CallThrough(Shape shape, Instruction landing, ushort[] arguments, Action pushEntry)
    {
        int distance = landing.A;
        int site = NewSite(distance);
        FrameAddress(distance + Frames.Return);
        _il.Constant((long)site);
        _il.Emit(OpCodes.Stind_I8);
        FrameAddress(distance);
        LoadArguments(shape, arguments);
        pushEntry();
        AddOffset(FunctionEntry.NativeOffset);
        _il.Emit(OpCodes.Ldind_I);
        _il.CallAddress(shape);
        if (shape.Results.Length == 1) Store(landing.B, shape.Results[0]);
    }

    /// <summary>Pushes those words of the arguments that are passed.</summary>
    private void LoadArguments(Shape shape, ushort[] words)
    {
        for (int i = 0; i < words.Length; i++)
            if (shape.Arguments[i] > 0) Load(words[i], shape.Parameters[i]);
    }

    public bool TailCall()
    {
        LinkedFunction callee = _unit.FunctionAt(_code.Words[_word + 1].Word);
        void* entry = _unit.EntryOf(callee);
        return TailCallThrough(new Shape(_unit.Borrows, callee.Signature), Slots(_word + 2, _at.A),
            () => _il.Address(entry));
    }

    public bool TailCallRef()
    {
        Load(_at.C, WordType.Pointer);
        _il.Branch(OpCodes.Brfalse, ColdTrap(TrapKind.DeadReference));
        LinkedSignature signature = _function.Module.Signatures[SignatureOf(_code.PositionOf(_word))];
        return TailCallThrough(new Shape(_unit.Borrows, signature), Slots(_word + 1, _at.A),
            () => Load(_at.C, WordType.Pointer));
    }

    /// <summary>
    /// The callee takes over this frame, and with it the place that it was called from: what would trap at its entry
    /// has to trap here, where there is a place to name.
    /// </summary>
    private bool TailCallThrough(Shape shape, ushort[] arguments, Action pushEntry)
    {
        if (!shape.FitsRegisters) return false;
        CheckTailRoom(arguments.Length, pushEntry);
        if (_unit.Options.CountsFuel) CheckTailFuel();
        else if (_unit.Options.Polls) PollAt(NewSite());
        FrameAddress(0);
        LoadArguments(shape, arguments);
        pushEntry();
        AddOffset(FunctionEntry.NativeOffset);
        _il.Emit(OpCodes.Ldind_I);
        _il.CallAddress(shape, tail: true);
        _il.Emit(OpCodes.Ret);
        return true;
    }

    /// <summary>The interpreter wants room for the callee's frame and its arguments besides; the trap is this
    /// function's. A callee that has not been called yet has no frame size, and gets one.</summary>
    private void CheckTailRoom(int arguments, Action pushEntry)
    {
        Label isKnown = _il.DefineLabel();
        pushEntry();
        AddOffset(FunctionEntry.FrameSlotsOffset);
        _il.Emit(OpCodes.Ldind_I4);
        _il.Branch(OpCodes.Brfalse, Cold(() =>
        {
            _il.Address(Machine);
            pushEntry();
            _il.Call(_runtime.Prepare);
            _il.Branch(OpCodes.Br, isKnown);
        }));
        _il.Mark(isKnown);
        FrameAddress(0);
        pushEntry();
        AddOffset(FunctionEntry.FrameSlotsOffset);
        _il.Emit(OpCodes.Ldind_I4);
        _il.Constant(arguments);
        _il.Emit(OpCodes.Add);
        _il.Constant(sizeof(ulong));
        _il.Emit(OpCodes.Mul);
        _il.Emit(OpCodes.Conv_I);
        _il.Emit(OpCodes.Add);
        _il.Address(&Machine->StackLimit);
        _il.Emit(OpCodes.Ldind_I);
        _il.Branch(OpCodes.Bgt_Un, ColdTrap(TrapKind.StackOverflow));
    }

    /// <summary>The callee will take a unit and find it there: the trap is this function's, whose frame goes.</summary>
    private void CheckTailFuel()
    {
        int site = NewSite();
        _il.Address(&Machine->Fuel);
        _il.Emit(OpCodes.Ldind_I8);
        _il.Constant(1L);
        BranchToColdAndBack(OpCodes.Blt, () =>
        {
            LoadPlace(site);
            _il.Call(_runtime.RefuelAhead);
        });
    }

    public bool CallHost()
    {
        int site = NewSite(_at.B);
        ushort[] arguments = Slots(_word + 2, _at.A);
        for (int i = 0; i < arguments.Length; i++) Spill(arguments[i], _at.B + Frames.HostResultSlots + i);
        LoadPlace(site);
        _il.Constant(_code.Words[_word + 1].Literal);
        _il.Constant(_at.A);
        _il.Constant(_at.B);
        _il.Call(_runtime.CallHost);
        return true;
    }

    public bool Ret0()
    {
        Leave();
        return true;
    }

    public bool Ret1()
    {
        Load(_at.A, _shape.Results[0]);
        _call?.Caller.Store(_call.Landing.B, _shape.Results[0]);
        Leave();
        return true;
    }

    public bool RetN()
    {
        ushort[] values = Slots(_word + 1, _at.A);
        for (int i = 0; i < values.Length; i++)
        {
            FrameAddress(i);
            Load(values[i], _shape.Results[i]);
            _il.Emit(_shape.Results[i].StoreIndirect());
        }
        Leave();
        return true;
    }

    private void Leave()
    {
        if (_call is null) _il.Emit(OpCodes.Ret);
        else _il.Branch(OpCodes.Br, _call.End);
    }

    public bool Results()
    {
        ushort[] slots = Slots(_word + 1, _at.A);
        for (int i = 0; i < slots.Length; i++) Reload(slots[i], _at.B + i);
        return true;
    }

    public bool Trap()
    {
        int site = NewSite();
        LoadPlace(site);
        _il.Constant(_at.Literal);
        _il.Call(_runtime.UserTrap);
        _il.Emit(OpCodes.Throw);
        return true;
    }

    public bool Unreachable()
    {
        WriteTrap(NewSite(), TrapKind.Unreachable);
        return true;
    }

    public bool Const32()
    {
        int bits = _at.Literal;
        if (_types[_at.A] != WordType.F32) _il.Constant(bits);
        else if (!float.IsNaN(BitConverter.Int32BitsToSingle(bits)))
        {
            _il.Constant(BitConverter.Int32BitsToSingle(bits));
            Store(_at.A, WordType.F32);
            return true;
        }
        else
        {
            // The JIT holds constants as doubles and would make a signalling NaN quiet.
            _il.Constant(bits);
            _il.Call(_runtime.SingleOf);
            Store(_at.A, WordType.F32);
            return true;
        }
        Store(_at.A, WordType.I32);
        return true;
    }

    public bool Const64()
    {
        var bits = (long)_code.Words[_word + 1].Word;
        if (_types[_at.A] != WordType.F64)
        {
            _il.Constant(bits);
            Store(_at.A, WordType.I64);
            return true;
        }
        double value = BitConverter.Int64BitsToDouble(bits);
        if (double.IsNaN(value))
        {
            _il.Constant(bits);
            _il.Call(_runtime.DoubleOf);
        }
        else _il.Constant(value);
        Store(_at.A, WordType.F64);
        return true;
    }

    /// <summary>The slots listed from a word on.</summary>
    private ushort[] Slots(int word, int count)
    {
        var slots = new ushort[count];
        for (int i = 0; i < count; i++) slots[i] = _code.Words[word + i / 4].Place(i % 4);
        return slots;
    }

    /// <summary>The signature of the function register, or of the method, that a call names.</summary>
    private int SignatureOf(int position)
    {
        int register = _function.Definition.Code[position].A;
        if (_function.Definition.Code[position].Opcode == Opcode.CallIface)
        {
            Bytecode.Module module = _function.Module.Module;
            return Bytecode.FieldPaths.Follow(module, module.Paths[register], out _)!.Type.Index;
        }
        return _function.Definition.Registers[register].Type.Index;
    }
}
