using System.Reflection;
using System.Reflection.Emit;
using HgmVm.Machine;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Memory;

namespace HgmVm.Compiled;

/// <summary>Where traps happen: sites, cold blocks, and the checks at entries and backward jumps.</summary>
internal sealed unsafe partial class Translator
{

    /// <summary>A site for the current instruction.</summary>
    private int NewSite(int distance = 0) =>
        _unit.Sites.Add(new Site(_function, _code.PositionOf(_word), distance, _call?.Site ?? 0));

    /// <summary>Tells the machine where a body that may throw was called from.</summary>
    private void RecordPlace(int site)
    {
        _il.Address(&Machine->Pc);
        _il.Constant((long)site);
        _il.Emit(OpCodes.Stind_I8);
        _il.Address(&Machine->Registers);
        FrameAddress(0);
        _il.Emit(OpCodes.Stind_I);
    }

    /// <summary>A block at the end of the method, out of the way of the code that is not expected to trap.</summary>
    private Label Cold(Action emit)
    {
        Label label = _il.DefineLabel();
        _cold.Add(new ColdBlock(this, label, _word, emit));
        return label;
    }

    /// <summary>A cold block that traps at the current instruction.</summary>
    private Label ColdTrap(TrapKind kind)
    {
        int site = NewSite();
        return Cold(() => WriteTrap(site, kind));
    }

    private void WriteTrap(int site, TrapKind kind)
    {
        LoadPlace(site);
        _il.Constant((int)kind);
        _il.Call(_runtime.Trap);
        _il.Emit(OpCodes.Throw);
    }

    /// <summary>Pushes machine, frame and site: the first arguments of what traps.</summary>
    private void LoadPlace(int site)
    {
        _il.Address(Machine);
        FrameAddress(0);
        _il.Constant((long)site);
    }

    /// <summary>
    /// Stack check, fuel or poll: what the interpreter does when it calls. The check is for the frame and those of all
    /// that is inlined; where they do not fit, the interpreter goes on, which looks at each alone.
    /// </summary>
    private void WriteEntry()
    {
        if (_bridge is not null)
        {
            if (MayOutgrowNativeStack()) CheckNativeStack();
            FrameAddress(ExtentOf(_plan));
            _il.Address(&Machine->StackLimit);
            _il.Emit(OpCodes.Ldind_I);
            _il.Branch(OpCodes.Bgt_Un, Cold(WriteInterpretation));
        }
        if (_unit.Options.CountOpcodes) NoteCall();
        if (_unit.Options.CountsFuel)
            SpendFuel(() => CallAtEntry(_call is null ? _runtime.RefuelAtEntry : _runtime.Refuel));
        else if (_unit.Options.Polls)
            PollFlag(() => CallAtEntry(_call is null ? _runtime.PollAtEntry : _runtime.Poll));
    }

    /// <summary>What would trap at the entry of inlined code traps at the call, of which no frame knows.</summary>
    private void CallAtEntry(MethodInfo method)
    {
        if (_call is null)
        {
            _il.Address(Machine);
            FrameAddress(0);
        }
        else _call.Caller.LoadPlace(_call.Site);
        _il.Call(method);
    }

    private void NoteCall()
    {
        _il.Address(&_unit.EntryOf(_function)->WasCalled);
        _il.Constant(1);
        _il.Emit(OpCodes.Stind_I1);
    }

    /// <summary>How far the frames of a function and of what is inlined into it can reach.</summary>
    private static int ExtentOf(InlinePlan plan)
    {
        int extent = plan.Code.FrameSlots;
        foreach ((int word, InlinePlan inlined) in plan.Calls)
            extent = Math.Max(extent, plan.Code.Words[LandingOf(plan.Code, word)].A + ExtentOf(inlined));
        return extent;
    }

    private void BackwardJump()
    {
        if (!_unit.Options.ChecksBackwardJumps) return;
        int site = NewSite();
        if (!_unit.Options.CountsFuel)
        {
            PollAt(site);
            return;
        }
        SpendFuel(() =>
        {
            LoadPlace(site);
            _il.Call(_runtime.Refuel);
        });
    }

    private void PollAt(int site) => PollFlag(() =>
    {
        LoadPlace(site);
        _il.Call(_runtime.Poll);
    });

    private void SpendFuel(Action callWhenEmpty)
    {
        LocalBuilder fuel = LongScratch;
        _il.Address(&Machine->Fuel);
        _il.Emit(OpCodes.Ldind_I8);
        _il.Constant(1L);
        _il.Emit(OpCodes.Sub);
        _il.Store(fuel);
        _il.Address(&Machine->Fuel);
        _il.Load(fuel);
        _il.Emit(OpCodes.Stind_I8);
        _il.Load(fuel);
        _il.Constant(0L);
        BranchToColdAndBack(OpCodes.Blt, callWhenEmpty);
    }

    private void PollFlag(Action callWhenSet)
    {
        _il.Address(&Machine->Interrupt);
        _il.Emit(OpCodes.Ldind_U1);
        BranchToColdAndBack(OpCodes.Brtrue, callWhenSet);
    }

    private void BranchToColdAndBack(OpCode branch, Action call)
    {
        Label back = _il.DefineLabel();
        _il.Branch(branch, Cold(() =>
        {
            call();
            _il.Branch(OpCodes.Br, back);
        }));
        _il.Mark(back);
    }

