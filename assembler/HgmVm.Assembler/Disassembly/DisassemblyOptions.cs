namespace HgmVm.Assembler;

/// <summary>What a disassembly shows beyond what assembling it again needs.</summary>
public sealed class DisassemblyOptions
{
    /// <summary>The code position of each instruction, as a comment after it.</summary>
    public bool ShowPositions { get; init; }

    /// <summary>What else to say about an instruction, by index of the function and position; null for
    /// nothing.</summary>
    public Func<int, int, string?>? Annotate { get; init; }
}
