using System.Buffers.Binary;
using System.Numerics;

namespace HgmVm.Bytecode;

/// <summary>The CRC-32C (Castagnoli) checksum, by the processor's instruction where it has one.</summary>
internal static class Crc32C
{
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte b in bytes) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}
