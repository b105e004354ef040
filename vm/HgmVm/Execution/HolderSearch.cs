using HgmVm.Bytecode;
using HgmVm.Elision;
using HgmVm.Machine;
using HgmVm.Memory;
using HgmVm.Verification;

namespace HgmVm.Execution;

/// <summary>
/// Finds who holds an object that cannot be freed: borrow and constraint registers of the frames on the stack, and
/// constraint fields in the heap. Only for reports: a register that is not in use may still hold the bits of an old
/// borrow, so the verifier is asked what each register held at that point.
/// </summary>
internal static unsafe class HolderSearch
{
    private const int MostHolders = 10;

    public static IReadOnlyList<string> Find(VmThread thread, nint subject, nint pc, nint registers)
    {
        var holders = new List<string>();
        foreach (StackWalk.GuestFrame frame in StackWalk.Frames(thread, pc, registers))
        {
            if (holders.Count >= MostHolders) return holders;
            InFrame(thread, frame, subject, holders);
        }
        foreach (string holder in HeapHolders.Of(thread, subject))
        {
            if (holders.Count >= MostHolders) break;
            holders.Add(holder);
        }
        return holders;
    }

    /// <summary>
    /// For a run that puts proofs to the test: a tether that was proved to be looked at by nothing must not be what a
    /// trap is about, nor one that lasts only because it was hoisted.
    /// </summary>
    public static void CheckUnobserved(VmThread thread, nint subject, nint pc, nint registers)
    {
        if (thread.Elision is not { Verifies: true } elision) return;
        foreach (StackWalk.GuestFrame frame in StackWalk.Frames(thread, pc, registers))
        {
            if (frame.Function.Host is null) CheckHoisted(thread, elision.Of(frame.Function), frame, subject);
            foreach (int register in HoldersIn(thread, frame, subject))
                if (elision.Of(frame.Function).IsUnobserved(register)) ElisionException.Observed();
        }
    }

    private static void CheckHoisted(VmThread thread, ElisionFacts facts, StackWalk.GuestFrame frame, nint subject)
    {
        foreach (HoistedTether tether in facts.HoistedTethers)
        {
            int slot = new Lowering.FrameLayout(frame.Function).SlotOf(tether.Register);
            bool holds = tether.IsBetween(frame.Position) && IsOf(thread, ((ulong*)frame.Registers)[slot], subject);
            if (holds) ElisionException.Observed();
        }
    }

    private static void InFrame(VmThread thread, StackWalk.GuestFrame frame, nint subject, List<string> holders)
    {
        foreach (int register in HoldersIn(thread, frame, subject))
        {
            CodeSite site = StackWalk.SiteOf(frame.Function, frame.Position);
            RegisterDefinition definition = frame.Function.Definition.Registers[register];
            string what = definition.Type.Kind == ValueKind.Con ? "con" : "borrow";
            holders.Add($"{what} `{definition.Name}` in {site}");
        }
    }

    /// <summary>The registers of a frame that hold an object, or any part of it.</summary>
    private static List<int> HoldersIn(VmThread thread, StackWalk.GuestFrame frame, nint subject)
    {
        var found = new List<int>();
        if (frame.Function.Host is not null) return found;
        var layout = new Lowering.FrameLayout(frame.Function);
        FunctionStates states = FunctionStates.Recompute(frame.Function.Module.Verified, frame.Function.IndexInModule);
        for (int register = 0; register < layout.Types.Length; register++)
        {
            ulong* slot = (ulong*)frame.Registers + layout.SlotOf(register);
            bool holds = IsOf(thread, slot[0], subject)
                && states.StateAt(frame.Position, register).Kind is (BeliefKind.BorrowTethered or BeliefKind.ConFull);
            if (holds) found.Add(register);
        }
        return found;
    }

    /// <summary>True for the address of an object, or of anything that lies in it, elements of an array
    /// included.</summary>
    private static bool IsOf(VmThread thread, ulong address, nint subject)
    {
        if ((nint)address == subject) return true;
        if (!thread.Heap.Contains((byte*)address)) return false;
        byte* root = HeapFast.Root(&thread.Context->Heap, (byte*)address);
        return (nint)root == subject || IsBufferOf(thread, root, (byte*)subject);
    }

    private static bool IsBufferOf(VmThread thread, byte* root, byte* subject) =>
        ObjectHeader.TypeId(HeapFast.Header(root)) == TypeTable.BufferTypeId && thread.Heap.Contains(subject)
            && thread.Program.Types[ObjectHeader.TypeId(HeapFast.Header(subject))].IsArray
            && ((ArrayObject*)subject)->Elements == root;
}
