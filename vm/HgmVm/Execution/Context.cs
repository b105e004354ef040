using HgmVm.Isa;
using HgmVm.Memory;

namespace HgmVm.Execution;

/// <summary>The state of one VM thread that running code touches: native memory, passed to every handler.</summary>
internal unsafe struct Context
{
    /// <summary>The instruction that traps, stored before anything that can.</summary>
    public Instruction* Pc;

    /// <summary>Registers of the frame that traps.</summary>
    public ulong* Registers;

    public HeapState Heap;
}
