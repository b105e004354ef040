using System.Runtime.CompilerServices;
using HgmVm.Isa;
using HgmVm.Machine;
using Handler = nint;

namespace HgmVm.Execution;

/// <summary>From interpreted into compiled code.</summary>
internal sealed unsafe partial class Interpreter
{
    public Handler Enter() =>
        (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&DoEnter;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint DoEnter(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        Instruction* code = CompiledRuntime.Enter(pc, r, x);
        if (code != null)
        {
            // No native stack is left for it, so its code is interpreted.
            pc = code;
            return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
        }
        var landing = (Instruction*)r[Frames.Return];
        ulong value = r[0];
        bool hasResult = pc->A != 0;
        r = (ulong*)r[Frames.Caller];
        if (hasResult) r[landing->B] = value;
        pc = landing + 1;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }
}
