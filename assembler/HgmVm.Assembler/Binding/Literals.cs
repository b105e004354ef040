using System.Globalization;
using System.Numerics;
using HgmVm.Assembler.Syntax;
using HgmVm.Bytecode;

namespace HgmVm.Assembler.Binding;

/// <summary>Turns literals into the bits of a type.</summary>
internal static class Literals
{
    /// <summary>The bits, zero-extended; null with what is wrong when the literal does not fit the type.</summary>
    /// <param name="literal">An integer or a float.</param>
    /// <param name="kind">A scalar kind: for any other, the fault says that it takes no literal.</param>
    /// <param name="fault">Part of a message: what does not fit and why.</param>
    public static ulong? Bits(OperandSyntax literal, ValueKind kind, out string? fault)
    {
        fault = null;
        if (kind is ValueKind.F32 or ValueKind.F64)
        {
            switch (literal)
            {
                case FloatOperandSyntax real:
                    return kind == ValueKind.F32 ? Float32(real.Text, out fault) : Float64(real.Text, out fault);
                case IntegerOperandSyntax whole:
                    return kind == ValueKind.F32 ? Float32(whole.Digits, out fault) : Float64(whole.Digits, out fault);
            }
        }
        else if (literal is IntegerOperandSyntax whole && Range(kind) is { } range)
        {
            if (whole.IsWithin(range.Least, range.Most)) return whole.Bits & Mask(range.Bits);
            if (whole.IsBitPattern && range.Least < 0 && whole.Magnitude <= Mask(range.Bits)) return whole.Magnitude;
            fault = $"{whole.Digits} does not fit {Name(kind)}, which holds {range.Least} to {range.Most}";
            return null;
        }
        fault = Range(kind) is null ? $"{Article(kind)} takes no literal" : $"{Article(kind)} takes a whole number";
        return null;
    }

    /// <summary>The values of a whole-number type.</summary>
    private sealed record WholeRange(int Bits, long Least, ulong Most)
    {
        public static WholeRange Signed(int bits) => new(bits, long.MinValue >> (64 - bits), Mask(bits - 1));

        public static WholeRange Unsigned(int bits) => new(bits, 0, Mask(bits));
    }

    private static WholeRange? Range(ValueKind kind) => kind switch
    {
        ValueKind.Bool => WholeRange.Unsigned(1),
        ValueKind.I8 => WholeRange.Signed(8),
        ValueKind.U8 => WholeRange.Unsigned(8),
        ValueKind.I16 => WholeRange.Signed(16),
        ValueKind.U16 => WholeRange.Unsigned(16),
        ValueKind.I32 => WholeRange.Signed(32),
        ValueKind.U32 => WholeRange.Unsigned(32),
        ValueKind.I64 => WholeRange.Signed(64),
        _ => null,
    };

    private static ulong Mask(int bits) => ulong.MaxValue >> (64 - bits);

    private static string Name(ValueKind kind) => kind.ToString().ToLowerInvariant();

    private static string Article(ValueKind kind) => kind switch
    {
        ValueKind.I8 or ValueKind.I16 or ValueKind.I32 or ValueKind.I64 or ValueKind.F32 or ValueKind.F64 => $"an {Name(kind)}",
        ValueKind.Own => "an own reference",
        ValueKind.Function => "a function reference",
        ValueKind.Ref or ValueKind.Borrow or ValueKind.Con => $"a {Name(kind)} reference",
        _ => $"a {Name(kind)}",
    };

    private static ulong? Float32(string text, out string? fault)
    {
        ulong? special = Special(text, 23, 0x7F80_0000, 0x8000_0000, out fault);
        if (special is not null || fault is not null) return special;
        float value = IsHex(text) ? (float)HexFloat.Read(text, 24, -149)
            : float.Parse(text, CultureInfo.InvariantCulture);
        if (float.IsFinite(value)) return BitConverter.SingleToUInt32Bits(value);
        fault = $"{text} is beyond the largest f32";
        return null;
    }

    private static ulong? Float64(string text, out string? fault)
    {
        ulong? special = Special(text, 52, 0x7FF0_0000_0000_0000, 1UL << 63, out fault);
        if (special is not null || fault is not null) return special;
        double value = IsHex(text) ? HexFloat.Read(text, 53, -1074) : double.Parse(text, CultureInfo.InvariantCulture);
        if (double.IsFinite(value)) return BitConverter.DoubleToUInt64Bits(value);
        fault = $"{text} is beyond the largest f64";
        return null;
    }

    private static bool IsHex(string text) =>
        text.AsSpan().TrimStart("+-").StartsWith("0x", StringComparison.OrdinalIgnoreCase);

    /// <summary>The bits of <c>inf</c>, <c>nan</c> and <c>nan:0x...</c>; null for a number, or with a fault for a
    /// payload that is none.</summary>
    private static ulong? Special(string text, int mantissaBits, ulong infinity, ulong sign, out string? fault)
    {
        fault = null;
        ReadOnlySpan<char> word = text.AsSpan().TrimStart("+-");
        ulong negative = text[0] == '-' ? sign : 0;
        if (word is "inf") return infinity | negative;
        if (word is "nan") return infinity | negative | 1UL << (mantissaBits - 1);
        if (!word.StartsWith("nan:")) return null;
        BigInteger payload = BigInteger.Parse(string.Concat("0", word["nan:0x".Length..]), NumberStyles.HexNumber,
            CultureInfo.InvariantCulture);
        if (payload > 0 && payload < BigInteger.One << mantissaBits) return infinity | negative | (ulong)payload;
        fault = $"the payload of this NaN must be 0x1 to 0x{(1UL << mantissaBits) - 1:x}";
        return null;
    }
}
