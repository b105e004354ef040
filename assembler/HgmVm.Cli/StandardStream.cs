using System.ComponentModel;
using System.Runtime.InteropServices;

namespace HgmVm.Cli;

/// <summary>
/// Standard output or standard error, unbuffered, straight on the descriptor. Neither stream of .NET serves: the one of
/// <see cref="Console"/> swallows EPIPE, so a program behind <c>| head -1</c> would run on for ever, and a
/// <see cref="FileStream"/> writes at positions of its own, so two commands that share one file overwrite each other.
/// </summary>
internal sealed partial class StandardStream(int descriptor, bool ignoreFailures = false) : Stream
{
    private const int EINTR = 4;
    private const int EAGAIN = 11;
    private const int EPIPE = 32;

    private bool? _isOpen;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>True when the descriptor was open, for writing, before the process started.</summary>
    public bool IsOpen => _isOpen ??= StandardDescriptors.IsOpenForWriting(descriptor);

    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.IsEmpty) return;
        try
        {
            if (!IsOpen) throw new OutputException("it is closed");
            fixed (byte* start = buffer)
                WriteAll(start, buffer.Length);
        }
        catch (OutputException) when (ignoreFailures)
        {
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private unsafe void WriteAll(byte* bytes, nint length)
    {
        for (nint written = 0; written < length;)
        {
            nint count = write(descriptor, bytes + written, length - written);
            if (count >= 0) written += count;
            else Fail(Marshal.GetLastPInvokeError());
        }
    }

    private static void Fail(int error)
    {
        switch (error)
        {
            case EINTR: return;
            // Somebody made the descriptor non-blocking (a terminal shared with another program): wait a little and retry.
            case EAGAIN: Thread.Sleep(1); return;
            case EPIPE: throw new OutputException("nobody reads it any more", isBrokenPipe: true);
            default: throw new OutputException(new Win32Exception(error).Message);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static unsafe partial nint write(int descriptor, byte* bytes, nint count);
}

/// <summary>Standard output did not take what was written.</summary>
internal sealed class OutputException(string message, bool isBrokenPipe = false) : IOException(message)
{
    /// <summary>True when the reader went away: the tool then ends without a word, as programs that SIGPIPE ends do.</summary>
    public bool IsBrokenPipe { get; } = isBrokenPipe;
}
