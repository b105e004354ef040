using HgmVm.Isa;
using HgmVm.Linking;

namespace HgmVm.Execution;

/// <summary>
/// Remembers where each object was allocated and freed, by watching the instructions that do it. The latest object at an
/// address counts; one that was freed together with its owner has no place of its own.
/// </summary>
internal sealed unsafe class ObjectHistory(VmThread thread)
{
    private readonly Dictionary<nint, (Site Allocated, Site? Freed)> _objects = [];
    private (nint Slot, Site Site)? _pending;

    /// <summary>Looks at an instruction before it runs; the result of an allocation is seen at the instruction after it.</summary>
    public void Before(Instruction* pc, ulong* registers)
    {
        if (_pending is { } pending) _objects[(nint)(*(ulong*)pending.Slot)] = (pending.Site, null);
        _pending = null;
        switch (pc->Opcode)
        {
            case Opcode.XAlloc or Opcode.XArrayNew or Opcode.XStr:
                _pending = ((nint)(registers + pc->A), SiteAt(pc, registers));
                break;
            case Opcode.XFree or Opcode.XFreeDeep:
                var address = (nint)registers[pc->A];
                if (_objects.TryGetValue(address, out (Site Allocated, Site? Freed) entry))
                    _objects[address] = (entry.Allocated, SiteAt(pc, registers));
                break;
        }
    }

    /// <summary>What is known of the latest object at an address.</summary>
    public (CodeSite? Allocated, CodeSite? Freed) Of(nint address) =>
        _objects.TryGetValue(address, out (Site Allocated, Site? Freed) entry)
            ? (Describe(entry.Allocated), entry.Freed is { } freed ? Describe(freed) : null)
            : (null, null);

    private CodeSite? Describe(Site site)
    {
        if (site.Function >= thread.Program.Functions.Length) return null;
        LinkedFunction function = thread.Program.Functions[site.Function];
        return StackWalk.SiteOf(function, site.Position);
    }

    private Site SiteAt(Instruction* pc, ulong* registers)
    {
        var entry = (FunctionEntry*)registers[Frames.Function];
        return entry == null
            ? new Site(int.MaxValue, 0)
            : new Site(entry->Number, thread.Functions.PositionOf(entry, pc));
    }

    private readonly record struct Site(int Function, int Position);
}
