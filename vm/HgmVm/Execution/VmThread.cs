using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using HgmVm.Bytecode;
using HgmVm.Elision;
using HgmVm.Hosting;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Lowering;
using HgmVm.Machine;
using HgmVm.Memory;

namespace HgmVm.Execution;

/// <summary>
/// One thread of a program: its heap, stack, functions and globals, and what handlers need that is too slow or too rare
/// for native state. Running code finds it through <c>Context.Thread</c>.
/// </summary>
internal sealed unsafe partial class VmThread : ILoweringTargets, IDisposable
{
    private readonly VmOptions _options;
    private readonly Context* _context;
    private readonly GuestStack _stack;
    private readonly Dictionary<LinkedModule, int> _firstString = [];
    private readonly List<byte[]> _strings = [];
    private readonly GCHandle _handle;
    private readonly Dismantler _dismantler;
    private long _portion;
    private long _fuelSpent;
    private Deadline _deadline;
    private bool _isWarm;
    private bool _disposed;

    public VmThread(LinkedProgram program, VmOptions options)
    {
        Program = program;
        _options = options;
        _stack = new GuestStack(options.MaxStackBytes);
        _context = (Context*)NativeMemory.AllocZeroed((nuint)sizeof(Context));
        _handle = GCHandle.Alloc(this);
        _context->Thread = GCHandle.ToIntPtr(_handle);
        _context->StackLimit = _stack.Limit;
        Interpreter.Connect(_context);
        Heap = new GenerationalHeap(new HeapOptions
        {
            MaxBytes = options.MaxHeapBytes ?? 0,
            GenerationBits = options.GenerationBits,
            FailAllocation = options.FailAllocation,
            SelfCheck = options.SelfCheck,
            History = options.History,
            WideInnerWords = program.Inner != InnerPolicy.Bits,
            TableUnionWords = program.UnionWords == UnionWords.Table,
            GarbageSpans = options.GarbageInReleasedMemory ? GarbagePages.DefaultMost : 0,
        }, &_context->Heap);
        _dismantler = Heap.Dismantler;
        for (int id = LinkedProgram.FirstTypeId; id < program.Types.Length; id++)
        {
            int registered = Heap.RegisterType(program.Types[id].Descriptor);
            Debug.Assert(registered == id, "the heap numbers types as linking did");
        }
        Elision = ElisionFor(program, options);
        // Code that is interpreted only until it is compiled is made as fast as possible, proofs come with compilation.
        bool isInterimCode = options.Tier == ExecutionTier.Auto && !options.CountInstructions && !options.VerifyElision;
        Functions = new FunctionTable(program, isInterimCode ? null : Elision);
        _context->Methods = Functions.Methods;
        _context->MemberTypes = Functions.MemberTypes;
        _context->MemberNumbers = Functions.MemberNumbers;
        _context->TypeCount = program.Types.Length;
        Globals = new GlobalArea(program);
        foreach (LinkedModule module in program.Modules)
        {
            _firstString[module] = _strings.Count;
            _strings.AddRange(module.Module.Strings);
        }
    }

    public LinkedProgram Program { get; }

    public VmOptions Options => _options;

    public GenerationalHeap Heap { get; }

    /// <summary>The heap's own, so that its self-check knows what is being ended.</summary>
    public Dismantler Dismantler => _dismantler;

    public FunctionTable Functions { get; }

    /// <summary>Which checks are proved; null when all are performed.</summary>
    public ProgramElision? Elision { get; }

    public GlobalArea Globals { get; }

    public Context* Context => _context;

    public GuestStack Stack => _stack;

    /// <summary>What the trap that ended the run says beyond its kind.</summary>
    public string? TrapText { get; set; }

    /// <summary>The object that a free or a memory trap is about; null when not known.</summary>
    public byte* TrapSubject { get; set; }

    /// <summary>The exit code, when a host function ended the run.</summary>
    public int? HostExit { get; private set; }

    /// <summary>Function entries and backward jumps so far.</summary>
    public long FuelUsed => _fuelSpent + _portion - Math.Max(0, _context->Fuel);

    /// <summary>The thread that a context belongs to.</summary>
    public static VmThread Of(Context* context) => Unsafe.As<VmThread>(GCHandle.FromIntPtr(context->Thread).Target!);

    /// <summary>Starts the clock and hands out the first fuel.</summary>
    public void StartClock()
    {
        _deadline = new Deadline(_options.Timeout, _options.Cancellation);
        _fuelSpent += _portion - Math.Max(0, _context->Fuel);
        _portion = 0;
        _context->Fuel = 0;
        if (_options.WarmStart) WarmUp();
    }

    /// <summary>Hands out the next portion of fuel; a trap when the fuel, the time or the host's patience is used
    /// up.</summary>
    public TrapKind Refuel()
    {
        _fuelSpent += _portion;
        _portion = 0;
        _context->Fuel = 0;
        if (_deadline.HasPassed) return OutOfTime();
        long left = (_options.Fuel ?? long.MaxValue) - _fuelSpent;
        if (left <= 0)
        {
            TrapText = $"the fuel of {_options.Fuel} units is used up";
            return TrapKind.Fuel;
        }
        if (_fuelSpent >= _options.FuelPortion) WarmUp();
        _portion = Math.Min(_options.FuelPortion, left);
        _context->Fuel = _portion;
        return TrapKind.None;
    }

