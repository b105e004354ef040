using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;

namespace HgmVm.Hosting;

/// <summary>
/// Numbers with a fraction as text. The shortest text that reads back as the same number is a solved but long problem;
/// the runtime's solution is used for the digits, and only their arrangement is decided here.
/// </summary>
internal static class NumberText
{
    /// <summary>The most digits after the point that a program may ask for.</summary>
    public const int MaxFixedDigits = 100;

    /// <summary>Enough for the longest text: 309 digits, point, <see cref="MaxFixedDigits"/> digits, sign.</summary>
    public const int MaxBytes = 512;

    /// <summary>Offers <c>text.format_f64</c>, <c>text.format_f32</c> and <c>text.parse_f64</c>.</summary>
    public static void AddTo(HostFunctions functions)
    {
        functions
            .Add("text.format_f64", new HostSignature([HostType.F64, HostType.I32, HostType.Bytes], [HostType.I64]),
                call => Format(call, call.F64(0), isSingle: false))
            .Add("text.format_f32", new HostSignature([HostType.F32, HostType.I32, HostType.Bytes], [HostType.I64]),
                call => Format(call, call.F32(0), isSingle: true))
            .Add("text.parse_f64",
                new HostSignature([HostType.Bytes, HostType.I64, HostType.I64], [HostType.F64, HostType.I32]),
                call =>
                {
                    bool good = TryParse(call.Span<byte>(0, call.I64(1), call.I64(2)), out double value);
                    call.Set(0, value);
                    call.Set(1, good ? 1 : 0);
                });
    }

    /// <summary>
    /// The shortest text that reads back as the same number, laid out as ECMAScript does: plain digits from 1e-6 up to
    /// below 1e21 in size, an exponent outside of that; <c>inf</c>, <c>-inf</c>, <c>nan</c>; zero keeps its sign.
    /// </summary>
    /// <returns>Number of bytes written; at most 32 are needed.</returns>
    public static int FormatShortest(double value, bool isSingle, Span<byte> destination)
    {
        if (!double.IsFinite(value)) return Copy(SpecialName(value), destination);
        Span<byte> source = stackalloc byte[40];
        bool fits = isSingle
            ? Shortest((float)value, source, out int length)
            : Shortest(value, source, out length);
        if (!fits) throw new InvalidOperationException("a number has more digits than there are");
        Span<byte> digits = stackalloc byte[20];
        int pointPosition = Dissect(source[..length], digits, out int digitCount);
        return Arrange(double.IsNegative(value), digits[..digitCount], pointPosition, destination);
    }

    /// <summary>Fixed digits after the point, from the number's exact value; a tie goes away from zero.</summary>
    /// <returns>Number of bytes written; <see cref="MaxBytes"/> are always enough.</returns>
    public static int FormatFixed(double value, int digits, Span<byte> destination)
    {
        if (!double.IsFinite(value)) return Copy(SpecialName(value), destination);
        Span<char> format = ['F', Digit(digits / 100), Digit(digits / 10), Digit(digits)];
        return value.TryFormat(destination, out int length, format, CultureInfo.InvariantCulture)
            ? length
            : throw new InvalidOperationException("the longest text is longer than thought");
    }

    /// <summary>Reads a decimal number that is all of <paramref name="text"/>, or <c>inf</c>, <c>nan</c>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        bool negative = text.StartsWith("-"u8);
        ReadOnlySpan<byte> rest = negative || text.StartsWith("+"u8) ? text[1..] : text;
        if (rest.SequenceEqual("inf"u8)) value = double.PositiveInfinity;
        else if (rest.SequenceEqual("nan"u8)) value = double.NaN;
        // The runtime would also take its own names for these, a second sign, and zero bytes at the end.
        else if (rest.IsEmpty || !StartsOrEndsNumber(rest[0]) || !StartsOrEndsNumber(rest[^1])) return false;
        else if (!double.TryParse(rest, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out value)) return false;
        if (negative) value = -value;
        return true;
    }

    private static char Digit(int value) => (char)('0' + (value % 10));

    private static bool StartsOrEndsNumber(byte c) => c == '.' || char.IsAsciiDigit((char)c);

    private static void Format(HostCall call, double value, bool isSingle)
    {
        int digits = call.I32(1);
        if (digits > MaxFixedDigits) call.Fail($"{digits} digits after the point are more than {MaxFixedDigits}");
        Span<byte> text = stackalloc byte[MaxBytes];
        int length = digits < 0 ? FormatShortest(value, isSingle, text) : FormatFixed(value, digits, text);
        text[..length].CopyTo(call.Span<byte>(2, 0, length));
        call.Return((long)length);
    }

    private static bool Shortest<T>(T value, Span<byte> text, out int length) where T : IUtf8SpanFormattable =>
        value.TryFormat(text, out length, default, CultureInfo.InvariantCulture);

    private static ReadOnlySpan<byte> SpecialName(double value) =>
        double.IsNaN(value) ? "nan"u8 : value > 0 ? "inf"u8 : "-inf"u8;

    // Significant digits without leading and trailing zeros; the point stands `result` digits after their start.
    private static int Dissect(ReadOnlySpan<byte> text, Span<byte> digits, out int digitCount)
    {
        digitCount = 0;
        int leadingZeros = 0, whole = 0, exponent = 0;
        bool seenPoint = false;
        for (int i = 0; i < text.Length; i++)
        {
            byte c = text[i];
            if (c == '.') seenPoint = true;
            if (c == 'E')
            {
                if (!Utf8Parser.TryParse(text[(i + 1)..], out exponent, out _)) throw new FormatException();
                break;
            }
            if (!char.IsAsciiDigit((char)c)) continue;
            if (!seenPoint) whole++;
            if (digitCount == 0 && c == '0') leadingZeros++;
            else digits[digitCount++] = c;
        }
        while (digitCount > 0 && digits[digitCount - 1] == '0') digitCount--;
        return digitCount == 0 ? 1 : whole - leadingZeros + exponent;
    }

    private static int Arrange(bool negative, ReadOnlySpan<byte> digits, int point, Span<byte> destination)
    {
        int n = 0;
        if (negative) destination[n++] = (byte)'-';
        if (digits.IsEmpty)
        {
            destination[n++] = (byte)'0';
        }
        else if (point is > 0 and <= 21)
        {
            for (int i = 0; i < Math.Max(point, digits.Length); i++)
            {
                if (i == point) destination[n++] = (byte)'.';
                destination[n++] = i < digits.Length ? digits[i] : (byte)'0';
            }
        }
        else if (point is > -6 and <= 0)
        {
            n += Copy("0."u8, destination[n..]);
            for (int i = point; i < 0; i++) destination[n++] = (byte)'0';
            n += Copy(digits, destination[n..]);
        }
        else
        {
            destination[n++] = digits[0];
            if (digits.Length > 1) destination[n++] = (byte)'.';
            n += Copy(digits[1..], destination[n..]);
            destination[n++] = (byte)'e';
            destination[n++] = (byte)(point > 0 ? '+' : '-');
            bool fits = Utf8Formatter.TryFormat(Math.Abs(point - 1), destination[n..], out int length);
            Debug.Assert(fits, "an exponent has three digits at most");
            n += length;
        }
        return n;
    }

    private static int Copy(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        text.CopyTo(destination);
        return text.Length;
    }
}
