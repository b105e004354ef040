using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Lowering;
using HgmVm.Machine;
using HgmVm.Memory;
using HgmVm.Verification;

namespace HgmVm.Execution;

/// <summary>
/// Checks at run time that registers hold what the verifier believed (design section 6): the verifier is trusted by
/// everything that runs, so it is tested against what really happens. Slow, therefore only for a number of steps.
/// </summary>
/// <exception cref="BeliefException">A register holds something else: a mistake of verifier, lowering or interpreter.</exception>
internal sealed unsafe class BeliefOracle(VmThread thread)
{
    /// <summary>Instructions that are looked at before the oracle falls silent.</summary>
    private const int MostSteps = 20_000;

    private readonly Dictionary<int, (FunctionStates States, FrameLayout Frame)> _functions = [];
    private int _steps;

    /// <summary>Compares all registers of the frame with the beliefs at the instruction that is about to run.</summary>
    public void Before(Instruction* pc, ulong* registers)
    {
        var entry = (FunctionEntry*)registers[Frames.Function];
        if (_steps >= MostSteps || entry == null || thread.Functions.StartOf(entry, pc) is not { } position) return;
        if (thread.Functions.FunctionOf(entry) is not { Host: null } function || function.Module.Mode == Mode.Fast)
            return;
        _steps++;
        if (!_functions.TryGetValue(function.Number, out (FunctionStates States, FrameLayout Frame) known))
        {
            known = (FunctionStates.Recompute(function.Module.Verified, function.IndexInModule),
                new FrameLayout(function));
            _functions.Add(function.Number, known);
        }
        if (!known.States.IsReachable(position)) Fail(function, position, -1, "the instruction cannot be reached");
        for (int register = 0; register < known.Frame.Types.Length; register++)
        {
            RegisterBelief belief = known.States.StateAt(position, register);
            if (Contradiction(belief, known.Frame, register, registers) is { } problem)
                Fail(function, position, register, problem);
        }
    }

    private string? Contradiction(RegisterBelief belief, FrameLayout frame, int register, ulong* registers)
    {
        ulong* slot = registers + frame.SlotOf(register);
        var p = (byte*)slot[0];
        int typeId = frame.Types[register].Id;
        switch (belief.Kind)
        {
            case BeliefKind.OwnFull:
                if (p == null || !ObjectHeader.IsLive(HeapFast.Header(p))) return "the owner holds nothing alive";
                return HasType(p, typeId) ? null : "the owner's object has another type";
            case BeliefKind.ConFull:
                if (p == null || thread.Heap.ConstraintsOf(p) == 0) return "the constraint reference is not counted";
                return HasType(p, typeId) ? null : "the constrained object has another type";
            case BeliefKind.Ref:
                bool isWhole = slot[1] >> 32 == 0 && (slot[0] & 7) == 0;
                bool isMember = InnerRef.IsInner(*(Ref*)slot) && thread.Program.Types[typeId].MayBeInner;
                return isWhole || isMember ? null : "the reference is malformed";
            case BeliefKind.BorrowTethered:
                if ((*(ulong*)slot[1] & slot[2] & ObjectHeader.Held) == 0) return "the tether bit is not set";
                return Borrowed((Borrow*)slot, belief, typeId);
            case BeliefKind.BorrowOfRegister:
                if (RootOf(slot[0]) != RootOf(registers[frame.SlotOf(belief.Source)])) return "the borrow is of another object than its source";
                return Borrowed((Borrow*)slot, belief, typeId);
            case BeliefKind.BorrowOfCaller or BeliefKind.BorrowOfSome:
                return Borrowed((Borrow*)slot, belief, typeId);
            default:
                return null;
        }
    }

    private string? Borrowed(Borrow* borrow, RegisterBelief belief, int typeId)
    {
        if (borrow->Object == null)
        {
            if (!belief.MayBeNull) return "the borrow is null";
            return borrow->Header == &thread.Context->Heap.Throwaway ? null : "the null borrow's word is not the throwaway";
        }
        bool isAdjacent = borrow->Header == (ulong*)borrow->Object - 1;
        if (thread.Program.Types[typeId].MayBeInner
            && !(isAdjacent && RootOf((ulong)borrow->Object) == (nint)borrow->Object))
        {
            // A word stands before something, a marked owner in the middle of it.
            bool isMarked = thread.Program.Inner == InnerPolicy.Owners && (borrow->Mask & MarkedOwner.Tether) != 0;
            ulong within = (ulong)(borrow->Header + (isMarked ? 0 : 1));
            return isAdjacent || RootOf((ulong)borrow->Object) == RootOf(within)
                ? null : "the borrow's word is not in its object";
        }
        if (!isAdjacent) return "the borrow's word is not its object's header";
        if (thread.Program.Types[typeId].MayBeInner) return null;
        return HasType(borrow->Object, typeId) ? null : "the borrowed object has another type";
    }

    private nint RootOf(ulong address) => address == 0 ? 0 : (nint)HeapFast.Root(&thread.Context->Heap, (byte*)address);

    private bool HasType(byte* p, int typeId)
    {
        int actual = ObjectHeader.TypeId(HeapFast.Header(p));
        return actual == typeId || Array.IndexOf(thread.Program.Types[typeId].Variants, actual) >= 0;
    }

    private static void Fail(LinkedFunction function, int position, int register, string problem)
    {
        string name = register < 0 ? "" : $", register `{function.Definition.Registers[register].Name}`";
        throw new BeliefException($"{function.QualifiedName} at {position}{name}: {problem}");
    }
}

/// <summary>The machine found itself in a state that its verifier had ruled out: a mistake in HgmVm, never of a
/// program.</summary>
/// <param name="message">Function, position, register, and what is wrong.</param>
public sealed class BeliefException(string message) : Exception(message);
