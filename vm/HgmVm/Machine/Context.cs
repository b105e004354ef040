using HgmVm.Isa;
using HgmVm.Memory;

namespace HgmVm.Machine;

/// <summary>The state of one VM thread that running code touches: native memory, passed to every handler.</summary>
internal unsafe struct Context
{
    /// <summary>The instruction that traps, stored before anything that can.</summary>
    public Instruction* Pc;

    /// <summary>Registers of the frame that traps.</summary>
    public ulong* Registers;

    /// <summary>The trap that ended the run, a <see cref="TrapKind"/>; 0 while there is none.</summary>
    public int Trap;

    /// <summary>Fuel units left in the current portion; the machine hands out the next when it falls below zero.</summary>
    public long Fuel;

    /// <summary>End of the guest stack: no frame may reach beyond it.</summary>
    public ulong* StackLimit;

    /// <summary>The handlers, by opcode, for hooks that stand in front of them.</summary>
    public nint* Handlers;

    /// <summary>Address of the handler that hands out fuel and tries the instruction again.</summary>
    public nint OutOfFuel;

    /// <summary>Address of the handler of an allocation whose size class has no free slot at hand.</summary>
    public nint AllocSlow;

    /// <summary>Address of the handler of a free that is not plain.</summary>
    public nint FreeSlow;

    /// <summary>Executed instructions by opcode, when they are counted.</summary>
    public ulong* Counts;

    /// <summary>Handle of the managed object behind this thread, for slow paths.</summary>
    public nint Thread;

    public HeapState Heap;
}

/// <summary>A function as running code knows it: what a function reference points to. Native memory.</summary>
internal unsafe struct FunctionEntry
{
    /// <summary>Where its code starts; an <c>x.lower</c> until it is called for the first time.</summary>
    public Instruction* Code;

    /// <summary>Slots of its registers and temporaries.</summary>
    public int FrameSlots;

    /// <summary>Its number in the program.</summary>
    public int Number;
}
