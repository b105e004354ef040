using HgmVm.Isa;

namespace HgmVm.Machine;

/// <summary>
/// Carries a trap from the body of an opcode to the machine, which adds the place and turns it into a report. It never
/// leaves the library.
/// </summary>
/// <param name="kind">What the program did wrong.</param>
/// <param name="text">What else there is to say about it; null when the kind says everything.</param>
/// <param name="subject">The address of the object it is about; 0 when that is not known.</param>
internal sealed class TrapException(TrapKind kind, string? text = null,
    nint subject = 0) : Exception(text ?? kind.Name())
{
    /// <summary>What the program did wrong.</summary>
    public TrapKind Kind { get; } = kind;

    /// <summary>What else there is to say about it; null when the kind says everything.</summary>
    public string? Text { get; } = text;

    /// <summary>True when the place of the trap, and all else that a report needs, stands in the machine
    /// already.</summary>
    public bool IsPlaced { get; init; }

    /// <summary>The address of the object it is about; 0 when that is not known.</summary>
    public nint Subject { get; } = subject;

    /// <summary>The trap of a truncating conversion that cannot represent <paramref name="value"/>.</summary>
    public static TrapException ForConversion(double value) =>
        new(double.IsNaN(value) ? TrapKind.InvalidConversion : TrapKind.Overflow);
}
