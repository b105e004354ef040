using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Machine;

namespace HgmVm.Compiled;

/// <summary>What translation needs of the machine that the code is for: its addresses are constants of the code.</summary>
internal unsafe interface ICodeTarget
{
    CompileOptions Options { get; }

    RuntimeMethods Runtime { get; }

    SiteTable Sites { get; }

    Context* Context { get; }

    /// <summary>The entry of a function: stable from the start of the machine to its end.</summary>
    FunctionEntry* EntryOf(LinkedFunction function);

    /// <summary>The function whose entry is at an address.</summary>
    LinkedFunction FunctionAt(ulong entry);

    /// <summary>Keeps an instruction for the interpreter to do alone.</summary>
    Instruction* StoreStep(ReadOnlySpan<Instruction> words);
}
