using System.Runtime.CompilerServices;
using HgmVm.Isa;
using HgmVm.Machine;
using HgmVm.Memory;
using Handler = nint;

namespace HgmVm.Execution;

/// <summary>
/// Frees that run destructors. The free makes a small frame of its own above the one that frees; in it
/// <c>x.dismantle</c> steps until a destructor has to run, calls that, and goes on when it returns.
/// </summary>
internal sealed unsafe partial class Interpreter
{
    public Handler FreeDeep() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoFreeDeep;

    public Handler Dismantle() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoDismantle;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoFreeDeep(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var p = (byte*)r[pc->A];
        if (p == null)
        {
            pc++;
            return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
        }
        ulong* frame = r + pc->C;
        if (frame + 1 > x->StackLimit) return Raise(pc, r, x, TrapKind.StackOverflow);
        VmThread thread = VmThread.Of(x);
        frame[0] = (ulong)thread.Dismantler.Depth;
        thread.BeginFree(p, pc->B);
        // The free itself is the landing: what comes behind it is where the program goes on.
        Link(frame, pc, r, thread.Functions.DismantleEntry);
        pc = thread.Functions.DismantleEntry->Code;
        r = frame;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoDismantle(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        VmThread thread = VmThread.Of(x);
        var free = (Instruction*)r[Frames.Return];
        DismantleStep step = thread.StepFree((long)r[0]);
        if (step == DismantleStep.Done)
        {
            pc = free + 1;
            r = (ulong*)r[Frames.Caller];
            return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
        }
        TrapKind trap = VmThread.TrapOf(step);
        if (trap != TrapKind.None) return Raise(free, (ulong*)r[Frames.Caller], x, trap);
        FunctionEntry* destructor = thread.PendingDestructor;
        ulong* frame = r + 1 + Frames.LinkageSlots;
        if (frame + Math.Max(3, destructor->FrameSlots) > x->StackLimit)
            return Raise(free, (ulong*)r[Frames.Caller], x, TrapKind.StackOverflow);
        if (--x->Fuel < 0)
        {
            trap = thread.Refuel();
            if (trap != TrapKind.None) return Raise(free, (ulong*)r[Frames.Caller], x, trap);
            x->Fuel--;
        }
        *(Borrow*)frame = thread.DestructorArgument;
        Link(frame, thread.Functions.DismantleLanding, r, destructor);
        pc = destructor->Code;
        r = frame;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }
}
