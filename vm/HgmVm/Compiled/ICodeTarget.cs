using HgmVm.Elision;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Machine;

namespace HgmVm.Compiled;

/// <summary>What translation needs of the machine that the code is for: its addresses are constants of the
/// code.</summary>
internal unsafe interface ICodeTarget
{
    CompileOptions Options { get; }

    BorrowWords Borrows { get; }

    RuntimeMethods Runtime { get; }

    SiteTable Sites { get; }

    Context* Context { get; }

    /// <summary>The loops of a function with arrays whose length and elements can be kept at hand.</summary>
    IReadOnlyList<LoopArrays> LoopArraysOf(LinkedFunction function);

    /// <summary>What is known about the checks and tethers of a function; null when every one is performed.</summary>
    ElisionFacts? FactsOf(LinkedFunction function);

    /// <summary>The tethers that the interpreter has set when it is at a loop of a function.</summary>
    LoopTethers TethersAt(LinkedFunction function, int header);

    /// <summary>The entry of a function: stable from the start of the machine to its end.</summary>
    FunctionEntry* EntryOf(LinkedFunction function);

    /// <summary>The function whose entry is at an address.</summary>
    LinkedFunction FunctionAt(ulong entry);

    /// <summary>Keeps an instruction for the interpreter to do alone.</summary>
    Instruction* StoreStep(ReadOnlySpan<Instruction> words);
}

/// <summary>Tethers that are live where compiled code takes over a loop.</summary>
/// <param name="Unobserved">Borrow registers whose tethers compiled code would not have set, and will not end.</param>
/// <param name="Kept">Those whose tethers it will end.</param>
/// <param name="IsFirstRound">True when compiled code has to do first what it does on its way into the loop.</param>
internal sealed record LoopTethers(
    IReadOnlyList<int> Unobserved, IReadOnlyList<int> Kept, bool IsFirstRound);
