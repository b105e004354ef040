using HgmVm.Isa;
using HgmVm.Linking;

namespace HgmVm.Lowering;

/// <summary>What lowering needs to know of the machine that the code is for: addresses, and numbers of its
/// tables.</summary>
internal interface ILoweringTargets
{
    /// <summary>Address of the entry of a function: what calls and function references hold.</summary>
    ulong EntryOf(LinkedFunction function);

    /// <summary>Address of a global variable of a module.</summary>
    ulong GlobalAddress(LinkedModule module, int index);

    /// <summary>Number of a module's string among all strings of the machine.</summary>
    int StringNumber(LinkedModule module, int index);

    /// <summary>Makes sure that an opcode can be executed.</summary>
    void Require(Opcode op);
}
