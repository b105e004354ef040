using System.Runtime.InteropServices;

namespace HgmVm.Memory;

/// <summary>
/// The mmap family. Run on Linux; the macOS constants and its way of emptying pages are from its headers.
/// </summary>
internal static unsafe partial class UnixPages
{
    private const int ReadWrite = 1 | 2;
    private const int Private = 0x02;
    private const int Fixed = 0x10;
    private const int LinuxAnonymous = 0x20;
    private const int LinuxNoReserve = 0x4000;
    private const int MacAnonymous = 0x1000;
    private const int MacNoReserve = 0x40;
    private const int LinuxDontNeed = 4;

    private static int Flags => OperatingSystem.IsMacOS()
        ? Private | MacAnonymous | MacNoReserve
        : Private | LinuxAnonymous | LinuxNoReserve;

    /// <summary>
    /// A range aligned to 64 KiB, or null. mmap aligns to pages only, so one span more is asked for and the ends are
    /// cut off again.
    /// </summary>
    public static byte* Reserve(nuint bytes)
    {
        nuint asked = bytes + NativePages.Alignment;
        byte* raw = (byte*)Map(null, asked, ReadWrite, Flags, -1, 0);
        if ((nint)raw == -1)
        {
            return null;
        }

        byte* start = (byte*)(((nuint)raw + NativePages.Alignment - 1) & ~(NativePages.Alignment - 1));
        nuint before = (nuint)(start - raw);
        if (before > 0)
        {
            _ = Unmap(raw, before);
        }

        nuint after = asked - before - bytes;
        if (after > 0)
        {
            _ = Unmap(start + bytes, after);
        }

        return start;
    }

    public static bool Decommit(byte* start, nuint bytes)
    {
        if (OperatingSystem.IsMacOS())
        {
            // MADV_DONTNEED is only a hint there and keeps the contents; mapping anew is what empties pages.
            return MapZero(start, bytes);
        }

        return Advise(start, bytes, LinuxDontNeed) == 0;
    }

    /// <summary>Shows the start of a file in part of a range; writing there changes a copy. False when
    /// refused.</summary>
    public static bool MapFile(byte* start, nuint bytes, int file) =>
        (nint)Map(start, bytes, ReadWrite, Private | Fixed | (OperatingSystem.IsMacOS() ? 0 : LinuxNoReserve), file,
            0) != -1;

    /// <summary>Gives part of a range fresh pages that read as zero. False when refused.</summary>
    public static bool MapZero(byte* start, nuint bytes) =>
        (nint)Map(start, bytes, ReadWrite, Flags | Fixed, -1, 0) != -1;

    public static void Release(byte* start, nuint bytes)
    {
        int result = Unmap(start, bytes);
        HeapAssert.Cheap(result == 0, "a reserved range can be unmapped");
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}
