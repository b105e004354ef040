using System.Buffers.Binary;
using HgmVm.Bytecode;

namespace HgmVm.Tests.Bytecode;

/// <summary>Bytes of modules for tests: changed as one likes, with a checksum that is right again.</summary>
internal static class BinaryForm
{
    public const int HeaderBytes = 12;

    /// <summary>Puts the right checksum into the header.</summary>
    public static byte[] Seal(byte[] bytes)
    {
        if (bytes.Length >= HeaderBytes)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Crc32C.Compute(bytes.AsSpan(HeaderBytes)));
        return bytes;
    }

    /// <summary>Where the body of a section starts, and how long it is.</summary>
    public static (int Start, int Size) Find(byte[] bytes, Section section)
    {
        int position = HeaderBytes;
        while (bytes[position] != (byte)section)
            position += 5 + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(position + 1));
        return (position + 5, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(position + 1)));
    }

    /// <summary>The bytes with another body for one section, its size and the checksum adapted.</summary>
    public static byte[] WithSection(byte[] bytes, Section section, params byte[] body)
    {
        (int start, int size) = Find(bytes, section);
        byte[] result = [.. bytes[..start], .. body, .. bytes[(start + size)..]];
        BinaryPrimitives.WriteInt32LittleEndian(result.AsSpan(start - 4), body.Length);
        return Seal(result);
    }
}
