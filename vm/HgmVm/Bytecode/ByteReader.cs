using System.Buffers.Binary;
using System.Text;
using HgmVm.Diagnostics;

namespace HgmVm.Bytecode;

/// <summary>
/// Reads the primitive encodings of the binary form from hostile bytes. Nothing throws: the first error that makes the
/// rest of a section unreadable sets <see cref="Failed"/>, and every read after it yields zero or nothing, so that
/// callers only look at it in loops. Errors that leave the position intact are reported and reading goes on.
/// </summary>
internal ref struct ByteReader(ReadOnlySpan<byte> bytes, string sourceName, List<Diagnostic> diagnostics)
{
    /// <summary>More errors than anybody reads: a damaged table could give one for each entry.</summary>
    private const int MaxDiagnostics = 100;

    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _end = bytes.Length;
    private string _where = "the header";

    public int Position { get; private set; }

    /// <summary>True after an error that makes the rest of the section unreadable.</summary>
    public bool Failed { get; private set; }

    public readonly int Remaining => _end - Position;

    /// <summary>Starts reading a section whose body ends at <paramref name="end"/>.</summary>
    public void Enter(int start, int end, string name)
    {
        Position = start;
        _end = end;
        _where = $"section `{name}`";
        Failed = false;
    }

    public readonly void Report(DiagnosticDescriptor descriptor, string message)
    {
        if (diagnostics.Count >= MaxDiagnostics) return;
        diagnostics.Add(new Diagnostic(descriptor, $"{message} (byte {Position}, in {_where})", new SourceSpan(sourceName, 0, 0, 0)));
    }

    /// <summary>Reports an error after which the rest of the section cannot be read.</summary>
    public void Fail(DiagnosticDescriptor descriptor, string message)
    {
        if (!Failed) Report(descriptor, message);
        Failed = true;
    }

    public ReadOnlySpan<byte> Bytes(int count, string what)
    {
        if (!Failed && count > Remaining) Fail(FormatDiagnostics.Truncated, $"{what} needs {count} bytes, {Remaining} are left");
        if (Failed) return default;
        Position += count;
        return _bytes.Slice(Position - count, count);
    }

    public byte Byte(string what) => Bytes(1, what) is [byte value] ? value : (byte)0;

    public uint Fixed32(string what) => Bytes(4, what) is { Length: 4 } b ? BinaryPrimitives.ReadUInt32LittleEndian(b)
        : 0;

    public ulong Fixed64(string what) => Bytes(8, what) is { Length: 8 } b ? BinaryPrimitives.ReadUInt64LittleEndian(b)
        : 0;

    /// <summary>An unsigned LEB128 number of at most 32 bits, in its shortest form.</summary>
    public uint Number(string what)
    {
        ulong value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte next = Byte(what);
            if (Failed) return 0;
            value |= (ulong)(next & 0x7F) << shift;
            if (next >= 0x80) continue;
            if ((next == 0 && shift > 0) || value > uint.MaxValue) break;
            return (uint)value;
        }
        Fail(FormatDiagnostics.MalformedNumber, $"{what} is not a number in its shortest form");
        return 0;
    }

    /// <summary>A number of at most <paramref name="max"/>.</summary>
    public int Number(int max, string what)
    {
        uint value = Number(what);
        if (value <= (uint)max) return (int)value;
        Fail(FormatDiagnostics.LimitExceeded, $"{what} is {value}, more than {max}");
        return 0;
    }

    /// <summary>A zigzag-coded signed number.</summary>
    public int Signed(string what)
    {
        uint value = Number(what);
        return (int)(value >> 1) ^ -(int)(value & 1);
    }

    /// <summary>
    /// How many entries follow. A count that the rest of the section cannot hold is refused here, before anybody
    /// allocates for it.
    /// </summary>
    public int Count(int max, int leastBytesEach, string what)
    {
        int count = Number(max, what);
        if (!Failed && (long)count * leastBytesEach > Remaining)
            Fail(FormatDiagnostics.Truncated, $"{count} {what} need at least {(long)count * leastBytesEach} bytes, {Remaining} are left");
        return Failed ? 0 : count;
    }

    public string Text(int maxBytes, string what)
    {
        ReadOnlySpan<byte> bytes = Bytes(Number(maxBytes, "the length of a text"), what);
        if (System.Text.Unicode.Utf8.IsValid(bytes)) return s_strict.GetString(bytes);
        Report(FormatDiagnostics.InvalidText, $"{what} is not UTF-8");
        return "";
    }
}
