namespace HgmVm.Memory;

/// <summary>
/// The only place that talks to the operating system about memory. It hands out one large readable and writable range
/// whose pages cost nothing until they are touched, and can make pages of it read as zero again.
/// </summary>
/// <remarks>
/// Nothing relies on catching a segmentation fault (.NET cannot): a range stays readable until it is released as a
/// whole, so checking a stale reference always finds a word to compare with (P3). On Unix the kernel commits pages as
/// they are touched. On Windows they must be committed by name, so <see cref="Commit"/> has to precede the first touch;
/// that path is written from the documentation of VirtualAlloc and has not been run yet.
/// </remarks>
internal static unsafe class NativePages
{
    /// <summary>
    /// Reserves a range that reads as zero. When the system refuses, the size is halved until it agrees or falls below
    /// <paramref name="leastBytes"/>.
    /// </summary>
    /// <param name="bytes">Wanted size, a multiple of 64 KiB; on return the size that was granted.</param>
    /// <param name="leastBytes">The smallest useful size, in bytes.</param>
    /// <returns>The start of the range, aligned to 64 KiB, or null.</returns>
    public static byte* Reserve(ref nuint bytes, nuint leastBytes)
    {
        for (nuint size = bytes; size >= leastBytes; size = (size / 2) & ~(Alignment - 1))
        {
            byte* start = OperatingSystem.IsWindows() ? WindowsPages.Reserve(size) : UnixPages.Reserve(size);
            if (start != null)
            {
                bytes = size;
                HeapAssert.Cheap(((nuint)start & (Alignment - 1)) == 0, "a reserved range starts at a span boundary");
                return start;
            }
        }

        return null;
    }

    /// <summary>Makes part of a range usable. False when the system has no memory to back it.</summary>
    public static bool Commit(byte* start, nuint bytes) =>
        !OperatingSystem.IsWindows() || WindowsPages.Commit(start, bytes);

    /// <summary>
    /// Gives the pages back; they read as zero from now on and may be written again. False when the system refused:
    /// then the contents are what they were.
    /// </summary>
    public static bool Decommit(byte* start, nuint bytes) =>
        OperatingSystem.IsWindows() ? WindowsPages.Decommit(start, bytes) : UnixPages.Decommit(start, bytes);

    /// <summary>Ends a reservation. Every address in it is invalid afterwards.</summary>
    public static void Release(byte* start, nuint bytes)
    {
        if (OperatingSystem.IsWindows())
        {
            WindowsPages.Release(start);
        }
        else
        {
            UnixPages.Release(start, bytes);
        }
    }

    /// <summary>What ranges are aligned to: a span, which is also the allocation granularity of Windows.</summary>
    public const nuint Alignment = 64 * 1024;
}
