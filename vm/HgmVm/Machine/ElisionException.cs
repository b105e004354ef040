using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HgmVm.Machine;

/// <summary>A check that was left out as proved would have failed: a mistake in HgmVm, never of a program.</summary>
/// <param name="message">Which check.</param>
public sealed class ElisionException(string message) : Exception(message)
{
    [DoesNotReturn]
    internal static void Dead() => throw new ElisionException("an object that was proved to live is dead");

    [DoesNotReturn]
    internal static void Observed() =>
        throw new ElisionException("a tether that was proved to be looked at by nothing stopped something");

    [DoesNotReturn]
    internal static void OutOfBounds(long index) =>
        throw new ElisionException(string.Create(CultureInfo.InvariantCulture,
        $"index {index}, which was proved to be in range, is not"));
}
