using HgmVm.Isa;

namespace HgmVm.Verification;

/// <summary>An instruction of a function with its extension words, all of which are there.</summary>
internal readonly struct DecodedInstruction(List<Instruction> code, int position, OpcodeRow row)
{
    /// <summary>Index of the first word.</summary>
    public int Position { get; } = position;

    public OpcodeRow Row { get; } = row;

    public Instruction Word => code[Position];

    /// <summary>Position of the instruction after this one; the length of the code for the last.</summary>
    public int Next => Position + Row.WordCount(Word);

    /// <summary>The number in operand place <paramref name="operand"/>: a, b, c, then d to g of the extension word.</summary>
    public int Operand(int operand) => operand switch
    {
        0 => Word.A,
        1 => Word.B,
        2 => Word.C,
        _ => Extra(operand - 3),
    };

    /// <summary>The 16-bit place at <paramref name="index"/> of the extension words.</summary>
    public int Extra(int index) => code[Position + 1 + index / 4].Place(index % 4);

    /// <summary>The register of an argument of a call, or of a returned value.</summary>
    public int Argument(int index) => Extra(index);

    public int ArgumentCount => Row.Extension == Extension.Values ? Word.A : Word.B;

    /// <summary>The register that gets a result of a call.</summary>
    public int Result(int index) => Extra(Word.B + index);

    public int ResultCount => Word.C;

    /// <summary>A target of `switch`; the first is the default.</summary>
    public int Label(int index) => Extra(index);

    public int LabelCount => Word.B;

    /// <summary>Number of places used in the extension words.</summary>
    public int ExtraCount => Row.Extension switch
    {
        Extension.Operands => Row.OperandCount - 3,
        Extension.Call => Word.B + Word.C,
        Extension.Values => Word.A,
        Extension.Labels => Word.B,
        _ => 0,
    };
}
