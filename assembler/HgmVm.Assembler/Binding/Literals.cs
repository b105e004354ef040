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
                    string digits = whole.Value.ToString(CultureInfo.InvariantCulture);
                    return kind == ValueKind.F32 ? Float32(digits, out fault) : Float64(digits, out fault);
            }
        }
        else if (literal is IntegerOperandSyntax whole && Range(kind) is { } range)
        {
            if (whole.Value >= range.Least && whole.Value <= range.Most) return (ulong)whole.Value & Mask(range.Bits);
            if (whole.IsBitPattern && range.Least < 0 && whole.Value <= Mask(range.Bits)) return (ulong)whole.Value;
            fault = $"{whole.Value} does not fit {Name(kind)}, which holds {range.Least} to {range.Most}";
            return null;
        }
        fault = Range(kind) is null ? $"{Article(kind)} takes no literal" : $"{Article(kind)} takes a whole number";
        return null;
    }

    private static (int Bits, Int128 Least, Int128 Most)? Range(ValueKind kind) => kind switch
    {
        ValueKind.Bool => (1, 0, 1),
        ValueKind.I8 => (8, sbyte.MinValue, sbyte.MaxValue),
        ValueKind.U8 => (8, 0, byte.MaxValue),
        ValueKind.I16 => (16, short.MinValue, short.MaxValue),
        ValueKind.U16 => (16, 0, ushort.MaxValue),
        ValueKind.I32 => (32, int.MinValue, int.MaxValue),
        ValueKind.U32 => (32, 0, uint.MaxValue),
        ValueKind.I64 => (64, long.MinValue, long.MaxValue),
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
        float value = IsHex(text) ? (float)HexFloat.Read(text, 24, -149) : float.Parse(text, CultureInfo.InvariantCulture);
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

    private static bool IsHex(string text) => text.AsSpan().TrimStart("+-").StartsWith("0x", StringComparison.OrdinalIgnoreCase);

    /// <summary>The bits of <c>inf</c>, <c>nan</c> and <c>nan:0x...</c>; null for a number, or with a fault for a payload that is none.</summary>
    private static ulong? Special(string text, int mantissaBits, ulong infinity, ulong sign, out string? fault)
    {
        fault = null;
        ReadOnlySpan<char> word = text.AsSpan().TrimStart("+-");
        ulong negative = text[0] == '-' ? sign : 0;
        if (word is "inf") return infinity | negative;
        if (word is "nan") return infinity | negative | 1UL << (mantissaBits - 1);
        if (!word.StartsWith("nan:")) return null;
        BigInteger payload = BigInteger.Parse(string.Concat("0", word["nan:0x".Length..]), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        if (payload > 0 && payload < BigInteger.One << mantissaBits) return infinity | negative | (ulong)payload;
        fault = $"the payload of this NaN must be 0x1 to 0x{(1UL << mantissaBits) - 1:x}";
        return null;
    }
}
