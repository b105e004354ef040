namespace HgmVm.Bytecode;

/// <summary>The sizes no module may exceed, each declared here once: reader, verifier and assembler all refuse beyond
/// them.</summary>
public static class ModuleLimits
{
    /// <summary>Entries of any table: indices are 16 bits wide.</summary>
    public const int MaxTableEntries = 65_535;

    /// <summary>Instruction words of one function: code positions are 16 bits wide.</summary>
    public const int MaxCodeWords = 65_535;

    /// <summary>Registers of one function, parameters included. A register takes at most three stack slots.</summary>
    public const int MaxRegisters = 16_384;

    public const int MaxParameters = 255;

    public const int MaxResults = 255;

    /// <summary>Fields of one struct.</summary>
    public const int MaxFields = 4_096;

    /// <summary>Levels of inline members in one another.</summary>
    public const int MaxInlineDepth = 24;

    /// <summary>Levels of array elements and function signatures in one type. Text forms may recurse over
    /// types.</summary>
    public const int MaxTypeDepth = 24;

    /// <summary>
    /// Kinds that a type consists of when written out in full. Without this bound, signatures that each name the one
    /// before twice would double in text at every entry.
    /// </summary>
    public const int MaxTypeNodes = 4_096;

    /// <summary>Bytes of one string constant.</summary>
    public const int MaxStringBytes = 16 * 1024 * 1024;

    /// <summary>Bytes of a name, dots included.</summary>
    public const int MaxNameBytes = 255;

    /// <summary>Bytes of a whole binary module.</summary>
    public const int MaxModuleBytes = 64 * 1024 * 1024;
}
