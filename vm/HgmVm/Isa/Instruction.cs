using System.Runtime.InteropServices;

namespace HgmVm.Isa;

/// <summary>
/// One 64-bit word of code.
/// <code>
///   63        48 47        32 31        16 15         0
///  +------------+------------+------------+------------+
///  |     c      |     b      |     a      |   opcode   |
///  +------------+------------+------------+------------+
///  |     32-bit literal      |     a      |   opcode   |
///  +-------------------------+------------+------------+
/// </code>
/// Operands are register numbers, table indices, code positions or 16-bit literals, as the opcode's row says. In
/// executable code the same word carries stack slots, byte offsets and relative jumps instead.
/// </summary>
/// <remarks>Extension words after it hold four 16-bit operands each (lowest first) or one 64-bit literal.</remarks>
[StructLayout(LayoutKind.Explicit, Size = 8)]
public struct Instruction : IEquatable<Instruction>
{
    [FieldOffset(0)] private ulong _word;

    /// <summary>The opcode number.</summary>
    [FieldOffset(0)] public ushort Op;

    [FieldOffset(2)] public ushort A;
    [FieldOffset(4)] public ushort B;
    [FieldOffset(6)] public ushort C;

    /// <summary>The 32-bit literal in the places b and c.</summary>
    [FieldOffset(4)] public int Literal;

    public Instruction(ulong word) => _word = word;

    public Instruction(Opcode op, int a = 0, int b = 0, int c = 0)
    {
        Op = (ushort)op;
        A = (ushort)a;
        B = (ushort)b;
        C = (ushort)c;
    }

    /// <summary>The word as a number.</summary>
    public readonly ulong Word => _word;

    public readonly Opcode Opcode => (Opcode)Op;

    /// <summary>The 16-bit place at <paramref name="index"/> of an extension word (0 to 3, lowest first).</summary>
    public readonly ushort Place(int index) => (ushort)(_word >> (16 * index));

    /// <summary>An instruction with a 32-bit literal in the places b and c.</summary>
    public static Instruction WithLiteral(Opcode op, int a, int literal) => new(op, a) { Literal = literal };

    public readonly bool Equals(Instruction other) => _word == other._word;

    public override readonly bool Equals(object? obj) => obj is Instruction other && Equals(other);

    public override readonly int GetHashCode() => _word.GetHashCode();

    public static bool operator ==(Instruction left, Instruction right) => left.Equals(right);

    public static bool operator !=(Instruction left, Instruction right) => !left.Equals(right);
}
