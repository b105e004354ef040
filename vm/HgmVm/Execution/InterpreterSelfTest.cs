using System.Runtime.CompilerServices;
using HgmVm.Isa;
using HgmVm.Machine;

namespace HgmVm.Execution;

/// <summary>
/// Proves once per process that handlers are tail calls: a stack that grew by a frame for each instruction would end
/// the process. A runtime that ignores <c>AggressiveOptimization</c> (a debugger that disables optimisation, say) is
/// refused.
/// </summary>
internal static unsafe class InterpreterSelfTest
{
    private const int Steps = 1_000;
    private const long MostBytes = 4_096;
    private static bool s_passed;

    /// <exception cref="PlatformNotSupportedException">The stack grew.</exception>
    public static void Run()
    {
        if (s_passed) return;
        Interpreter.Prepare(Opcode.Mov1);
        Interpreter.Prepare(Opcode.XHalt);
        nint* table = stackalloc nint[OpcodeLimits.Count];
        new ReadOnlySpan<nint>(Interpreter.Handlers, OpcodeLimits.Count)
            .CopyTo(new Span<nint>(table, OpcodeLimits.Count));
        table[(int)Opcode.XHalt] = (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&ReportStack;
        Instruction* code = stackalloc Instruction[Steps + 1];
        for (int i = 0; i < Steps; i++) code[i] = new Instruction(Opcode.Mov1, 0, 0);
        code[Steps] = new Instruction(Opcode.XHalt);
        ulong slot = 0;
        nint start = ReportStack(code, &slot, null, table);
        nint end = ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)table[code->Op])(code, &slot, null, table);
        if (Math.Abs(start - end) > MostBytes)
            throw new PlatformNotSupportedException("this runtime does not turn the interpreter's tail calls into jumps; "
                + "run without a debugger that disables optimisation");
        s_passed = true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static nint ReportStack(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        int here;
        return (nint)(&here);
    }
}
