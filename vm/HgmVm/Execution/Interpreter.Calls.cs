using System.Runtime.CompilerServices;
using HgmVm.Isa;
using HgmVm.Isa.Ops;
using HgmVm.Machine;
using Handler = nint;

namespace HgmVm.Execution;

/// <summary>Calls and returns. A frame is its registers, with return address, caller and function in the three words
/// below.</summary>
internal sealed unsafe partial class Interpreter
{
    public Handler Call0() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoCall0;

    public Handler Call1() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoCall1;

    public Handler Call2() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoCall2;

    public Handler Call3() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoCall3;

    public Handler CallN() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoCallN;

    public Handler CallRef() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoCallRef;

    public Handler TailCall() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoTailCall;

    public Handler TailCallRef() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoTailCallRef;

    public Handler CallHost() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoCallHost;

    public Handler Ret0() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoRet0;

    public Handler Ret1() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoRet1;

    public Handler RetN() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoRetN;

    public Handler Results() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoResults;

    public Handler Lower() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoLower;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoCall0(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var callee = (FunctionEntry*)pc[1].Word;
        Instruction* landing = pc + 2;
        ulong* frame = r + landing->A;
        if (frame + callee->FrameSlots > x->StackLimit) return Raise(pc, r, x, TrapKind.StackOverflow);
        if (--x->Fuel < 0)
            return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)x->OutOfFuel)(pc, r, x, t);
        Link(frame, landing, r, callee);
        pc = callee->Code;
        r = frame;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoCall1(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var callee = (FunctionEntry*)pc[1].Word;
        Instruction* landing = pc + 2;
        ulong* frame = r + landing->A;
        if (frame + callee->FrameSlots > x->StackLimit) return Raise(pc, r, x, TrapKind.StackOverflow);
        if (--x->Fuel < 0)
            return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)x->OutOfFuel)(pc, r, x, t);
        frame[0] = r[pc->A];
        Link(frame, landing, r, callee);
        pc = callee->Code;
        r = frame;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    /// <summary>The pair of <c>sub.i64.imm</c> and a call of one argument, the difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint SubI64Imm_XCall1_A(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        long argument = Int64Ops.Sub(*(long*)(r + pc->B), (short)pc->C);
        *(long*)(r + pc->A) = argument;
        pc++;
        var callee = (FunctionEntry*)pc[1].Word;
        Instruction* landing = pc + 2;
        ulong* frame = r + landing->A;
        if (frame + callee->FrameSlots > x->StackLimit) return Raise(pc, r, x, TrapKind.StackOverflow);
        if (--x->Fuel < 0)
            return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)x->OutOfFuel)(pc, r, x, t);
        *(long*)frame = argument;
        Link(frame, landing, r, callee);
        pc = callee->Code;
        r = frame;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    /// <summary>The pair of <c>add.i64.imm</c> and a call of one argument, the sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint AddI64Imm_XCall1_A(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        long argument = Int64Ops.Add(*(long*)(r + pc->B), (short)pc->C);
        *(long*)(r + pc->A) = argument;
        pc++;
        var callee = (FunctionEntry*)pc[1].Word;
        Instruction* landing = pc + 2;
        ulong* frame = r + landing->A;
        if (frame + callee->FrameSlots > x->StackLimit) return Raise(pc, r, x, TrapKind.StackOverflow);
        if (--x->Fuel < 0)
            return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)x->OutOfFuel)(pc, r, x, t);
        *(long*)frame = argument;
        Link(frame, landing, r, callee);
        pc = callee->Code;
        r = frame;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    /// <summary>The pair of <c>add.i64</c> and a return of the sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint AddI64_XRet1_A(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        long value = Int64Ops.Add(*(long*)(r + pc->B), *(long*)(r + pc->C));
        pc = (Instruction*)r[Frames.Return];
        r = (ulong*)r[Frames.Caller];
        *(long*)(r + pc->B) = value;
        pc++;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoCall2(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var callee = (FunctionEntry*)pc[1].Word;
        Instruction* landing = pc + 2;
        ulong* frame = r + landing->A;
        if (frame + callee->FrameSlots > x->StackLimit) return Raise(pc, r, x, TrapKind.StackOverflow);
        if (--x->Fuel < 0)
            return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)x->OutOfFuel)(pc, r, x, t);
        frame[0] = r[pc->A];
        frame[1] = r[pc->B];
        Link(frame, landing, r, callee);
        pc = callee->Code;
        r = frame;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoCall3(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var callee = (FunctionEntry*)pc[1].Word;
        Instruction* landing = pc + 2;
        ulong* frame = r + landing->A;
        if (frame + callee->FrameSlots > x->StackLimit) return Raise(pc, r, x, TrapKind.StackOverflow);
        if (--x->Fuel < 0)
            return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)x->OutOfFuel)(pc, r, x, t);
        frame[0] = r[pc->A];
        frame[1] = r[pc->B];
        frame[2] = r[pc->C];
        Link(frame, landing, r, callee);
        pc = callee->Code;
        r = frame;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoCallN(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var callee = (FunctionEntry*)pc[1].Word;
        ulong* frame = r + pc->B;
        if (frame + callee->FrameSlots > x->StackLimit) return Raise(pc, r, x, TrapKind.StackOverflow);
        if (--x->Fuel < 0)
            return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)x->OutOfFuel)(pc, r, x, t);
        Instruction* landing = Gather(frame, r, pc + 2, pc->A);
        Link(frame, landing, r, callee);
        pc = callee->Code;
        r = frame;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoCallRef(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var callee = (FunctionEntry*)r[pc->C];
        if (callee == null) return Raise(pc, r, x, TrapKind.DeadReference);
        ulong* frame = r + pc->B;
        if (frame + callee->FrameSlots > x->StackLimit) return Raise(pc, r, x, TrapKind.StackOverflow);
        if (--x->Fuel < 0)
            return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)x->OutOfFuel)(pc, r, x, t);
        Instruction* landing = Gather(frame, r, pc + 1, pc->A);
        Link(frame, landing, r, callee);
        pc = callee->Code;
        r = frame;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoTailCall(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var callee = (FunctionEntry*)pc[1].Word;
        // Afterwards the frame is the callee's, and this instruction could not be named as the place of a trap.
        if (callee->FrameSlots == 0) VmThread.Of(x).Lower(callee);
        if (r + callee->FrameSlots + pc->A > x->StackLimit) return Raise(pc, r, x, TrapKind.StackOverflow);
        if (--x->Fuel < 0)
            return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)x->OutOfFuel)(pc, r, x, t);
        ReplaceFrame(r, pc + 2, pc->A, callee);
        pc = callee->Code;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoTailCallRef(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var callee = (FunctionEntry*)r[pc->C];
        if (callee == null) return Raise(pc, r, x, TrapKind.DeadReference);
        if (callee->FrameSlots == 0) VmThread.Of(x).Lower(callee);
        if (r + callee->FrameSlots + pc->A > x->StackLimit) return Raise(pc, r, x, TrapKind.StackOverflow);
        if (--x->Fuel < 0)
            return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)x->OutOfFuel)(pc, r, x, t);
        ReplaceFrame(r, pc + 1, pc->A, callee);
        pc = callee->Code;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoCallHost(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        ulong* frame = r + pc->B;
        if (frame + pc->A + Frames.HostResultSlots > x->StackLimit) return Raise(pc, r, x, TrapKind.StackOverflow);
        Instruction* next = Gather(frame + Frames.HostResultSlots, r, pc + 2, pc->A);
        TrapKind trap = VmThread.Of(x).CallHost(pc[1].Literal, frame + Frames.HostResultSlots, frame, pc, r);
        if (trap != TrapKind.None) return Raise(pc, r, x, trap);
        if (x->Trap < 0) return 0;
        pc = next;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoRet0(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        pc = (Instruction*)r[Frames.Return] + 1;
        r = (ulong*)r[Frames.Caller];
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoRet1(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        ulong value = r[pc->A];
        pc = (Instruction*)r[Frames.Return];
        r = (ulong*)r[Frames.Caller];
        r[pc->B] = value;
        pc++;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoRetN(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        ReturnMany(r, pc + 1, pc->A, x);
        pc = (Instruction*)r[Frames.Return] + 1;
        r = (ulong*)r[Frames.Caller];
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoResults(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        pc = Scatter(r + pc->B, r, pc + 1, pc->A);
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoLower(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var entry = (FunctionEntry*)r[Frames.Function];
        VmThread thread = VmThread.Of(x);
        if (!thread.Lower(entry, r))
        {
            // What the host called has no call to name as the place.
            if ((ulong*)r[Frames.Caller] == thread.Stack.Base) return Raise(pc, r, x, TrapKind.StackOverflow);
            // Any other call would have found no room before it began, had the frame been known then.
            x->Fuel++;
            return Raise((Instruction*)r[Frames.Return], (ulong*)r[Frames.Caller], x, TrapKind.StackOverflow);
        }
        pc = entry->Code;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Link(ulong* frame, Instruction* landing, ulong* caller, FunctionEntry* callee)
    {
        frame[Frames.Return] = (ulong)landing;
        frame[Frames.Caller] = (ulong)caller;
        frame[Frames.Function] = (ulong)callee;
    }

    /// <summary>Copies the slots listed from <paramref name="list"/> on to a row; returns the word behind the
    /// list.</summary>
    private static Instruction* Gather(ulong* row, ulong* r, Instruction* list, int count)
    {
        var places = (ushort*)list;
        for (int i = 0; i < count; i++) row[i] = r[places[i]];
        return list + (count + 3) / 4;
    }

    /// <summary>Copies a row to the slots listed from <paramref name="list"/> on; returns the word behind the
    /// list.</summary>
    private static Instruction* Scatter(ulong* row, ulong* r, Instruction* list, int count)
    {
        var places = (ushort*)list;
        for (int i = 0; i < count; i++) r[places[i]] = row[i];
        return list + (count + 3) / 4;
    }

    /// <summary>Moves results to the start of the frame, by way of the stack above it, because the slots may
    /// overlap.</summary>
    private static void ReturnMany(ulong* r, Instruction* list, int count, Context* x)
    {
        ulong* row = r + ((FunctionEntry*)r[Frames.Function])->FrameSlots;
        Gather(row, r, list, count);
        for (int i = 0; i < count; i++) r[i] = row[i];
    }

    private static void ReplaceFrame(ulong* r, Instruction* list, int count, FunctionEntry* callee)
    {
        int old = ((FunctionEntry*)r[Frames.Function])->FrameSlots;
        ulong* row = r + Math.Max(old, count);
        Gather(row, r, list, count);
        for (int i = 0; i < count; i++) r[i] = row[i];
        r[Frames.Function] = (ulong)callee;
    }
}
