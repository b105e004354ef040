using HgmVm.Machine;
using HgmVm.Memory;

namespace HgmVm.Execution;

/// <summary>The stack of a VM thread: reserved address space that takes memory only as far as frames reach.</summary>
internal sealed unsafe class GuestStack : IDisposable
{
    // Ranges are aligned to 64 KiB, and so are spans: the first frame and the first objects would share a cache set
    // and, on AMD Zen, the hash of the address by which the cache predicts the way. Each access to one then made the
    // next access to the other slow: 14 ns instead of 6 for an alloc and a free. An odd page and line keep them apart.
    private const int ColourBytes = 5 * 4096 + 21 * 64;

    private readonly nuint _bytes;
    private byte* _memory;

    /// <exception cref="InsufficientMemoryException">The system has no address space of that size.</exception>
    public GuestStack(long usableBytes)
    {
        _bytes = (nuint)(ColourBytes + usableBytes + Frames.HeadroomSlots * sizeof(ulong));
        _bytes = (_bytes + NativePages.Alignment - 1) & ~(NativePages.Alignment - 1);
        nuint reserved = _bytes;
        _memory = NativePages.Reserve(ref reserved, reserved);
        if (_memory == null) throw new InsufficientMemoryException("no address space for a guest stack");
    }

    /// <summary>Where the registers of the first frame go.</summary>
    public ulong* Base => (ulong*)(_memory + ColourBytes) + Frames.LinkageSlots;

    /// <summary>No frame may reach beyond this; above it there is still the headroom.</summary>
    public ulong* Limit => (ulong*)(_memory + _bytes) - Frames.HeadroomSlots;

    public void Dispose()
    {
        if (_memory != null) NativePages.Release(_memory, _bytes);
        _memory = null;
    }
}
