using System.Runtime.InteropServices;

namespace HgmVm.Memory;

/// <summary>VirtualAlloc and VirtualFree. Written from their documentation and not run yet.</summary>
internal static unsafe partial class WindowsPages
{
    private const uint MemCommit = 0x1000;
    private const uint MemReserve = 0x2000;
    private const uint MemDecommit = 0x4000;
    private const uint MemRelease = 0x8000;
    private const uint PageReadWrite = 4;

    /// <summary>Reserved ranges start at the allocation granularity, 64 KiB.</summary>
    public static byte* Reserve(nuint bytes) => (byte*)VirtualAlloc(null, bytes, MemReserve, PageReadWrite);

    public static bool Commit(byte* start, nuint bytes) =>
        VirtualAlloc(start, bytes, MemCommit, PageReadWrite) != null;

    /// <summary>
    /// A decommitted page faults when read, and a stale reference may still be checked: so the pages are committed
    /// again at once. Physical memory is given back; the commit charge is not.
    /// </summary>
    public static bool Decommit(byte* start, nuint bytes) =>
        VirtualFree(start, bytes, MemDecommit) != 0 && Commit(start, bytes);

    public static void Release(byte* start)
    {
        int result = VirtualFree(start, 0, MemRelease);
        HeapAssert.Cheap(result != 0, "a reserved range can be released");
    }

    [LibraryImport("kernel32")]
    private static partial void* VirtualAlloc(void* address, nuint size, uint type, uint protection);

    [LibraryImport("kernel32")]
    private static partial int VirtualFree(void* address, nuint size, uint type);
}
