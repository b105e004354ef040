using System.Reflection;
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

    RuntimeMethods Runtime { get; }

    SiteTable Sites { get; }

    Context* Context { get; }

    /// <summary>The loops of a function with arrays whose length and elements can be kept at hand.</summary>
    IReadOnlyList<LoopArrays> LoopArraysOf(LinkedFunction function);

    /// <summary>The entry of a function: stable from the start of the machine to its end.</summary>
    FunctionEntry* EntryOf(LinkedFunction function);

    /// <summary>The function whose entry is at an address.</summary>
    LinkedFunction FunctionAt(ulong entry);

    /// <summary>The method of a small function that calls name directly, so that it can be inlined; null for any
    /// other.</summary>
    MethodInfo? DirectMethod(LinkedFunction function);

    /// <summary>Keeps an instruction for the interpreter to do alone.</summary>
    Instruction* StoreStep(ReadOnlySpan<Instruction> words);
}
