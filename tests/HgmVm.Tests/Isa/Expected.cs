using HgmVm.Isa;

namespace HgmVm.Tests.Isa;

/// <summary>What the specification lets an opcode do: one bit pattern, some NaNs, or a trap.</summary>
internal readonly record struct Expected(
    ulong Bits, TrapKind Trap = TrapKind.None, FloatFormat? NaN = null, bool Canonical = false)
{
    public static implicit operator Expected(ulong bits) => new(bits);

    public static implicit operator Expected(bool truth) => new(truth ? 1UL : 0UL);

    public static implicit operator Expected(TrapKind trap) => new(0, trap);

    /// <summary>
    /// The NaNs that arithmetic may give: any quiet one, but only the canonical ones (of either sign) when no operand
    /// is a NaN other than those.
    /// </summary>
    public static Expected SomeNaN(FloatFormat result, FloatFormat operands, params ReadOnlySpan<ulong> values)
    {
        bool canonical = true;
        foreach (ulong value in values) canonical &= !operands.IsNaN(value) || operands.IsCanonicalNaN(value);
        return new Expected(0, TrapKind.None, result, canonical);
    }

    public bool Allows(Outcome outcome)
    {
        if (outcome.Trap != Trap) return false;
        if (NaN is null) return outcome.Bits == Bits;
        return Canonical ? NaN.IsCanonicalNaN(outcome.Bits) : NaN.IsQuietNaN(outcome.Bits);
    }

    public override string ToString() => Trap != TrapKind.None ? $"trap {Trap.Name()}"
        : NaN is null ? $"0x{Bits:X}" : Canonical ? "a canonical NaN" : "a quiet NaN";
}
