using HgmVm.Isa;

namespace HgmVm.Execution;

internal unsafe partial class Interpreter
{
    private static nint Branch(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        pc += (short)pc->C;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }
}
