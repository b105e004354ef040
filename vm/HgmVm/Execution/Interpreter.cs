using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using HgmVm.Isa;
using HgmVm.Machine;
using Handler = nint;

namespace HgmVm.Execution;

/// <summary>
/// The interpreter: one static method for each executable opcode, each ending in a tail call of the next one's handler,
/// so that instruction pointer, registers, context and table stay in machine registers and no handler has a frame.
/// </summary>
/// <remarks>
/// Tail calls exist only in optimised code. Every handler therefore carries <c>AggressiveOptimization</c>, and
/// <see cref="InterpreterSelfTest"/> proves at the first start that the stack does not grow. Two more things turn a tail
/// call into a real one, in silence: <c>NoInlining</c> on the caller, and a local whose address is taken. No method
/// that goes on with the next instruction may have either: a test reads the machine code of every handler.
/// </remarks>
internal sealed unsafe partial class Interpreter : IControlOps<Handler>
{
    private static readonly nint* s_handlers = CreateTable();
    private static readonly Interpreter s_control = new();
    private static bool s_isWarm;

    private Interpreter()
    {
    }

    /// <summary>The handlers by opcode, filled as <see cref="Prepare"/> asks for them.</summary>
    public static nint* Handlers => s_handlers;

    /// <summary>Makes sure that the handler of an opcode stands in the table. Costs one compilation at the first
    /// time.</summary>
    public static void Prepare(Opcode op)
    {
        if (s_handlers[(int)op] != 0) return;
        nint handler = ValueHandler(op);
        if (handler == 0 && !ControlDispatch.TryVisit(op, s_control, out handler))
            throw new InvalidOperationException($"{op} is not executable");
        s_handlers[(int)op] = s_isWarm ? HandlerAddresses.Direct(op.ToString(), handler) : handler;
    }

    /// <summary>Makes sure that the handler of a pair stands in the table, behind those of the opcodes.</summary>
    public static void PreparePair(int index)
    {
        int number = OpcodeLimits.FirstFused + index;
        if (s_handlers[number] == 0) s_handlers[number] = HandlerAddresses.Direct(PairName(index), PairHandler(index));
    }

    /// <summary>
    /// From now on handlers are reached at their code instead of by way of stubs. Done once, when a program turns out
    /// to run for long; other machines of the process gain with it.
    /// </summary>
    public static void WarmUp()
    {
        if (s_isWarm) return;
        s_isWarm = true;
        for (int i = 0; i < OpcodeLimits.FirstFused; i++)
        {
            if (s_handlers[i] != 0) s_handlers[i] = HandlerAddresses.Direct(((Opcode)i).ToString(), s_handlers[i]);
        }
    }

    /// <summary>Puts the addresses of the slow paths into a context.</summary>
    /// <remarks>
    /// Handlers reach them through the context, because nothing else keeps a slow path out of its handler: a method
    /// that must not be inlined cannot make tail calls, and an inlined one costs the fast path five pushes and pops.
    /// </remarks>
    public static void Connect(Context* context)
    {
        context->Handlers = s_handlers;
        context->OutOfFuel = (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&OutOfFuel;
        context->AllocSlow = (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&AllocSlow;
        context->FreeSlow = (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&FreeSlow;
    }

    /// <summary>Runs from <paramref name="pc"/> until a <c>x.halt</c> or a trap. Traps stand in the context.</summary>
    public static void Run(Instruction* pc, ulong* registers, Context* context, nint* table)
    {
        try
        {
            _ = ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)table[pc->Op])(pc, registers, context, table);
        }
        catch (TrapException trap)
        {
            // The handler stored the place before it called the body that threw.
            if (trap.IsPlaced) return;
            context->Trap = (int)trap.Kind;
            VmThread.Of(context).TrapText = trap.Text;
            if (trap.Subject != 0) VmThread.Of(context).TrapSubject = (byte*)trap.Subject;
        }
        catch (NullReferenceException) when (VmThread.Of(context).Program.MayRunFast)
        {
            // Fast mode checks nothing and stores no place: what the processor found is all that is known.
            context->Pc = null;
            context->Registers = null;
            context->Trap = (int)TrapKind.DeadReference;
            VmThread.Of(context).TrapText = "code in fast mode, which checks nothing, used a null reference; another mode says where";
        }
    }

    /// <summary>Ends the run with a trap at <paramref name="pc"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint Raise(Instruction* pc, ulong* r, Context* x, TrapKind kind)
    {
        x->Pc = pc;
        x->Registers = r;
        x->Trap = (int)kind;
        return 0;
    }

    /// <summary>Asks for the next portion of fuel and tries the instruction again, or traps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static nint OutOfFuel(Instruction* pc, ulong* r, Context* x, nint* t)
    {
        VmThread thread = VmThread.Of(x);
        TrapKind trap = thread.Refuel();
        if (trap != TrapKind.None) return Raise(pc, r, x, trap);
        Instruction* compiled = thread.TakeOver(pc, r);
        if (compiled != null)
        {
            // The jump is done here, and paid for.
            x->Fuel--;
            pc = compiled;
        }
        // The second try is no second instruction.
        else if (x->Counts != null) x->Counts[pc->Op]--;
        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);
    }

    private static nint* CreateTable() => (nint*)NativeMemory.AllocZeroed(OpcodeLimits.Count, (nuint)sizeof(nint));
}
