using System.Runtime.ExceptionServices;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Machine;

namespace HgmVm.Execution;

/// <summary>
/// Decides when a program that began in the interpreter is worth compiling, has that done on another thread, and brings
/// running loops over. It is asked each time the interpreter has used up a portion of fuel: fuel counts exactly the
/// calls and backward jumps, so handlers need no counters of their own and short programs pay nothing.
/// </summary>
internal sealed unsafe class TierUp(VmThread thread, CompiledCode code)
{
    /// <summary>Native stack that has to be left for taking over a loop, beyond the limit for calls.</summary>
    private const int LoopStackBytes = 64 << 10;

    private readonly Dictionary<(LinkedFunction Function, int Header), (nint Stub, int Extent)> _loops = [];
    private LinkedFunction? _root;
    private int _portions;
    private Task<CompiledRound?>? _work;
    private (LinkedFunction Function, int Header) _wanted;

    /// <summary>Loops that compiled code took over in mid-run.</summary>
    public int TakenOver { get; private set; }

    /// <summary>A run starts at this function.</summary>
    public void Start(LinkedFunction root)
    {
        _root = root;
        _portions = 0;
    }

    /// <summary>
    /// Looks at what the interpreter is doing, at an instruction that needs fuel. Returns the code to go on with
    /// instead, when that is a backward jump into a compiled loop; else null.
    /// </summary>
    public Instruction* Sample(Instruction* pc, ulong* registers)
    {
        _portions++;
        TakeResult();
        (LinkedFunction Function, int Header)? loop = LoopAt(pc, registers);
        if (loop is { } at && _loops.TryGetValue(at, out (nint Stub, int Extent) known))
        {
            byte here;
            bool hasRoom = registers + known.Extent <= thread.Context->StackLimit
                && &here >= thread.Context->NativeLimit + LoopStackBytes;
            if (known.Stub == 0 || !hasRoom) return null;
            TakenOver++;
            return (Instruction*)known.Stub;
        }
        if (_portions < thread.Options.PortionsUntilCompiled || _work is not null) return null;
        if (!code.IsDone(_root!)) Begin((_root!, -1));
        else if (loop is { } wanted && code.IsDone(wanted.Function)) Begin(wanted);
        return null;
    }

    /// <summary>Ends work under way, and the code when that has ended. Waits for nothing.</summary>
    public void Release()
    {
        code.Cancel();
        if (_work is null || _work.IsCompleted) code.Release();
        else _work.ContinueWith(_ => code.Release(), TaskScheduler.Default);
    }

    private void Begin((LinkedFunction Function, int Header) wanted)
    {
        _wanted = wanted;
        _work = thread.Options.CompileInForeground ? Task.FromResult(Make(wanted)) : Task.Run(() => Make(wanted));
    }

    private CompiledRound? Make((LinkedFunction Function, int Header) wanted) =>
        wanted.Header < 0 ? code.Compile(wanted.Function) : code.CompileLoop(wanted.Function, wanted.Header);

    private void TakeResult()
    {
        if (_work is not { IsCompleted: true } work) return;
        _work = null;
        if (work.Exception is { } problem) ExceptionDispatchInfo.Throw(problem.InnerException!);
        CompiledRound? round = work.Result;
        if (round is not null) code.Publish(round);
        // A loop that cannot be compiled is not tried again.
        if (_wanted.Header >= 0)
            _loops[_wanted] = round is null ? default : (round.Functions[0].Stub, round.Functions[0].FrameSlots);
    }

    /// <summary>The loop that a backward jump leads to; null for a call.</summary>
    private (LinkedFunction Function, int Header)? LoopAt(Instruction* pc, ulong* registers)
    {
        var entry = (FunctionEntry*)registers[Frames.Function];
        if (entry == null || thread.Functions.FunctionOf(entry) is not { Host: null } function) return null;
        if (thread.Functions.WordOf(entry, pc) is not { } word) return null;
        int distance = pc->Opcode == Opcode.XJmp ? pc->Literal
            : OpcodeTable.Row(pc->Opcode).Flow == Flow.Branch ? (short)pc->C : 1;
        // The interpreter's words may be others than those that are compiled; positions are the same.
        return distance <= 0 && thread.Functions.PositionAt(entry, word + distance) is { } header ? (function, header)
            : null;
    }
}
