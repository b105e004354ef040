using HgmVm.Isa;
using HgmVm.Machine;
using HgmVm.Memory;

namespace HgmVm.Execution;

/// <summary>
/// Records where objects are allocated and freed, by watching the instructions that do it, and names those places. An
/// object that is freed together with its owner was freed where its owner was.
/// </summary>
internal sealed unsafe class ObjectHistory(VmThread thread, AllocationHistory entries)
{
    private readonly List<Site> _sites = [];
    private readonly Dictionary<Site, int> _numbers = [];
    private (nint Slot, int Site)? _pending;

    /// <summary>Looks at an instruction before it runs; the result of an allocation is seen at the instruction after
    /// it.</summary>
    public void Before(Instruction* pc, ulong* registers)
    {
        if (_pending is { } pending) entries.RecordAllocation(*(byte**)pending.Slot, pending.Site);
        _pending = null;
        switch (pc->Opcode)
        {
            case Opcode.XAlloc or Opcode.XArrayNew or Opcode.XStr:
                _pending = ((nint)(registers + pc->A), SiteAt(pc, registers));
                break;
            case Opcode.XFree or Opcode.XFreeDeep:
                var freed = (byte*)registers[pc->A];
                entries.FreeSite = SiteAt(pc, registers);
                if (freed != null && ObjectHeader.IsLive(HeapFast.Header(freed)))
                    entries.RecordFree(freed, entries.FreeSite);
                break;
        }
    }

    /// <summary>What is known of the object that had an address in some generation.</summary>
    public (CodeSite? Allocated, CodeSite? Freed) Of(byte* address, uint generation) =>
        entries.Find(address, generation) is { } entry ? (Describe(entry.AllocatedAt), Describe(entry.FreedAt))
            : (null, null);

    /// <summary>The place that a number stands for; null for none.</summary>
    public CodeSite? Describe(int site)
    {
        if (site < 0 || _sites[site].Function >= thread.Program.Functions.Length) return null;
        return StackWalk.SiteOf(thread.Program.Functions[_sites[site].Function], _sites[site].Position);
    }

    private int SiteAt(Instruction* pc, ulong* registers)
    {
        var entry = (FunctionEntry*)registers[Frames.Function];
        if (entry == null) return AllocationHistory.NoSite;
        var site = new Site(entry->Number, thread.Functions.PositionOf(entry, pc));
        if (_numbers.TryGetValue(site, out int number)) return number;
        _sites.Add(site);
        _numbers.Add(site, _sites.Count - 1);
        return _sites.Count - 1;
    }

    private readonly record struct Site(int Function, int Position);
}
