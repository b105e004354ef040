using System.Runtime.InteropServices;
using HgmVm.Compiled;
using HgmVm.Elision;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Lowering;
using HgmVm.Machine;
using HgmVm.Verification;

namespace HgmVm.Execution;

/// <summary>A machine as the target of translation.</summary>
internal sealed unsafe class CompilationUnit(VmThread thread, CompileOptions options) : ICodeTarget, ILoweringTargets
{
    private readonly List<nint> _blocks = [];

    public RuntimeMethods Runtime { get; } = new(typeof(CompiledRuntime));

    public CompileOptions Options => options;

    public BorrowWords Borrows { get; } = new(thread.Program);

    public Context* Context => thread.Context;

    public SiteTable Sites => thread.Sites;

    public IReadOnlyList<LoopArrays> LoopArraysOf(LinkedFunction function) =>
        thread.Elision?.LoopArraysOf(function) ?? [];

    public ElisionFacts? FactsOf(LinkedFunction function) =>
        thread.Elision is { Verifies: false } elision ? elision.Of(function) : null;

    public LoopTethers TethersAt(LinkedFunction function, int header)
    {
        // Interpreted code that knows the proofs has not set them either.
        if (!thread.Functions.PerformsAll || FactsOf(function) is not { } facts) return new LoopTethers([], [], false);
        FunctionStates states = FunctionStates.Recompute(function.Module.Verified, function.IndexInModule);
        List<int> tethered = [.. Enumerable.Range(0, function.Definition.Registers.Count).Where(register =>
            states.StateAt(header, register).Kind == BeliefKind.BorrowTethered)];
        return new LoopTethers([.. tethered.Where(facts.IsUnobserved)],
            [.. tethered.Where(register => !facts.IsUnobserved(register))],
            IsFirstRound: true);
    }

    public FunctionEntry* EntryOf(LinkedFunction function) => thread.Functions.Entry(function);

    public LinkedFunction FunctionAt(ulong entry) => thread.Functions.FunctionOf((FunctionEntry*)entry)!;

    /// <summary>An instruction for the interpreter to do alone, followed by one that is never executed.</summary>
    public Instruction* StoreStep(ReadOnlySpan<Instruction> words)
    {
        Interpreter.Prepare(words[0].Opcode);
        var memory = (Instruction*)NativeMemory.AllocZeroed((nuint)words.Length + 1, (nuint)sizeof(Instruction));
        _blocks.Add((nint)memory);
        words.CopyTo(new Span<Instruction>(memory, words.Length));
        return memory;
    }

    /// <summary>What the interpreter finds as the code of a compiled function.</summary>
    public Instruction* StoreStub(bool hasResult, nint entrance, nint code)
    {
        var memory = (Instruction*)NativeMemory.Alloc(3, (nuint)sizeof(Instruction));
        _blocks.Add((nint)memory);
        memory[0] = new Instruction(Opcode.XEnter, hasResult ? 1 : 0);
        memory[1] = new Instruction((ulong)entrance);
        memory[2] = new Instruction((ulong)code);
        return memory;
    }

    /// <summary>Frees what compiled code points to; it must not run any more.</summary>
    public void Release()
    {
        foreach (nint block in _blocks) NativeMemory.Free((void*)block);
        _blocks.Clear();
    }

    ulong ILoweringTargets.EntryOf(LinkedFunction function) => thread.EntryOf(function);

    ulong ILoweringTargets.GlobalAddress(LinkedModule module, int index) => thread.GlobalAddress(module, index);

    int ILoweringTargets.StringNumber(LinkedModule module, int index) => thread.StringNumber(module, index);

    /// <summary>Compiled code needs handlers only where it steps; it asks for those itself.</summary>
    void ILoweringTargets.Require(Opcode op)
    {
    }
}
