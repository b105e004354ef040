using System.Runtime.InteropServices;

namespace HgmVm.Memory;

/// <summary>
/// One span of random words, shown wherever a span was given back, so that a program that reads what is dead finds
/// rubbish there and not zeroes (P3; Vale's V15). All spans that show it share its physical pages. No word can pass for
/// a live header: every generation in it is even.
/// </summary>
/// <remarks>
/// Each span that shows it is a mapping of its own, and a process may have 65,530 of them on Linux (measured), which
/// the runtime needs too. So only so many spans show it, and the others read zero: both are dead. The mapping is
/// private and writable, because code in fast mode may write through a dead reference: that gets a copy of the page,
/// and no fault.
/// </remarks>
internal sealed unsafe partial class GarbagePages : IDisposable
{
    /// <summary>Half of what the system allows by default.</summary>
    public const int DefaultMost = 32_765;

    private readonly int _file;
    private readonly int _most;

    private GarbagePages(int file, int most)
    {
        _file = file;
        _most = most;
    }

    /// <summary>Spans that show garbage now.</summary>
    public int Count { get; private set; }

    /// <summary>Null where the system has no files without a name (anything but Linux): spans read zero
    /// there.</summary>
    /// <param name="most">How many spans may show it at once.</param>
    public static GarbagePages? Create(int most)
    {
        if (!OperatingSystem.IsLinux()) return null;
        int file = CreateFile("hgmvm-garbage", CloseOnExec);
        if (file < 0) return null;
        ulong[] words = new ulong[SpanInfo.SpanBytes / sizeof(ulong)];
        Random.Shared.NextBytes(MemoryMarshal.AsBytes(words.AsSpan()));
        for (int i = 0; i < words.Length; i++) words[i] &= ~1UL;
        var pages = new GarbagePages(file, most);
        fixed (ulong* bytes = words)
        {
            if (Write(file, bytes, SpanInfo.SpanBytes) == SpanInfo.SpanBytes) return pages;
        }
        pages.Dispose();
        return null;
    }

    /// <summary>Shows it in a span, whose own pages go back to the system. False when there are too many: nothing
    /// changed.</summary>
    public bool Cover(byte* span)
    {
        if (Count >= _most || !UnixPages.MapFile(span, SpanInfo.SpanBytes, _file)) return false;
        Count++;
        return true;
    }

    /// <summary>Gives a span that shows it pages of its own, which read zero. False when the system refused.</summary>
    public bool Uncover(byte* span)
    {
        if (!UnixPages.MapZero(span, SpanInfo.SpanBytes)) return false;
        Count--;
        return true;
    }

    public void Dispose() => _ = Close(_file);

    private const uint CloseOnExec = 1;

    [LibraryImport("libc", EntryPoint = "memfd_create", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int file, void* bytes, nint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
