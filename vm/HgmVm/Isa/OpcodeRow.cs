namespace HgmVm.Isa;

/// <summary>Everything about an opcode that is not its execution: the row that assembler, verifier and docs loop
/// over.</summary>
public sealed class OpcodeRow
{
    /// <summary>Most operands an instruction can have: a, b, c in its own word and d, e, f, g in the extension
    /// word.</summary>
    public const int MaxOperands = 7;

    private readonly ulong _operands;

    internal OpcodeRow(Opcode opcode, string mnemonic, ulong operands, Extension extension, Flow flow, int traps,
        bool mayFree)
    {
        Opcode = opcode;
        Mnemonic = mnemonic;
        _operands = operands;
        Extension = extension;
        Flow = flow;
        Traps = (TrapKinds)traps;
        MayFree = mayFree;
        for (int count = 0; count < MaxOperands && (operands >> (8 * count) & 0xFF) != 0; count++)
            OperandCount = count + 1;
    }

    public Opcode Opcode { get; }

    /// <summary>The canonical name, e.g. <c>add.i64</c>.</summary>
    public string Mnemonic { get; }

    public Extension Extension { get; }

    public Flow Flow { get; }

    public TrapKinds Traps { get; }

    public bool MayFree { get; }

    /// <summary>Number of operands, those of a variable-length extension not counted.</summary>
    public int OperandCount { get; }

    /// <summary>True for an opcode that exists only in executable code.</summary>
    public bool IsInternal => (int)Opcode >= OpcodeLimits.FirstInternal;

    /// <summary>Words that an instruction with this first word takes, its extension words included: 1 to
    /// 32,769.</summary>
    /// <remarks>In unverified code they may reach beyond the end of the function.</remarks>
    public int WordCount(Instruction first) => Extension switch
    {
        Extension.None => 1,
        Extension.Call => 1 + (first.B + first.C + 3) / 4,
        Extension.Values => 1 + (first.A + 3) / 4,
        Extension.Labels => 1 + (first.B + 3) / 4,
        _ => 2,
    };

    /// <summary>The operand at <paramref name="index"/>, in the order of the text form, which is the order a, b, c, d,
    /// ...</summary>
    public OperandSpec this[int index]
    {
        get
        {
            int packed = (int)(_operands >> (8 * index)) & 0xFF;
            return new OperandSpec((OperandRole)(packed & 0xF), (OperandClass)(packed >> 4));
        }
    }

    /// <summary>Packs operands for a generated row: four bits of role and four of class, eight bits an
    /// operand.</summary>
    internal static ulong Pack(ReadOnlySpan<OperandSpec> operands)
    {
        ulong packed = 0;
        for (int i = 0; i < operands.Length; i++)
            packed |= (ulong)((int)operands[i].Role | (int)operands[i].Class << 4) << (8 * i);
        return packed;
    }
}
