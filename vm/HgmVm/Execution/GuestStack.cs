using HgmVm.Machine;
using HgmVm.Memory;

namespace HgmVm.Execution;

/// <summary>The stack of a VM thread: reserved address space that takes memory only as far as frames reach.</summary>
internal sealed unsafe class GuestStack : IDisposable
{
    private readonly nuint _bytes;
    private byte* _memory;

    /// <exception cref="InsufficientMemoryException">The system has no address space of that size.</exception>
    public GuestStack(long usableBytes)
    {
        _bytes = (nuint)(usableBytes + Frames.HeadroomSlots * sizeof(ulong));
        _bytes = (_bytes + NativePages.Alignment - 1) & ~(NativePages.Alignment - 1);
        nuint reserved = _bytes;
        _memory = NativePages.Reserve(ref reserved, reserved);
        if (_memory == null) throw new InsufficientMemoryException("no address space for a guest stack");
    }

    /// <summary>Where the registers of the first frame go.</summary>
    public ulong* Base => (ulong*)_memory + Frames.LinkageSlots;

    /// <summary>No frame may reach beyond this; above it there is still the headroom.</summary>
    public ulong* Limit => (ulong*)(_memory + _bytes) - Frames.HeadroomSlots;

    public void Dispose()
    {
        if (_memory != null) NativePages.Release(_memory, _bytes);
        _memory = null;
    }
}
