using System.Runtime.InteropServices;
using HgmVm.Compiled;
using HgmVm.Elision;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Machine;

namespace HgmVm.Execution;

/// <summary>What a thread keeps for compiled code, and for the ways between the tiers.</summary>
internal sealed unsafe partial class VmThread
{
    private Instruction* _bridgeLanding;
    private TierBridge* _idleBridges;
    private TierUp? _tierUp;
    private Timer? _alarm;
    private CancellationTokenRegistration _cancellation;

    /// <summary>Places in compiled code.</summary>
    public SiteTable Sites { get; } = new();

    /// <summary>The place of the step between a free and a destructor.</summary>
    public int DismantleSite { get; private set; }

    /// <summary>By type id; only where there is compiled code.</summary>
    public DestructorEntry* Destructors { get; private set; }

    /// <summary>Where interpreted functions return to that compiled code called: the interpreter ends there.</summary>
    public Instruction* BridgeLanding => _bridgeLanding;

    /// <summary>The handlers that nested runs of the interpreter use.</summary>
    public nint* Table { get; private set; }

    /// <summary>The compiled code; null when everything is interpreted.</summary>
    public CompiledCode? Compiled { get; private set; }

    /// <summary>Prepares for compiled code, as the options say.</summary>
    public void StartTiers(nint* table)
    {
        Table = table;
        bool isWatched = _options.History || _options.CheckBeliefs;
        if (_options.Tier == ExecutionTier.Interpreter || isWatched || !CompiledCode.IsSupported) return;
        Interpreter.Prepare(Opcode.XHalt);
        _bridgeLanding = Functions.Store([new Instruction(Opcode.Nop), new Instruction(Opcode.XHalt)]);
        DismantleSite = Sites.Add(new Site(null, 0, CompiledRuntime.DismantleDistance));
        Compiled = new CompiledCode(this, _options);
        Destructors = Functions.MakeDestructors(Compiled.Borrows);
        if (_options.Tier == ExecutionTier.Auto) _tierUp = new TierUp(this, Compiled);
    }

    /// <summary>Makes compiled code for what is about to run, if the options want it at once.</summary>
    public void BeforeRun(LinkedFunction function)
    {
        _tierUp?.Start(function);
        if (_options.Tier == ExecutionTier.Compiled && Compiled is { } code
            && !code.IsDone(function)) code.Publish(code.Compile(function)!);
        if (Compiled is not { Options.Polls: true }) return;
        _context->Interrupt = 0;
        _cancellation = _options.Cancellation.Register(Interrupt);
        if (_options.Timeout is { } time)
            _alarm = new Timer(_ => Interrupt(), null, (long)Math.Ceiling(Math.Min(time.TotalMilliseconds,
                int.MaxValue)), Timeout.Infinite);
    }

    /// <summary>Ends what <see cref="BeforeRun"/> began.</summary>
    public void AfterRun()
    {
        // Both wait until a call that is under way has ended: the context must not be touched after that.
        _cancellation.Dispose();
        if (_alarm is null) return;
        using var ended = new ManualResetEvent(false);
        if (_alarm.Dispose(ended)) ended.WaitOne();
        _alarm = null;
    }

    /// <summary>
    /// Called when an instruction has been given fuel: the compiled code that goes on in its place, or null to go on as
    /// before.
    /// </summary>
    public Instruction* TakeOver(Instruction* pc, ulong* registers) => _tierUp == null ? null
        : _tierUp.Sample(pc, registers);

    /// <summary>The proofs that a run relies on, or puts to the test.</summary>
    private static ProgramElision? ElisionFor(LinkedProgram program, VmOptions options) =>
        options.KeepChecks ? null
            : new ProgramElision(program) { Verifies = options.VerifyElision, Counts = options.CountInstructions };

    /// <summary>A new innermost call from compiled into interpreted code.</summary>
    public TierBridge* PushBridge()
    {
        TierBridge* bridge = _idleBridges;
        if (bridge != null) _idleBridges = bridge->Outer;
        else bridge = (TierBridge*)NativeMemory.Alloc((nuint)sizeof(TierBridge));
        bridge->Outer = _context->Bridges;
        return _context->Bridges = bridge;
    }

    /// <summary>The innermost call from compiled into interpreted code is over.</summary>
    public void PopBridge()
    {
        TierBridge* bridge = _context->Bridges;
        _context->Bridges = bridge->Outer;
        bridge->Outer = _idleBridges;
        _idleBridges = bridge;
    }

    /// <summary>The calls that a trap ended are over; until here its report needed them.</summary>
    private void ForgetBridges()
    {
        while (_context->Bridges != null) PopBridge();
    }

    private void ReleaseTiers()
    {
        ForgetBridges();
        while (_idleBridges != null)
        {
            TierBridge* next = _idleBridges->Outer;
            NativeMemory.Free(_idleBridges);
            _idleBridges = next;
        }
        if (_tierUp is not null) _tierUp.Release();
        else Compiled?.Release();
    }

    /// <summary>Looks at clock and cancellation, when compiled code finds that it has to.</summary>
    public TrapKind Poll()
    {
        _context->Interrupt = 0;
        if (_deadline.HasPassed) return OutOfTime();
        // A timer may ring a little early.
        _alarm?.Change(1, Timeout.Infinite);
        return TrapKind.None;
    }

    private void Interrupt() => _context->Interrupt = 1;
}
