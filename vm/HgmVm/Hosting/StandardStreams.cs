using System.Runtime.InteropServices;

namespace HgmVm.Hosting;

/// <summary>
/// The three standard streams of the process. Not those of <c>Console</c>: its output drops what it writes to a closed
/// pipe without a word, so that a program would never learn that its reader is gone. Not <c>FileStream</c>: it writes
/// at offsets it counts itself, so that two programs writing to one redirected file would overwrite each other. A
/// descriptor that was closed before the process started reads as empty, and fails when it is written to.
/// </summary>
public static partial class StandardStreams
{
    /// <summary>Standard input.</summary>
    public const int InputDescriptor = 0;

    /// <summary>Standard input, unbuffered.</summary>
    public static Stream OpenInput() =>
        OperatingSystem.IsWindows() ? Console.OpenStandardInput() : new DescriptorStream(InputDescriptor);

    /// <summary>
    /// Standard output or standard error, unbuffered. Writing throws <see cref="ClosedPipeException"/> when the reader is
    /// gone, and another <see cref="IOException"/> when it fails otherwise.
    /// </summary>
    /// <param name="descriptor">1 for standard output, 2 for standard error.</param>
    public static Stream OpenOutput(int descriptor)
    {
        if (!OperatingSystem.IsWindows()) return new DescriptorStream(descriptor);
        return descriptor == 1 ? Console.OpenStandardOutput() : Console.OpenStandardError();
    }

    /// <summary>True when a person sits at the other end.</summary>
    public static bool IsTerminal(int descriptor)
    {
        if (!OperatingSystem.IsWindows()) return IsATerminal(descriptor) != 0;
        return descriptor == InputDescriptor ? !Console.IsInputRedirected : !Console.IsOutputRedirected;
    }

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsATerminal(int descriptor);

    private sealed unsafe partial class DescriptorStream(int descriptor) : Stream
    {
        // The same numbers on Linux and macOS, but for EAGAIN.
        private const int Interrupted = 4;
        private const int BrokenPipe = 32;
        private const short Readable = 1;
        private const short Writable = 4;

        private static readonly int s_wouldBlock = OperatingSystem.IsMacOS() ? 35 : 11;

        private bool? _isOpen;

        public override bool CanRead => descriptor == InputDescriptor;

        public override bool CanWrite => descriptor != InputDescriptor;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        private bool IsOpen => _isOpen ??= CanRead
            ? StandardDescriptors.IsOpenForReading(descriptor)
            : StandardDescriptors.IsOpenForWriting(descriptor);

        public override int Read(Span<byte> buffer)
        {
            if (!IsOpen) return 0;
            fixed (byte* bytes = buffer)
            {
                while (true)
                {
                    nint count = NativeRead(descriptor, bytes, (nuint)buffer.Length);
                    if (count >= 0) return (int)count;
                    WaitOrThrow(Marshal.GetLastPInvokeError(), Readable);
                }
            }
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (buffer.IsEmpty) return;
            if (!IsOpen) throw new IOException("it is closed");
            fixed (byte* bytes = buffer)
            {
                int written = 0;
                while (written < buffer.Length)
                {
                    nint count = NativeWrite(descriptor, bytes + written, (nuint)(buffer.Length - written));
                    if (count >= 0) written += (int)count;
                    else WaitOrThrow(Marshal.GetLastPInvokeError(), Writable);
                }
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
            // Nothing is kept back here.
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        private void WaitOrThrow(int error, short events)
        {
            if (error == Interrupted) return;
            if (error == BrokenPipe) throw new ClosedPipeException();
            if (error != s_wouldBlock) throw new IOException(Marshal.GetPInvokeErrorMessage(error));
            // Somebody else made the descriptor non-blocking; a program must not notice.
            var entry = new PollEntry { Descriptor = descriptor, Events = events };
            _ = Poll(&entry, 1, -1);
        }

        [StructLayout(LayoutKind.Sequential)]
        private struct PollEntry
        {
            public int Descriptor;
            public short Events;
            public short Happened;
        }

        [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
        private static partial nint NativeRead(int descriptor, byte* bytes, nuint count);

        [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
        private static partial nint NativeWrite(int descriptor, byte* bytes, nuint count);

        [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
        private static partial int Poll(PollEntry* entries, nuint count, int milliseconds);
    }
}
