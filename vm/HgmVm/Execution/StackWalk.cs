using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Machine;

namespace HgmVm.Execution;

/// <summary>Reads the guest stack of a thread that stopped: which functions were running, and where.</summary>
internal static unsafe class StackWalk
{
    /// <summary>Entries shown from the innermost and from the outermost end of a deep stack.</summary>
    private const int ShownInner = 40, ShownOuter = 10;

    /// <summary>One running function.</summary>
    /// <param name="Function">The function.</param>
    /// <param name="Position">Position in its module code.</param>
    /// <param name="Registers">Address of its registers.</param>
    public readonly record struct GuestFrame(LinkedFunction Function, int Position, nint Registers);

    /// <summary>The frames from the innermost outwards; the steps of the dismantler are left out.</summary>
    public static IEnumerable<GuestFrame> Frames(VmThread thread, nint pc, nint registers)
    {
        while (registers != 0)
        {
            if (Read(thread, pc, registers, out nint callerPc, out nint caller) is { } frame) yield return frame;
            pc = callerPc;
            registers = caller;
        }
    }

    /// <summary>The stack as a report shows it: a deep one shortened in the middle.</summary>
    public static IReadOnlyList<StackEntry> Describe(VmThread thread, nint pc, nint registers)
    {
        var inner = new List<StackEntry>();
        var outer = new Queue<StackEntry>();
        long count = 0;
        foreach (GuestFrame frame in Frames(thread, pc, registers))
        {
            count++;
            if (inner.Count < ShownInner)
            {
                inner.Add(EntryOf(frame));
                continue;
            }
            outer.Enqueue(EntryOf(frame));
            if (outer.Count > ShownOuter) outer.Dequeue();
        }
        long omitted = count - inner.Count - outer.Count;
        foreach (StackEntry entry in outer)
        {
            inner.Add(entry with { Omitted = omitted });
            omitted = 0;
        }
        return inner;
    }

    /// <summary>Where an instruction comes from.</summary>
    public static CodeSite SiteOf(LinkedFunction function, int position) =>
        new(function.QualifiedName, function.Module.Module.SourceName, function.Definition.LineAt(position));

    private static StackEntry EntryOf(GuestFrame frame)
    {
        CodeSite site = SiteOf(frame.Function, frame.Position);
        return new StackEntry(site.Function, site.SourceName, site.Line, frame.Position);
    }

    private static GuestFrame? Read(VmThread thread, nint pc, nint registers, out nint callerPc, out nint caller)
    {
        var r = (ulong*)registers;
        var entry = (FunctionEntry*)r[Machine.Frames.Function];
        callerPc = (nint)r[Machine.Frames.Return];
        caller = (nint)r[Machine.Frames.Caller];
        if (entry == null || thread.Functions.FunctionOf(entry) is not { } function) return null;
        return new GuestFrame(function, thread.Functions.PositionOf(entry, (Instruction*)pc), registers);
    }
}