    /// <summary>
    /// Does for a program that has run for a while what would cost a short one more than it brings: direct addresses of
    /// handlers, and pairs of instructions that execute as one. Observed runs stay as they are: they count opcodes.
    /// </summary>
    private void WarmUp()
    {
        if (_isWarm || _context->Counts != null) return;
        _isWarm = true;
        Interpreter.WarmUp();
        Functions.Fuse();
    }

    /// <summary>Looks at clock and cancellation, whatever fuel is left.</summary>
    public TrapKind LookAtClock() => _deadline.HasPassed ? OutOfTime() : TrapKind.None;

    private TrapKind OutOfTime()
    {
        TrapText = _options.Cancellation.IsCancellationRequested
            ? "the host cancelled the run"
            : string.Create(CultureInfo.InvariantCulture,
                $"the time limit of {_options.Timeout!.Value.TotalSeconds:0.###} s is used up");
        return TrapKind.Timeout;
    }

    /// <summary>Makes the code of a function that is called for the first time, in its frame
    /// <paramref name="registers"/>. False when the stack has no room for that.</summary>
    public bool Lower(FunctionEntry* entry, ulong* registers)
    {
        // Another frame of the same function may have met the stub before: tail calls keep it in their hands.
        if (entry->FrameSlots == 0) Lower(entry);
        return registers + entry->FrameSlots <= _context->StackLimit;
    }

    /// <summary>Makes the code of a function that is about to be called for the first time.</summary>
    public void Lower(FunctionEntry* entry) => Functions.Lower(entry, this);

    /// <summary>Calls a host function with flattened argument slots.</summary>
    public TrapKind CallHost(int number, ulong* arguments, ulong* results, Instruction* pc, ulong* registers)
    {
        _context->Pc = pc;
        _context->Registers = registers;
        switch (Program.Functions[number].Host!.Invoke(arguments, results, _deadline, out string? message,
            out int exitCode))
        {
            case HostOutcome.Returned:
                // Waiting for input takes no fuel, so the clock is looked at here too.
                return _deadline.HasPassed ? OutOfTime() : TrapKind.None;
            case HostOutcome.TimedOut:
                return OutOfTime();
            case HostOutcome.Exited:
                HostExit = exitCode;
                _context->Trap = -1;
                return TrapKind.None;
            default:
                TrapText = message;
                return TrapKind.Foreign;
        }
    }

    public void SetUserTrap(int text) => TrapText = Encoding.UTF8.GetString(_strings[text]);

    /// <summary>A new byte array with the bytes of a string constant; null when memory is used up.</summary>
    public byte* NewString(int number, int typeId)
    {
        byte[] text = _strings[number];
        byte* p = HeapFast.AllocateArray(&_context->Heap, typeId, 1, text.Length);
        if (p != null) text.CopyTo(new Span<byte>(((ArrayObject*)p)->Elements, text.Length));
        return p;
    }

    /// <summary>Frees an object without destructor or owned values that something holds, as the mode says.</summary>
    public TrapKind FreeHeld(byte* p, int mode)
    {
        Dismantler.Begin(p, PolicyOf(mode));
        return TrapOf(StepFree(Dismantler.Depth - 1));
    }

    /// <summary>
    /// Goes on with frees until a destructor has to run or those above <paramref name="depth"/> are done: an undead object
    /// whose time has come is ended on the way, as a free of its own. The object concerned is <see cref="TrapSubject"/>.
    /// </summary>
    public DismantleStep StepFree(long depth)
    {
        DismantleStep step;
        byte* subject;
        do step = Dismantler.Step(out subject);
        while (step == DismantleStep.Done && Dismantler.Depth > depth);
        TrapSubject = subject;
        return step;
    }

    /// <summary>What a free does to held objects in a mode (design section 5).</summary>
    public static HeldPolicy PolicyOf(int mode) => (Mode)mode switch
    {
        Mode.Resilient => HeldPolicy.Undead,
        Mode.Normal => HeldPolicy.Trap,
        _ => HeldPolicy.Free,
    };

    /// <summary>The trap of a step of the dismantler, if it is one.</summary>
    public static TrapKind TrapOf(DismantleStep step) => step switch
    {
        DismantleStep.Tethered => TrapKind.Tethered,
        DismantleStep.Constrained => TrapKind.Constraint,
        DismantleStep.OutOfMemory => TrapKind.OutOfMemory,
        _ => TrapKind.None,
    };

    /// <summary>The destructor that the dismantler waits for.</summary>
    public FunctionEntry* PendingDestructor => Functions.Entry(Program.Types[Dismantler.DestructorTypeId].Destructor!);

    /// <summary>What that destructor gets: a borrow of the object or of an inline member, by the tether of
    /// that.</summary>
    public Borrow DestructorArgument => Dismantler.DestructorSubject;

    public ulong EntryOf(LinkedFunction function) => (ulong)Functions.Entry(function);

    public ulong GlobalAddress(LinkedModule module, int index) => (ulong)Globals.Address(module, index);

    public int StringNumber(LinkedModule module, int index) => _firstString[module] + index;

    public void Require(Opcode op) => Interpreter.Prepare(op);

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        ReleaseTiers();
        Heap.Dispose();
        Functions.Dispose();
        Globals.Dispose();
        _stack.Dispose();
        if (_context->Counts != null) NativeMemory.Free(_context->Counts);
        NativeMemory.Free(_context);
        _handle.Free();
    }
}
