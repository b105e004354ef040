using System.Runtime.CompilerServices;
using HgmVm.Isa;
using HgmVm.Machine;

namespace HgmVm.Tests.Execution;

/// <summary>Handlers with the mistakes that turn a tail call into a real one, so that the test for them is seen to
/// fail.</summary>
internal static unsafe class BrokenHandlers
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static nint Good(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        pc++;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static nint NotInlined(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        pc++;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static nint AddressTaken(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        ulong value;
        Fill(&value);
        r[pc->A] = value;
        pc++;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    public static nint NotOptimised(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        pc++;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Fill(ulong* value) => *value = 1;
}