    private void CountOpcode()
    {
        _il.Address(Machine->Counts + _at.Op);
        _il.Emit(OpCodes.Dup);
        _il.Emit(OpCodes.Ldind_I8);
        _il.Constant(1L);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stind_I8);
    }

    /// <summary>
    /// True unless the native frame surely is not larger than the share of the native stack that the guest frame stands
    /// for. The JIT gives a local or temporary at most as many bytes as it has; the bound counts each one.
    /// </summary>
    private bool MayOutgrowNativeStack()
    {
        long guest = (_code.FrameSlots + Frames.LinkageSlots) * (long)sizeof(ulong);
        return NativeBytes(_plan) > guest * _unit.Options.NativeStackFactor;
    }

    private static long NativeBytes(InlinePlan plan)
    {
        const int Fixed = 256, BytesPerWord = 16, BytesPerInstruction = 24;
        long own = (BytesPerWord * (long)plan.Code.FrameSlots) + (BytesPerInstruction * (long)plan.Code.Words.Length);
        return Fixed + own + plan.Calls.Values.Sum(NativeBytes);
    }

    /// <summary>When the native stack is used up, the function is interpreted: that takes guest stack only.</summary>
    private void CheckNativeStack()
    {
        LocalBuilder here = _il.DeclareLocal(typeof(long));
        _il.LoadAddress(here);
        _il.Emit(OpCodes.Conv_U);
        _il.Address(&Machine->NativeLimit);
        _il.Emit(OpCodes.Ldind_I);
        _il.Branch(OpCodes.Blt_Un, Cold(WriteInterpretation));
    }

    private void WriteInterpretation()
    {
        FrameAddress(0);
        for (int i = 1; i < _shape.ClrParameters.Length; i++) _il.LoadArgument(i);
        _il.Call(_bridge!);
        _il.Emit(OpCodes.Ret);
    }

    /// <summary>Writes a method that lets the interpreter run a function: what compiled code calls where there is no
    /// other, or no room for it.</summary>
    public static void WriteBridge(ICodeTarget unit, LinkedFunction function, ILGenerator generator)
    {
        var shape = new Shape(unit.Borrows, function.Signature);
        var il = new IlWriter(generator);
        for (int i = 0, slot = 0; i < function.Signature.Parameters.Length; i++)
        {
            LinkedType type = function.Signature.Parameters[i];
            if (unit.Borrows.IsOneWord(type)) WriteBorrow(il, unit, slot, shape.Arguments[slot]);
            else for (int word = slot; word < slot + type.Slots; word++)
            {
                Address(il, word);
                il.LoadArgument(shape.Arguments[word]);
                il.Emit(shape.Parameters[word].StoreIndirect());
            }
            slot += type.Slots;
        }
        il.Address(unit.Context);
        il.LoadArgument(0);
        il.Address(unit.EntryOf(function));
        il.Call(unit.Runtime.Interpret);
        if (shape.Results.Length == 1)
        {
            il.LoadArgument(0);
            il.Emit(shape.Results[0].LoadIndirect());
        }
        il.Emit(OpCodes.Ret);
    }

    /// <summary>The three words of a borrow in the guest frame; for a null one, its word is the throwaway.</summary>
    private static void WriteBorrow(IlWriter il, ICodeTarget unit, int slot, int argument)
    {
        Label isNull = il.DefineLabel(), done = il.DefineLabel();
        Address(il, slot);
        il.LoadArgument(argument);
        il.Emit(OpCodes.Stind_I);
        Address(il, slot + 1);
        il.LoadArgument(argument);
        il.Branch(OpCodes.Brfalse, isNull);
        il.LoadArgument(argument);
        il.Constant(-ObjectHeader.SizeBytes);
        il.Emit(OpCodes.Add);
        il.Branch(OpCodes.Br, done);
        il.Mark(isNull);
        il.Address(&unit.Context->Heap.Throwaway);
        il.Mark(done);
        il.Emit(OpCodes.Stind_I);
        Address(il, slot + 2);
        il.Constant((long)ObjectHeader.OuterTether);
        il.Emit(OpCodes.Stind_I8);
    }

    private static void Address(IlWriter il, int slot)
    {
        il.LoadArgument(0);
        il.Constant(slot * sizeof(ulong));
        il.Emit(OpCodes.Add);
    }

    /// <summary>
    /// Writes the method by which the interpreter enters compiled code of a shape: its arguments are the guest frame,
    /// where the arguments stand and the result goes, and the address of the code. With <paramref name="isCall"/>
    /// false, the code takes over a frame: that is no call and takes no fuel.
    /// </summary>
    public static void WriteEntrance(ICodeTarget unit, Shape shape, ILGenerator generator, bool isCall)
    {
        var il = new IlWriter(generator);
        if (isCall && unit.Options.CountsFuel) GiveBackFuel(il, unit);
        if (shape.Results.Length == 1) il.LoadArgument(0);
        il.LoadArgument(0);
        for (int i = 0; i < shape.Parameters.Length; i++)
        {
            if (shape.Arguments[i] == 0) continue;
            Address(il, i);
            il.Emit(shape.Parameters[i].LoadIndirect());
        }
        il.LoadArgument(1);
        il.CallAddress(shape);
        if (shape.Results.Length == 1) il.Emit(shape.Results[0].StoreIndirect());
        il.Emit(OpCodes.Ret);
    }

    /// <summary>The interpreter has paid for the call already, and the callee will again.</summary>
    private static void GiveBackFuel(IlWriter il, ICodeTarget unit)
    {
        il.Address(&unit.Context->Fuel);
        il.Emit(OpCodes.Dup);
        il.Emit(OpCodes.Ldind_I8);
        il.Constant(1L);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stind_I8);
    }
}
