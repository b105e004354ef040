using System.Runtime.CompilerServices;
using HgmVm.Isa;
using HgmVm.Machine;
using Handler = nint;

namespace HgmVm.Execution;

/// <summary>Jumps, constants and ends.</summary>
internal sealed unsafe partial class Interpreter
{
    public Handler Halt() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoHalt;

    public Handler Jmp() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoJmp;

    public Handler BrNz() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoBrNz;

    public Handler BrZ() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoBrZ;

    public Handler Switch() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoSwitch;

    public Handler Trap() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoTrap;

    public Handler Unreachable() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoUnreachable;

    public Handler Const32() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoConst32;

    public Handler Const64() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoConst64;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoHalt(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        return 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoJmp(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        int distance = pc->Literal;
        if (distance <= 0 && --x->Fuel < 0)
            return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)x->OutOfFuel)(pc, r, x, t);
        pc += distance;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoBrNz(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        if ((int)r[pc->A] == 0)
        {
            pc++;
            return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
        }
        short distance = (short)pc->C;
        if (distance <= 0 && --x->Fuel < 0)
            return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)x->OutOfFuel)(pc, r, x, t);
        pc += distance;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoBrZ(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        if ((int)r[pc->A] != 0)
        {
            pc++;
            return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
        }
        short distance = (short)pc->C;
        if (distance <= 0 && --x->Fuel < 0)
            return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)x->OutOfFuel)(pc, r, x, t);
        pc += distance;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoSwitch(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        int index = (int)r[pc->A];
        int distance = ((int*)(pc + 1))[(uint)index < (uint)(pc->B - 1) ? index + 1 : 0];
        if (distance <= 0 && --x->Fuel < 0)
            return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)x->OutOfFuel)(pc, r, x, t);
        pc += distance;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoTrap(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        VmThread.Of(x).SetUserTrap(pc->Literal);
        return Raise(pc, r, x, TrapKind.User);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoUnreachable(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        return Raise(pc, r, x, TrapKind.Unreachable);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoConst32(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        *(int*)(r + pc->A) = pc->Literal;
        pc++;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoConst64(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        r[pc->A] = pc[1].Word;
        pc += 2;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }
}
