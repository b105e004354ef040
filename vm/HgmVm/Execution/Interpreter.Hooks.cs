using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HgmVm.Isa;
using HgmVm.Machine;

namespace HgmVm.Execution;

/// <summary>
/// Observers of single instructions. A run that is observed gets a table in which every entry is the observer; that
/// calls the real handler, which takes the next one from the same table. A run that is not observed pays nothing.
/// </summary>
internal sealed unsafe partial class Interpreter
{
    private static nint* s_counting;
    private static nint* s_watching;
    private static nint* s_stepping;

    /// <summary>A table that counts each executed opcode in <see cref="Context.Counts"/>.</summary>
    public static nint* CountingTable => s_counting == null ? s_counting = Uniform(&Count) : s_counting;

    /// <summary>A table that counts and shows each instruction to <see cref="VmThread.Watch"/> before it runs.</summary>
    public static nint* WatchingTable => s_watching == null ? s_watching = Uniform(&Watch) : s_watching;

    /// <summary>A table that ends after one instruction, for compiled code that has the interpreter do it.</summary>
    public static nint* SteppingTable => s_stepping == null ? s_stepping = Uniform(&DoHalt) : s_stepping;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint Count(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        x->Counts[pc->Op]++;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)x->Handlers[pc->Op])(pc, r, x, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint Watch(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        x->Counts[pc->Op]++;
        VmThread.Of(x).Watch(pc, r);
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)x->Handlers[pc->Op])(pc, r, x, t);
    }

    private static nint* Uniform(delegate*<Instruction*, ulong*, Context*, nint*, nint> handler)
    {
        var table = (nint*)NativeMemory.Alloc(OpcodeLimits.Count, (nuint)sizeof(nint));
        new Span<nint>(table, OpcodeLimits.Count).Fill((nint)handler);
        return table;
    }
}
