namespace HgmVm.Isa;

/// <summary>
/// Declares an opcode, on the static method that is its meaning (value opcodes) or on the interface method that every
/// consumer implements (portable and control opcodes). The generator <c>vm/HgmVm.IsaGen</c> derives everything else.
/// </summary>
/// <param name="number">The stable number. Portable opcodes are below <see cref="OpcodeLimits.FirstInternal"/>.</param>
/// <param name="mnemonic">The canonical name: <c>verb</c> or <c>verb.type</c>.</param>
/// <param name="meaning">One line in the notation of the ISA page, e.g. <c>R[a] := R[b] + R[c]</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpAttribute(ushort number, string mnemonic, string meaning) : Attribute
{
    public ushort Number { get; } = number;

    public string Mnemonic { get; } = mnemonic;

    public string Meaning { get; } = meaning;

    /// <summary>Operands of an opcode that has no C# signature to read them from, e.g. <c>"def any, use struct, field"</c>.</summary>
    public string Operands { get; init; } = "";

    /// <summary>Trap kinds that executing the opcode can raise.</summary>
    public TrapKinds Traps { get; init; }

    /// <summary>Where control goes next.</summary>
    public Flow Flow { get; init; }

    /// <summary>What follows the instruction word.</summary>
    public Extension Extension { get; init; }

    /// <summary>True when the step can end the life of some object: a liveness check before it proves nothing after
    /// it.</summary>
    public bool MayFree { get; init; }

    /// <summary>Number of the derived twin <c>mnemonic.imm</c> whose last operand is a signed 16-bit literal; 0 for
    /// none.</summary>
    public ushort ImmediateNumber { get; init; }

    /// <summary>For a comparison: number of the derived <c>br.mnemonic a, b, L</c>; 0 for none.</summary>
    public ushort BranchNumber { get; init; }

    /// <summary>For a comparison: number of the derived <c>br.mnemonic.imm a, literal, L</c>; 0 for none.</summary>
    public ushort BranchImmediateNumber { get; init; }
}

/// <summary>How the opcode numbers are divided.</summary>
public static class OpcodeLimits
{
    /// <summary>Opcodes from here on exist only in executable code; the loader and the verifier refuse them in
    /// modules.</summary>
    public const int FirstInternal = 0x400;

    /// <summary>Numbers from here on are no opcodes: <see cref="FusedPairs"/> stand there in the tables of handlers.</summary>
    public const int FirstFused = 0x700;

    /// <summary>One past the largest number in code.</summary>
    public const int Count = 0x800;
}
