using HgmVm.Isa;

namespace HgmVm.Assembler.Emission;

/// <summary>Reads and writes the 16-bit operands of an instruction: a, b, c in its own word, d, e, f, g in the
/// next.</summary>
internal static class OperandPlaces
{
    private const int InFirstWord = 3;

    /// <summary>The operand, or null when the word that should hold it lies beyond the end of the code.</summary>
    public static int? Read(List<Instruction> code, int position, int operand)
    {
        if (operand >= InFirstWord)
            return position + 1 < code.Count ? code[position + 1].Place(operand - InFirstWord) : null;
        return code[position].Place(operand + 1);
    }

    /// <summary>Entry <paramref name="entry"/> of a list of registers or labels after the instruction; null beyond the
    /// end.</summary>
    public static int? ReadList(List<Instruction> code, int position, int entry)
    {
        int word = position + 1 + entry / 4;
        return word < code.Count ? code[word].Place(entry % 4) : null;
    }

    /// <summary>Sets an operand of an instruction whose words are all there.</summary>
    public static void Write(List<Instruction> code, int position, int operand, int value)
    {
        bool isOwn = operand < InFirstWord;
        int word = isOwn ? position : position + 1;
        int shift = 16 * (isOwn ? operand + 1 : operand - InFirstWord);
        code[word] = new Instruction(code[word].Word & ~(0xFFFFUL << shift) | (ulong)(ushort)value << shift);
    }
}
