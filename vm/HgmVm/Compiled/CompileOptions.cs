namespace HgmVm.Compiled;

/// <summary>What compiled code does beside its own work: only what the run asked for.</summary>
internal sealed class CompileOptions
{
    private const long MostNativeStackBytes = 1L << 30;

    /// <param name="guestStackBytes">Bytes of the guest stack.</param>
    public CompileOptions(long guestStackBytes)
    {
        NativeStackBytes = Math.Min(MostNativeStackBytes, guestStackBytes * MostFactor) + ReservedBytes;
        NativeStackFactor = (NativeStackBytes - ReservedBytes) / guestStackBytes;
    }

    /// <summary>Native stack that slow paths, host functions and the runtime may use beyond the limit.</summary>
    public const int ReservedBytes = 1 << 20;

    private const int MostFactor = 16;

    /// <summary>Each executed opcode is counted, as the interpreter does for statistics.</summary>
    public bool CountOpcodes { get; init; }

    /// <summary>Each entry and backward jump takes one unit of fuel.</summary>
    public bool CountsFuel { get; init; }

    /// <summary>Entries and backward jumps look at the interrupt flag.</summary>
    public bool Polls { get; init; }

    public bool ChecksBackwardJumps => CountsFuel || Polls;

    /// <summary>Bytes of the stack of the native thread.</summary>
    public long NativeStackBytes { get; }

    /// <summary>How many bytes of native stack there are for each byte of guest stack.</summary>
    public long NativeStackFactor { get; }
}
