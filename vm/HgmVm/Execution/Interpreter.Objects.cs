using System.Runtime.CompilerServices;
using HgmVm.Isa.Ops;
using HgmVm.Isa;
using HgmVm.Machine;
using HgmVm.Memory;
using Handler = nint;

namespace HgmVm.Execution;

/// <summary>Objects, tethers and constraints.</summary>
internal sealed unsafe partial class Interpreter
{
    public Handler Alloc() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoAlloc;

    public Handler Str() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoStr;

    public Handler Free() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoFree;

    public Handler UntetherAny() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoUntether;

    public Handler LockBorrow() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoLockBorrow;

    public Handler LockCon() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoLockCon;

    public Handler Con() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoCon;

    public Handler Release() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoRelease;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoAlloc(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        byte* p = HeapFast.TryAllocate(&x->Heap, pc->B, pc->C);
        if (p == null)
            return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)x->AllocSlow)(pc, r, x, t);
        r[pc->A] = (ulong)p;
        pc++;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoStr(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        byte* p = VmThread.Of(x).NewString((int)pc[1].Word, pc->C);
        if (p == null) return Raise(pc, r, x, TrapKind.OutOfMemory);
        r[pc->A] = (ulong)p;
        pc += 2;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoFree(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var p = (byte*)r[pc->A];
        if (pc->B == AnySize || !HeapFast.TryFree(&x->Heap, p, pc->B))
            return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)x->FreeSlow)(pc, r, x, t);
        pc++;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoUntether(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        Instruction* next = pc + 1 + (pc->B + 3) / 4;
        HandOverTether((Borrow*)(r + pc->A), r, (ushort*)(pc + 1), pc->B);
        pc = next;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoLockBorrow(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var reference = (Ref*)(r + pc->B);
        if (reference->IsAlive())
        {
            *(Borrow*)(r + pc->A) = Access.Tether(reference->Address);
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
    private static nint DoLockCon(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var reference = (Ref*)(r + pc->B);
        if (reference->IsAlive())
        {
            if (!VmThread.Of(x).Heap.AddConstraint(reference->Address)) return Raise(pc, r, x, TrapKind.OutOfMemory);
            r[pc->A] = (ulong)reference->Address;
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
    private static nint DoCon(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var p = (byte*)r[pc->B];
        if (!VmThread.Of(x).Heap.AddConstraint(p)) return Raise(pc, r, x, TrapKind.OutOfMemory);
        r[pc->A] = (ulong)p;
        pc++;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoRelease(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var p = (byte*)r[pc->A];
        if (p != null) VmThread.Of(x).Heap.ReleaseConstraint(p);
        pc++;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    private const int AnySize = Lowering.FunctionLowering.AnySizeClass;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint AllocSlow(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        byte* p = HeapFast.AllocateFresh(&x->Heap, pc->B, pc->C);
        if (p == null) return Raise(pc, r, x, TrapKind.OutOfMemory);
        r[pc->A] = (ulong)p;
        pc++;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    /// <summary>Frees arrays, whose size only their span knows, and objects that something holds.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint FreeSlow(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        var p = (byte*)r[pc->A];
        if ((*Access.Header(p) & ObjectHeader.Held) == 0)
        {
            if (pc->B == AnySize) HeapFast.FreeArray(&x->Heap, p);
            else HeapFast.Free(&x->Heap, p, pc->B);
        }
        else
        {
            TrapKind trap = VmThread.Of(x).FreeHeld(p, pc->C);
            if (trap != TrapKind.None) return Raise(pc, r, x, trap);
        }
        pc++;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    /// <summary>
    /// Ends a tether while others of the same object may live (V22, problem 4). When this one found the bit clear and
    /// another one found it set, that other one now has to clear it in the end; else the bit gets its saved state back.
    /// </summary>
    private static void HandOverTether(Borrow* ended, ulong* r, ushort* others, int count)
    {
        if ((ended->Mask & 1) == 0)
        {
            for (int i = 0; i < count; i++)
            {
                var other = (Borrow*)(r + others[i]);
                if (other->Header != ended->Header
                    || (other->Mask & Borrow.TetherBits) != (ended->Mask & Borrow.TetherBits | 1)) continue;
                other->Mask &= ~1UL;
                return;
            }
        }
        ReferenceOps.Untether(*ended);
    }
}
