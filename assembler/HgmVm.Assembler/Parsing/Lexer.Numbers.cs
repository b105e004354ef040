using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;

namespace HgmVm.Assembler.Parsing;

/// <summary>
/// Numbers: the shape is checked here, and the value of whole ones; floats are read by who knows their width.
/// </summary>
internal sealed partial class Lexer
{
    /// <summary>
    /// Longer ones are no number anybody wrote, and reading them exactly would cost more than linear time.
    /// </summary>
    private const int MaxFloatLength = 1_200;

    private bool StartsNumberAfterSign(int position)
    {
        if (char.IsAsciiDigit(At(position))) return true;
        if (position + 3 > _text.Length || _text.AsSpan(position, 3) is not ("inf" or "nan")) return false;
        char after = At(position + 3);
        return !IsNamePart(after) && after != '.';
    }

    private void ReadNumber(int start)
    {
        int digits = _text[start] is '+' or '-' ? start + 1 : start;
        int end = FindNumberEnd(digits);
        _position = end;
        ReadOnlySpan<char> text = _text.AsSpan(digits, end - digits);
        var span = TextSpan.FromBounds(start, end);
        bool signed = digits > start, negative = _text[start] == '-';
        bool hex = text is ['0', 'x' or 'X', ..], binary = text is ['0', 'b' or 'B', ..];
        bool isFloat = text[0] is 'i' or 'n' || text.Contains('.')
            || (hex ? text.ContainsAny('p', 'P') : !binary && text.ContainsAny('e', 'E'));
        if (isFloat) AddFloat(text, span, hex, signed ? _text[start].ToString() : "");
        else AddInteger(text, span, hex ? 16 : binary ? 2 : 10, signed, negative);
    }

    /// <summary>
    /// A number reaches as far as letters, digits, dots and the sign of its exponent do; its shape is judged
    /// afterwards.
    /// </summary>
    private int FindNumberEnd(int start)
    {
        int end = start;
        bool hex = At(start) == '0' && At(start + 1) is 'x' or 'X';
        while (end < _text.Length)
        {
            char c = _text[end];
            bool isExponentSign = c is '+' or '-' && end > start
                && (hex ? _text[end - 1] is 'p' or 'P'
                    : char.IsAsciiDigit(_text[start]) && _text[end - 1] is 'e' or 'E');
            bool isPayload = c == ':' && end == start + 3 && _text.AsSpan(start, 3) is "nan" && At(end + 1) == '0';
            if (!IsNamePart(c) && c != '.' && !isExponentSign && !isPayload) break;
            end++;
        }
        return end;
    }

    private void AddInteger(ReadOnlySpan<char> text, TextSpan span, int radix, bool signed, bool negative)
    {
        ReadOnlySpan<char> digits = radix == 10 ? text : text[2..];
        ulong value = 0;
        string? fault = digits.IsEmpty ? $"digits must follow `{text}`" : FindUnderscoreFault(digits);
        bool tooLarge = false;
        foreach (char c in digits)
        {
            if (c == '_') continue;
            int digit = DigitValue(c);
            if (digit >= radix) fault ??= $"{Quote.Character(c.ToString())} is no digit of a {RadixName(radix)} number";
            if (fault is not null) break;
            tooLarge |= value > (ulong.MaxValue - (uint)digit) / (uint)radix;
            value = value * (uint)radix + (uint)digit;
        }
        if (fault is not null) _bag.Report(AssemblerDiagnostics.MalformedNumber, span, fault, NumberHint(text));
        else if (tooLarge || (negative && value > 1UL << 63)) ReportTooLarge(span, negative);
        ulong magnitude = fault is not null || tooLarge ? 0 : value;
        AddLiteral(TokenKind.Integer,
            new IntegerOperandSyntax(magnitude, negative && magnitude != 0, radix != 10 && !signed, span));
    }

    /// <summary>0 to 15, or 99 for what is no digit in any radix.</summary>
    private static int DigitValue(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => 99,
    };

