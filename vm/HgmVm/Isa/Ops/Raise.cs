using System.Diagnostics.CodeAnalysis;
using HgmVm.Machine;

namespace HgmVm.Isa.Ops;

/// <summary>
/// The cold ends of opcode bodies. Each is nothing but a <c>throw</c> and carries no <c>NoInlining</c>: only then
/// does the JIT see that it does not return, and moves the call out of the hot path (93 bytes and six pushes
/// otherwise, 55 so).
/// </summary>
internal static class Raise
{
    [DoesNotReturn]
    public static void DivideByZero() => throw new TrapException(TrapKind.DivideByZero);

    [DoesNotReturn]
    public static void Overflow() => throw new TrapException(TrapKind.Overflow);

    /// <summary>Traps <c>invalid-conversion</c> for a NaN and <c>overflow</c> for any other value.</summary>
    [DoesNotReturn]
    public static void Conversion(double value) => throw TrapException.ForConversion(value);
}
