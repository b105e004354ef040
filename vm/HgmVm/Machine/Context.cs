using System.Runtime.InteropServices;
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

    /// <summary>Fuel units left in the current portion; the machine hands out the next when it falls below
    /// zero.</summary>
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

    /// <summary>Below this address of the native stack, functions are interpreted even if they have compiled
    /// code.</summary>
    public byte* NativeLimit;

    /// <summary>The innermost call from compiled into interpreted code; null when there is none.</summary>
    public TierBridge* Bridges;

    /// <summary>Not 0 when compiled code has to ask whether it may go on: time is up, or the host cancelled.</summary>
    public byte Interrupt;

    /// <summary>
    /// For each method of an interface of the program: its function in each type, by type id; null in those that do not
    /// implement it.
    /// </summary>
    public byte*** Methods;

    /// <summary>The type ids of what is somewhere inline and implements an interface, by number.</summary>
    public ushort* MemberTypes;

    /// <summary>The numbers of these, by type id.</summary>
    public ushort* MemberNumbers;

    /// <summary>Number of type ids of the program.</summary>
    public int TypeCount;

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

    /// <summary>Not 0 once it was called. Compiled code notes it only in runs that count instructions.</summary>
    public byte WasCalled;

    /// <summary>What compiled code calls, in the shape of the function's signature; 0 while there is nothing to
    /// call.</summary>
    public nint Native;

    /// <summary>Byte offsets, for compiled code.</summary>
    public static int NativeOffset { get; } = (int)Marshal.OffsetOf<FunctionEntry>(nameof(Native));

    public static int FrameSlotsOffset { get; } = (int)Marshal.OffsetOf<FunctionEntry>(nameof(FrameSlots));
}

/// <summary>
/// A call from compiled into interpreted code. While it runs, the callee's frame holds a landing of the machine's own
/// where the place of the call would stand; a stack trace finds that here. In native memory of the thread: after a trap
/// it is read when the native frames of the call are gone.
/// </summary>
internal unsafe struct TierBridge
{
    /// <summary>The call around this one.</summary>
    public TierBridge* Outer;

    /// <summary>Registers of the interpreted function.</summary>
    public ulong* Registers;

    /// <summary>Where it was called: a site, or the address of a landing.</summary>
    public nint Place;

    /// <summary>What the caller word of the frame was.</summary>
    public nint Caller;
}
