namespace HgmVm.Hosting;

/// <summary>
/// Output on its way out. Writing byte by byte costs a system call each without a buffer; a watched output still gets
/// every line at its end. Once the reader is gone, writing does nothing and says so.
/// </summary>
internal sealed class OutputBuffer(Stream stream, string name, bool flushesLines)
{
    private const int SizeBytes = 32 * 1024;

    private readonly PatientStream _stream = new(stream);
    private readonly byte[] _bytes = new byte[SizeBytes];
    private int _count;

    /// <summary>True once the reader at the other end is gone.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Takes bytes for writing.</summary>
    /// <returns>False when nobody can read them any more.</returns>
    /// <exception cref="IOException">They could not be written for another reason.</exception>
    /// <exception cref="DeadlineException">Nobody took them in time.</exception>
    public bool Write(ReadOnlySpan<byte> bytes, Deadline deadline)
    {
        if (bytes.Length > _bytes.Length - _count && !Flush(deadline)) return false;
        if (bytes.Length > _bytes.Length) return !IsClosed && Pass(bytes, deadline);
        bytes.CopyTo(_bytes.AsSpan(_count));
        _count += bytes.Length;
        return flushesLines && bytes.Contains((byte)'\n') ? Flush(deadline) : !IsClosed;
    }

    /// <inheritdoc cref="Write"/>
    public bool Flush(Deadline deadline)
    {
        int count = _count;
        // Forgotten first: bytes that could not be written once must not fail the next attempt as well.
        _count = 0;
        return !IsClosed && (count == 0 || Pass(_bytes.AsSpan(0, count), deadline));
    }

    private bool Pass(ReadOnlySpan<byte> bytes, Deadline deadline)
    {
        try
        {
            _stream.Write(bytes, deadline);
            return true;
        }
        catch (Exception problem) when (problem is ClosedPipeException or ObjectDisposedException)
        {
            IsClosed = true;
            return false;
        }
        catch (IOException problem)
        {
            throw new IOException($"{name}: {problem.Message}", problem);
        }
    }
}
