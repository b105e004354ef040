using System.Runtime.InteropServices;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Machine;
using HgmVm.Memory;

namespace HgmVm.Execution;

/// <summary>Starting runs from the host, and observing them.</summary>
internal sealed unsafe partial class VmThread
{
    private Instruction* _halt;
    private Instruction* _freeAndHalt;
    private ObjectHistory? _history;
    private BeliefOracle? _oracle;

    /// <summary>The figures of everything this thread ran.</summary>
    public VmStatistics Statistics => new()
    {
        Instructions = InstructionCounts.Instructions(_context->Counts),
        ChecksRun = InstructionCounts.ChecksRun(_context->Counts),
        ChecksElided = InstructionCounts.ChecksElided(_context->Counts),
        ChecksProved = InstructionCounts.ChecksProved(_context->Counts),
        Tethers = InstructionCounts.Tethers(_context->Counts),
        TethersElided = InstructionCounts.TethersElided(_context->Counts),
        FuelUsed = FuelUsed,
        FunctionsCalled = Functions.CalledCount,
        FunctionsCompiled = Compiled?.CompiledCount ?? 0,
        LoopsTakenOver = _tierUp?.TakenOver ?? 0,
        KeptInterpreted = Compiled?.Kept ?? [],
        Heap = Heap.Statistics(),
    };

    /// <summary>The handler table for what is to be observed.</summary>
    public nint* ObservationTable()
    {
        bool watches = _options.History || _options.CheckBeliefs;
        if (!_options.CountInstructions && !watches) return Interpreter.Handlers;
        _context->Counts = (ulong*)NativeMemory.AllocZeroed(OpcodeLimits.Count, sizeof(ulong));
        if (Heap.History is { } entries) _history = new ObjectHistory(this, entries);
        if (_options.CheckBeliefs) _oracle = new BeliefOracle(this);
        return watches ? Interpreter.WatchingTable : Interpreter.CountingTable;
    }

    /// <summary>
    /// Puts the frame of a function above a base frame, from which the run halts when the function returns. A single
    /// result goes to slot 0 of the base frame.
    /// </summary>
    public ulong* StartFrame(LinkedFunction function, int results)
    {
        if (_halt == null)
        {
            Interpreter.Prepare(Opcode.XHalt);
            _halt = Functions.Store([new Instruction(Opcode.Nop, 1 + Frames.LinkageSlots),
                new Instruction(Opcode.XHalt)]);
        }
        ulong* frame = StartBase(1);
        _context->Trap = 0;
        ForgetBridges();
        frame[Frames.Return] = (ulong)_halt;
        frame[Frames.Caller] = (ulong)_stack.Base;
        frame[Frames.Function] = (ulong)Functions.Entry(function);
        return frame;
    }

    /// <summary>Frees an object that only the host owns now, destructors included. False when one of them
    /// traps.</summary>
    public bool FreeFromHost(byte* p, nint* table)
    {
        if (_freeAndHalt == null)
        {
            Interpreter.Prepare(Opcode.XHalt);
            Interpreter.Prepare(Opcode.XFreeDeep);
            _freeAndHalt = Functions.Store(
            [
                new Instruction(Opcode.XFreeDeep, 0, (int)Bytecode.Mode.Resilient, 1 + Frames.LinkageSlots),
                new Instruction(Opcode.XHalt),
            ]);
        }
        StartBase(1);
        _context->Trap = 0;
        _stack.Base[0] = (ulong)p;
        Interpreter.Run(_freeAndHalt, _stack.Base, _context, table);
        return _context->Trap == 0;
    }

    /// <summary>Begins a free: of a living object, or of an undead one whose time has come.</summary>
    public void BeginFree(byte* p, int mode)
    {
        if (ObjectHeader.IsLive(HeapFast.Header(p))) Dismantler.Begin(p, PolicyOf(mode));
        else Dismantler.BeginExpired(p, PolicyOf(mode));
        while (Heap.HasExpiredOwners && Heap.TakeExpiredUndead() is var expired && expired != null)
            Dismantler.BeginExpired(expired, PolicyOf(mode));
    }

    /// <summary>Shows an instruction before it runs.</summary>
    public void Watch(Instruction* pc, ulong* registers)
    {
        _oracle?.Before(pc, registers);
        _history?.Before(pc, registers);
    }

    /// <summary>Where an object was allocated and freed, as far as it was recorded.</summary>
    public (CodeSite? Allocated, CodeSite? Freed) HistoryOf(byte* address, uint generation) =>
        _history?.Of(address, generation) ?? (null, null);

    /// <summary>The place that the heap's history knows by a number; null when there is none.</summary>
    public CodeSite? DescribeSite(int site) => _history?.Describe(site);

    private ulong* StartBase(int slots)
    {
        ulong* registers = _stack.Base;
        registers[Frames.Return] = 0;
        registers[Frames.Caller] = 0;
        registers[Frames.Function] = 0;
        return registers + slots + Frames.LinkageSlots;
    }
}
