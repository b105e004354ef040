using System.Runtime.CompilerServices;
using HgmVm.Compiled;
using HgmVm.Isa;
using HgmVm.Machine;
using HgmVm.Memory;

namespace HgmVm.Execution;

/// <summary>
/// What compiled code calls: slow paths, traps, and the way into the interpreter. Methods that trap return the
/// exception for the caller to throw, so that the JIT sees that control ends there.
/// </summary>
internal static unsafe partial class CompiledRuntime
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Ref MakeRef(nint address, long generation) =>
        new() { Address = (byte*)address, Generation = (ulong)generation };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Borrow MakeBorrow(nint address, nint header, long mask) =>
        new() { Object = (byte*)address, Header = (ulong*)header, Mask = (ulong)mask };

    /// <summary>A double with these bits, whatever they are.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static double DoubleOf(long bits) => BitConverter.Int64BitsToDouble(bits);

    /// <summary>A float with these bits, whatever they are.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float SingleOf(int bits) => BitConverter.Int32BitsToSingle(bits);

    /// <summary>Zeroes a payload too long to be written out.</summary>
    public static void Clear(nint p, int bytes) => new Span<byte>((void*)p, bytes).Clear();

    /// <summary>A trap at a site.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Exception Trap(Context* x, ulong* r, nint site, TrapKind kind)
    {
        x->Pc = (Instruction*)site;
        x->Registers = r;
        x->Trap = (int)kind;
        return new TrapException(kind) { IsPlaced = true };
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Exception OutOfBounds(Context* x, ulong* r, nint site, nint array, long index)
    {
        VmThread.Of(x).TrapText = TrapTexts.Index(index, ((ArrayObject*)array)->Length);
        return Trap(x, r, site, TrapKind.Bounds);
    }

    /// <summary>The owner that is wanted is not there.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Exception Empty(Context* x, ulong* r, nint site)
    {
        VmThread.Of(x).TrapText = TrapTexts.EmptyOwner;
        return Trap(x, r, site, TrapKind.DeadReference);
    }

    /// <summary>Something is owned already where an owner is put.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Exception Full(Context* x, ulong* r, nint site)
    {
        VmThread.Of(x).TrapText = TrapTexts.FullOwner;
        return Trap(x, r, site, TrapKind.DoubleFree);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Exception UserTrap(Context* x, ulong* r, nint site, int text)
    {
        VmThread.Of(x).SetUserTrap(text);
        return Trap(x, r, site, TrapKind.User);
    }

    /// <summary>The guest stack has no room for a frame that was about to be used: the trap is at the call.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Exception OverflowAtEntry(Context* x, ulong* r) => TrapAtCall(x, r, TrapKind.StackOverflow);

    /// <summary>Makes the code of a function that is about to be called for the first time, and so finds out how large
    /// its frame is.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Prepare(Context* x, FunctionEntry* entry) => VmThread.Of(x).Lower(entry);

    /// <summary>Hands out fuel at a backward jump, or traps.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Refuel(Context* x, ulong* r, nint site)
    {
        TrapKind trap = VmThread.Of(x).Refuel();
        if (trap != TrapKind.None) throw Trap(x, r, site, trap);
        x->Fuel--;
    }

    /// <summary>Hands out fuel that somebody else is about to take, or traps.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RefuelAhead(Context* x, ulong* r, nint site)
    {
        TrapKind trap = VmThread.Of(x).Refuel();
        if (trap != TrapKind.None) throw Trap(x, r, site, trap);
    }

    /// <summary>Hands out fuel at a function's entry, or traps.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RefuelAtEntry(Context* x, ulong* r)
    {
        TrapKind trap = VmThread.Of(x).Refuel();
        if (trap != TrapKind.None) throw TrapAtCall(x, r, trap);
        x->Fuel--;
    }

    /// <summary>Looks at clock and cancellation at a backward jump.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Poll(Context* x, ulong* r, nint site)
    {
        TrapKind trap = VmThread.Of(x).Poll();
        if (trap != TrapKind.None) throw Trap(x, r, site, trap);
    }

    /// <summary>Looks at clock and cancellation at a function's entry.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void PollAtEntry(Context* x, ulong* r)
    {
        // What the host called, or what took that frame over by a tail call, has no call to name as the place; the flag
        // stays set, and the next poll has one.
        if ((ulong*)r[Frames.Caller] == VmThread.Of(x).Stack.Base) return;
        TrapKind trap = VmThread.Of(x).Poll();
        if (trap != TrapKind.None) throw TrapAtCall(x, r, trap);
    }

    /// <summary>Calls a host function whose arguments stand in the guest frame behind the room for its
    /// results.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void CallHost(Context* x, ulong* r, nint site, int number, int arguments, int distance)
    {
        ulong* frame = r + distance;
        if (frame + arguments + Frames.HostResultSlots > x->StackLimit) throw Trap(x, r, site, TrapKind.StackOverflow);
        TrapKind trap = VmThread.Of(x).CallHost(number, frame + Frames.HostResultSlots, frame, (Instruction*)site, r);
        if (trap != TrapKind.None) throw Trap(x, r, site, trap);
        if (x->Trap < 0) throw new TrapException(TrapKind.None) { IsPlaced = true };
    }

    /// <summary>Does one instruction as the interpreter does it, on the guest frame.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Step(Context* x, ulong* r, nint site, Instruction* code)
    {
        try
        {
            nint* table = Interpreter.SteppingTable;
            _ = ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)x->Handlers[code->Op])(code, r, x, table);
        }
        catch (TrapException trap) when (!trap.IsPlaced)
        {
            VmThread.Of(x).TrapText = trap.Text;
            if (trap.Subject != 0) VmThread.Of(x).TrapSubject = (byte*)trap.Subject;
            throw Trap(x, r, site, trap.Kind);
        }
        if (x->Trap > 0) throw Trap(x, r, site, (TrapKind)x->Trap);
    }

    /// <summary>Copies elements from array to array, which may be the same; false, and nothing done, when a range is
    /// not in its array, or so long that the step has to look at the clock.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static bool CopyElements(ArrayObject* to, long toIndex, ArrayObject* from, long fromIndex, long count,
        int width)
    {
        if (!Elements.IsRange(to, toIndex, count) || !Elements.IsRange(from, fromIndex, count)) return false;
        if (BulkSteps.IsLong(count * width)) return false;
        Buffer.MemoryCopy(from->Elements + fromIndex * width, to->Elements + toIndex * width, count * width,
            count * width);
        return true;
    }

    /// <summary>
    /// Lets the interpreter run a function whose arguments stand in its frame. The frame's return word holds the place
    /// of the call; results are left at the start of the frame.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Interpret(Context* x, ulong* r, FunctionEntry* entry)
    {
        VmThread thread = VmThread.Of(x);
        Instruction* code = thread.Functions.InterpretedCode(entry, thread);
        if (r + entry->FrameSlots > x->StackLimit) throw TrapAtCall(x, r, TrapKind.StackOverflow);
        if (--x->Fuel < 0) RefuelAtEntry(x, r);
        TierBridge* bridge = thread.PushBridge();
        bridge->Registers = r;
        bridge->Place = (nint)r[Frames.Return];
        bridge->Caller = (nint)r[Frames.Caller];
        // A single result goes to slot 0 of the "caller", which is this frame.
        r[Frames.Return] = (ulong)thread.BridgeLanding;
        r[Frames.Caller] = (ulong)r;
        r[Frames.Function] = (ulong)entry;
        nint* table = thread.Table;
        _ = ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)table[code->Op])(code, r, x, table);
        // After a trap the bridges stay, for the report.
        if (x->Trap != 0) throw new TrapException((TrapKind)Math.Max(0, x->Trap)) { IsPlaced = true };
        r[Frames.Return] = (ulong)bridge->Place;
        r[Frames.Caller] = (ulong)bridge->Caller;
        thread.PopBridge();
    }

    /// <summary>Runs compiled code for the interpreter, or returns what to interpret when the native stack is used
    /// up.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Instruction* Enter(Instruction* stub, ulong* r, Context* x)
    {
        if (!HasNativeStack(x))
        {
            VmThread thread = VmThread.Of(x);
            return thread.Functions.InterpretedCode((FunctionEntry*)r[Frames.Function], thread);
        }
        ((delegate*<ulong*, nint, void>)stub[1].Word)(r, (nint)stub[2].Word);
        return null;
    }

    private static bool HasNativeStack(Context* x)
    {
        byte here;
        return &here > x->NativeLimit;
    }

    private static Exception TrapAtCall(Context* x, ulong* r, TrapKind kind)
    {
        nint place = (nint)r[Frames.Return];
        ulong* caller = SiteTable.IsSite(place) ? r - VmThread.Of(x).Sites[place].Distance : (ulong*)r[Frames.Caller];
        return Trap(x, caller, place, kind);
    }
}