    private void ReportTooLarge(TextSpan span, bool negative) =>
        _bag.Report(AssemblerDiagnostics.NumberTooLarge, span, negative
            ? "this number is below -9223372036854775808, the smallest i64"
            : "this number is above 18446744073709551615, the largest that 64 bits hold",
            "numbers with a point or an exponent may be larger");

    private static string RadixName(int radix) => radix switch { 2 => "binary", 16 => "hexadecimal", _ => "decimal" };

    private static string? NumberHint(ReadOnlySpan<char> text) => text switch
    {
        ['0', 'o' or 'O', ..] => "there are no octal numbers: decimal, `0x` or `0b`",
        [.., 'f' or 'F' or 'd' or 'L' or 'l' or 'u' or 'U'] when char.IsAsciiDigit(text[0])
            && text is not ['0', 'x', ..] =>
            "a literal has no type suffix: its register or opcode decides",
        _ => null,
    };

    private static string? FindUnderscoreFault(ReadOnlySpan<char> digits) =>
        digits[0] == '_' || digits[^1] == '_' ? "`_` stands between digits only" : null;

    private void AddFloat(ReadOnlySpan<char> text, TextSpan span, bool hex, string sign)
    {
        string plain = sign + text.ToString().Replace("_", "", StringComparison.Ordinal);
        string? fault = text[0] is 'i' or 'n' ? FindSpecialFault(text) : FindFloatFault(text, hex);
        if (fault is null && plain.Length > MaxFloatLength) fault = $"a float has at most {MaxFloatLength} characters";
        if (fault is not null)
        {
            _bag.Report(AssemblerDiagnostics.MalformedNumber, span, fault, NumberHint(text));
            plain = "0.0";
        }
        AddLiteral(TokenKind.Float, new FloatOperandSyntax(plain, span));
    }

    /// <summary><c>inf</c>, <c>nan</c> or <c>nan:0x</c> and hexadecimal digits.</summary>
    private static string? FindSpecialFault(ReadOnlySpan<char> text)
    {
        if (text is "inf" or "nan") return null;
        if (!text.StartsWith("nan:0x")) return "a NaN with a payload is written `nan:0x` and hexadecimal digits";
        ReadOnlySpan<char> digits = text["nan:0x".Length..];
        if (digits.IsEmpty) return "digits must follow `nan:0x`";
        foreach (char c in digits)
        {
            if (!char.IsAsciiHexDigit(c) && c != '_')
                return $"{Quote.Character(c.ToString())} is no digit of a hexadecimal number";
        }
        return FindUnderscoreFault(digits);
    }

    private static string? FindFloatFault(ReadOnlySpan<char> text, bool hex)
    {
        ReadOnlySpan<char> rest = hex ? text[2..] : text;
        int exponentAt = hex ? rest.IndexOfAny('p', 'P') : rest.IndexOfAny('e', 'E');
        ReadOnlySpan<char> mantissa = exponentAt < 0 ? rest : rest[..exponentAt];
        int point = mantissa.IndexOf('.');
        string? fault = FindDigitsFault(point < 0 ? mantissa : mantissa[..point], hex, "before the point");
        if (point >= 0) fault ??= FindDigitsFault(mantissa[(point + 1)..], hex, "after the point");
        if (exponentAt < 0 || fault is not null) return fault;
        ReadOnlySpan<char> exponent = rest[(exponentAt + 1)..];
        if (exponent is ['+' or '-', ..]) exponent = exponent[1..];
        return FindDigitsFault(exponent, false, "in the exponent");
    }

    private static string? FindDigitsFault(ReadOnlySpan<char> digits, bool hex, string where)
    {
        if (digits.IsEmpty) return $"a digit is missing {where}";
        foreach (char c in digits)
        {
            if (hex ? char.IsAsciiHexDigit(c) || c == '_' : char.IsAsciiDigit(c) || c == '_') continue;
            return c == '.' ? "a number has one point"
                : $"{Quote.Character(c.ToString())} is no digit of a {RadixName(hex ? 16 : 10)} number";
        }
        return FindUnderscoreFault(digits);
    }

    private void AddLiteral(TokenKind kind, OperandSyntax node) =>
        Add(new Token(kind, node.Span.Start, node.Span.Length, node));
}
