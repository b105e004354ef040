using System.Globalization;
using System.Runtime.InteropServices;

namespace HgmVm.Hosting;

/// <summary>What the standard descriptors were when the process started.</summary>
internal static partial class StandardDescriptors
{
    private const int GetFlags = 3;
    private const int AccessMode = 3;
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;

    /// <summary>
    /// False when the descriptor was closed at the start, as in <c>hgmvm run a.hgm >&amp;-</c>. Asking the system
    /// whether it is open now is not enough: the runtime opens files before any of our code runs, and the free number
    /// goes to one of them (seen: the pipe of its signal thread, which a write would corrupt). So a descriptor that
    /// only reads does not count, nor does a pipe whose reading end is in this very process.
    /// </summary>
    public static bool IsOpenForWriting(int descriptor) => IsOpen(descriptor, unwanted: ReadOnly);

    /// <summary>The same for standard input: reading the runtime's own pipe would never return.</summary>
    public static bool IsOpenForReading(int descriptor) => IsOpen(descriptor, unwanted: WriteOnly);

    private static bool IsOpen(int descriptor, int unwanted)
    {
        int mode = Mode(descriptor);
        if (mode < 0 || mode == unwanted) return false;
        return Target(descriptor) is not { } target || !target.Contains("pipe:", StringComparison.Ordinal)
            || !HasOtherEnd(descriptor, target, unwanted);
    }

    private static bool HasOtherEnd(int descriptor, string target, int mode)
    {
        foreach (string path in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            if (!int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int other))
                continue;
            if (other != descriptor && Target(other) == target && Mode(other) == mode) return true;
        }
        return false;
    }

    private static int Mode(int descriptor)
    {
        int flags = fcntl(descriptor, GetFlags);
        return flags < 0 ? -1 : flags & AccessMode;
    }

    private static string? Target(int descriptor)
    {
        try
        {
            return new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command);
}
