using System.Buffers.Binary;
using System.Text;

namespace HgmVm.Bytecode;

/// <summary>Appends the primitive encodings of the binary form to a growing buffer.</summary>
internal sealed class ByteWriter
{
    private byte[] _bytes = new byte[1024];

    /// <summary>Number of bytes written.</summary>
    public int Length { get; private set; }

    public byte[] ToArray() => _bytes.AsSpan(0, Length).ToArray();

    public void Byte(byte value) => Grow(1)[0] = value;

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Grow(value.Length));

    public void Fixed32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Grow(4), value);

    public void Fixed64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Grow(8), value);

    /// <summary>Overwrites four bytes that were left open for a size or a checksum.</summary>
    public void Patch32(int position, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(position, 4), value);

    /// <summary>The bytes from <paramref name="start"/> on.</summary>
    public ReadOnlySpan<byte> From(int start) => _bytes.AsSpan(start, Length - start);

    /// <summary>An unsigned LEB128 number in its shortest form: seven bits a byte, lowest first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, which the form cannot hold.</exception>
    public void Number(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Number((uint)value);
    }

    /// <summary>A signed number, zigzag-coded so that small negative ones stay short.</summary>
    public void Signed(int value) => Number((uint)(value << 1) ^ (uint)(value >> 31));

    /// <summary>Text as UTF-8, after its length in bytes.</summary>
    public void Text(string value) => Blob(Encoding.UTF8.GetBytes(value));

    /// <summary>Bytes after their number.</summary>
    public void Blob(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        Bytes(value);
    }

    private void Number(uint value)
    {
        for (; value >= 0x80; value >>= 7) Byte((byte)(value | 0x80));
        Byte((byte)value);
    }

    private Span<byte> Grow(int count)
    {
        if (_bytes.Length - Length < count)
            Array.Resize(ref _bytes, Math.Max(checked(Length + count), _bytes.Length * 2));
        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }
}
