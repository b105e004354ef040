using HgmVm.Compiled;
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
    /// <param name="IsCompiled">Its registers are in machine registers: the slots hold what slow paths left there.</param>
    public readonly record struct GuestFrame(LinkedFunction Function, int Position, nint Registers, bool IsCompiled);

    /// <summary>The frames from the innermost outwards; the steps of the dismantler are left out.</summary>
    public static IEnumerable<GuestFrame> Frames(VmThread thread, nint pc, nint registers)
    {
        nint bridge = Bridges(thread);
        while (registers != 0)
        {
            if (Read(thread, pc, registers) is { } frame) yield return frame;
            (pc, registers, bridge) = CallerOf(thread, pc, registers, bridge);
        }
    }

    /// <summary>The innermost frame; null when that is no function's.</summary>
    public static GuestFrame? Innermost(VmThread thread, nint pc, nint registers) =>
        registers == 0 ? null : Read(thread, pc, registers);

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

    private static GuestFrame? Read(VmThread thread, nint pc, nint registers)
    {
        if (SiteTable.IsSite(pc))
        {
            Site site = thread.Sites[pc];
            return site.Function is null ? null : new GuestFrame(site.Function, site.Position, registers, true);
        }
        var entry = (FunctionEntry*)((ulong*)registers)[Machine.Frames.Function];
        if (entry == null || thread.Functions.FunctionOf(entry) is not { } function) return null;
        return new GuestFrame(function, thread.Functions.PositionOf(entry, (Instruction*)pc), registers, false);
    }

    /// <summary>
    /// Where a frame was called from. Compiled code says no more than the site, which knows how far below its own frame
    /// is; where it called the interpreter, the site stands in the bridge. That of inlined code knows that of the call.
    /// </summary>
    private static (nint Pc, nint Registers, nint Bridge) CallerOf(VmThread thread, nint site, nint registers,
        nint bridge)
    {
        if (SiteTable.IsSite(site) && thread.Sites[site].Caller is not 0 and int call)
            return (call, registers - (thread.Sites[call].Distance * sizeof(ulong)), bridge);
        var r = (ulong*)registers;
        nint pc = (nint)r[Machine.Frames.Return], caller = (nint)r[Machine.Frames.Caller];
        var crossed = (TierBridge*)bridge;
        if (crossed != null && crossed->Registers == r)
        {
            (pc, caller) = (crossed->Place, crossed->Caller);
            bridge = (nint)crossed->Outer;
        }
        return SiteTable.IsSite(pc) ? (pc, (nint)(r - thread.Sites[pc].Distance), bridge) : (pc, caller, bridge);
    }

    private static nint Bridges(VmThread thread) => (nint)thread.Context->Bridges;
}
