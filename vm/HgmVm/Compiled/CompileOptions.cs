using HgmVm.Execution;

namespace HgmVm.Compiled;

/// <summary>What compiled code does beside its own work: only what the run asked for.</summary>
internal sealed class CompileOptions
{
    private const long MostNativeStackBytes = 1L << 30;

    public CompileOptions(VmOptions options)
    {
        CountOpcodes = options.CountInstructions;
        CountsFuel = options.Fuel is not null || options.CountInstructions;
        Polls = !CountsFuel && (options.Timeout is not null || options.Cancellation.CanBeCanceled);
        NativeStackBytes = Math.Min(MostNativeStackBytes, options.MaxStackBytes * MostFactor) + ReservedBytes;
        NativeStackFactor = (NativeStackBytes - ReservedBytes) / options.MaxStackBytes;
    }

    /// <summary>Native stack that slow paths, host functions and the runtime may use beyond the limit.</summary>
    public const int ReservedBytes = 1 << 20;

    private const int MostFactor = 16;

    /// <summary>Each executed opcode is counted, as the interpreter does for statistics.</summary>
    public bool CountOpcodes { get; }

    /// <summary>Each entry and backward jump takes one unit of fuel.</summary>
    public bool CountsFuel { get; }

    /// <summary>Entries and backward jumps look at the interrupt flag.</summary>
    public bool Polls { get; }

    public bool ChecksBackwardJumps => CountsFuel || Polls;

    /// <summary>Bytes of the stack of the native thread.</summary>
    public long NativeStackBytes { get; }

    /// <summary>How many bytes of native stack there are for each byte of guest stack.</summary>
    public long NativeStackFactor { get; }
}
