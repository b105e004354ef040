using System.Runtime.CompilerServices;
using HgmVm.Isa;
using HgmVm.Isa.Ops;
using HgmVm.Lowering;
using HgmVm.Machine;
using HgmVm.Memory;

namespace HgmVm.Execution;

/// <summary>How compiled code ends objects that are more than one slot, or that something holds.</summary>
internal static unsafe partial class CompiledRuntime
{
    /// <summary>Stands for the step between a free and a destructor: its frame has one slot.</summary>
    public const int DismantleDistance = 1 + Frames.LinkageSlots;

    /// <summary>Frees an array, an object that is held, or one of the last generation.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void FreeSlow(Context* x, ulong* r, nint site, byte* p, int sizeClass, int mode)
    {
        if ((*Access.Header(p) & ObjectHeader.Held) == 0)
        {
            if (sizeClass == FunctionLowering.AnySizeClass) HeapFast.FreeArray(&x->Heap, p);
            else HeapFast.Free(&x->Heap, p, sizeClass);
            return;
        }
        TrapKind trap = VmThread.Of(x).FreeHeld(p, mode);
        if (trap != TrapKind.None) throw Trap(x, r, site, trap);
    }

    /// <summary>Frees an object with all it owns; destructors run in between, in frames above the one that
    /// frees.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void FreeDeep(Context* x, ulong* r, nint site, byte* p, int mode, int distance)
    {
        const int Room = 64;
        if (r + distance + 1 > x->StackLimit) throw Trap(x, r, site, TrapKind.StackOverflow);
        VmThread thread = VmThread.Of(x);
        if (!thread.Dismantler.ReserveFree()) throw Trap(x, r, site, TrapKind.OutOfMemory);
        byte** waiting = stackalloc byte*[Room];
        waiting[0] = p;
        // Owners among the undead whose time has come are ended first, which is the dismantler's business.
        int count = thread.Heap.HasExpiredOwners ? 1 : HeapFast.FreeTrees(&x->Heap, waiting, 1, Room);
        while (count > 0)
        {
            byte* next = waiting[--count];
            bool isOwn = !thread.Heap.HasExpiredOwners && HeapFast.HasPlainDestructor(&x->Heap, next);
            if (isOwn) count = Destroy(x, r, site, thread, waiting, count, Room, next, mode, distance);
            else Dismantle(x, r, site, thread, next, mode, distance);
            count = HeapFast.FreeTrees(&x->Heap, waiting, count, Room);
        }
    }

    /// <summary>
    /// Runs the destructor of an object that has no other business with the dismantler, and ends it. What it owns
    /// waits, unless the destructor has left more to do. Returns how many wait.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Destroy(Context* x, ulong* r, nint site, VmThread thread, byte** waiting, int count, int room,
        byte* p, int mode, int distance)
    {
        Dismantler dismantler = thread.Dismantler;
        long depth = dismantler.Depth;
        ulong* frame = BeginDismantling(r, site, distance, thread);
        if (!dismantler.ReserveFree()) throw Trap(x, r, site, TrapKind.OutOfMemory);
        dismantler.BeginDestroyed(p, VmThread.PolicyOf(mode));
        DestructorEntry destructor = thread.Destructors[ObjectHeader.TypeId(*Access.Header(p))];
        Borrow self = new() { Object = p, Header = Access.Header(p), Mask = ObjectHeader.OuterTether };
        CallDestructor(x, r, site, frame, thread, destructor, self);
        int waits = HeapFast.FreeDestroyed(&x->Heap, waiting, count, room, p);
        if (waits < 0)
        {
            GoOn(x, r, site, frame, thread, depth);
            return count;
        }
        dismantler.Abandon();
        return waits;
    }

    private static void Dismantle(Context* x, ulong* r, nint site, VmThread thread, byte* p, int mode, int distance)
    {
        long depth = thread.Dismantler.Depth;
        ulong* frame = BeginDismantling(r, site, distance, thread);
        thread.BeginFree(p, mode);
        GoOn(x, r, site, frame, thread, depth);
    }

    /// <summary>Makes the frame of a free, above which destructors have theirs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong* BeginDismantling(ulong* r, nint site, int distance, VmThread thread)
    {
        ulong* frame = r + distance;
        frame[Frames.Return] = (ulong)site;
        frame[Frames.Function] = (ulong)thread.Functions.DismantleEntry;
        frame[0] = (ulong)thread.Dismantler.Depth;
        return frame;
    }

    private static void GoOn(Context* x, ulong* r, nint site, ulong* frame, VmThread thread, long depth)
    {
        while (true)
        {
            DismantleStep step = thread.StepFree(depth);
            if (step == DismantleStep.Done) return;
            TrapKind trap = VmThread.TrapOf(step);
            if (trap != TrapKind.None) throw Trap(x, r, site, trap);
            CallDestructor(x, r, site, frame, thread, thread.Destructors[thread.Dismantler.DestructorTypeId],
                thread.DestructorArgument);
        }
    }

    /// <summary>Runs a destructor in a frame above that of the free.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CallDestructor(Context* x, ulong* r, nint site, ulong* frame, VmThread thread,
        DestructorEntry destructor, Borrow self)
    {
        ulong* callee = frame + DismantleDistance;
        if (callee + Math.Max(3, destructor.Function->FrameSlots) > x->StackLimit)
            throw Trap(x, r, site, TrapKind.StackOverflow);
        callee[Frames.Return] = (ulong)thread.DismantleSite;
        nint native = destructor.Function->Native;
        if (native == 0 || !HasNativeStack(x)) InterpretDestructor(x, callee, destructor.Function, self);
        else if (destructor.IsOneWord) ((delegate*<ulong*, nint, void>)native)(callee, (nint)self.Object);
        else ((delegate*<ulong*, nint, nint, long, void>)native)(callee, (nint)self.Object, (nint)self.Header,
            (long)self.Mask);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void InterpretDestructor(Context* x, ulong* callee, FunctionEntry* destructor, Borrow self)
    {
        *(Borrow*)callee = self;
        Interpret(x, callee, destructor);
    }
}
