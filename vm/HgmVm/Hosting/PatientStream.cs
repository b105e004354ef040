namespace HgmVm.Hosting;

/// <summary>
/// Reads and writes a stream on behalf of a program without waiting longer than the program may. No stream can be told
/// to give up, so with a deadline the work is done by another thread and, when the deadline comes first, left to it:
/// bytes that arrive too late are kept for the next read, and after a write that never came back nothing more is
/// written. Without a deadline it is a plain call.
/// </summary>
internal sealed class PatientStream(Stream stream)
{
    private const int MaxReadBytes = 64 * 1024;

    private byte[] _late = [];
    private Task<int>? _reading;
    private Task? _writing;

    /// <summary>Reads at least one byte unless the stream has ended or <paramref name="bytes"/> is empty.</summary>
    /// <returns>How many were read; 0 at the end of the stream.</returns>
    /// <exception cref="DeadlineException">There was nothing to read in time.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public int Read(Span<byte> bytes, Deadline deadline)
    {
        if (bytes.IsEmpty) return 0;
        if (_reading is null && !deadline.IsLimited) return stream.Read(bytes);
        int wanted = Math.Min(bytes.Length, MaxReadBytes);
        if (_reading is null && _late.Length < wanted) _late = new byte[wanted];
        Task<int> reading = _reading ??= Task.Run(() => stream.Read(_late, 0, wanted));
        if (!deadline.WaitFor(reading)) throw new DeadlineException();
        _reading = null;
        int count = reading.GetAwaiter().GetResult();
        return Keep(_late.AsSpan(0, count), bytes);
    }

    /// <summary>Writes all bytes and flushes the stream.</summary>
    /// <exception cref="DeadlineException">They could not all be written in time.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Write(ReadOnlySpan<byte> bytes, Deadline deadline)
    {
        if (_writing is null && !deadline.IsLimited)
        {
            stream.Write(bytes);
            stream.Flush();
            return;
        }
        if (_writing is not null) Finish(_writing, deadline);
        byte[] copy = bytes.ToArray();
        _writing = Task.Run(() =>
        {
            stream.Write(copy);
            stream.Flush();
        });
        Finish(_writing, deadline);
    }

    private void Finish(Task writing, Deadline deadline)
    {
        if (!deadline.WaitFor(writing)) throw new DeadlineException();
        _writing = null;
        writing.GetAwaiter().GetResult();
    }

    // A read that was left behind may have got more than the next one asks for.
    private int Keep(ReadOnlySpan<byte> read, Span<byte> bytes)
    {
        int count = Math.Min(read.Length, bytes.Length);
        read[..count].CopyTo(bytes);
        if (count < read.Length)
        {
            int rest = read.Length - count;
            read[count..].CopyTo(_late);
            _reading = Task.FromResult(rest);
        }
        return count;
    }
}
