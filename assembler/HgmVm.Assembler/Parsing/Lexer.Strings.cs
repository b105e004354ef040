using System.Buffers;
using System.Text;
using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;
using HgmVm.Bytecode;

namespace HgmVm.Assembler.Parsing;

/// <summary>Strings and characters, with their escapes.</summary>
internal sealed partial class Lexer
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What one character or escape of a literal stands for.</summary>
    private enum Unit : byte
    {
        /// <summary>A code point, to be written as UTF-8.</summary>
        Character,

        /// <summary>A byte, whatever it is: <c>\xNN</c>.</summary>
        Byte,

        /// <summary>Something that has been diagnosed.</summary>
        Fault,
    }

    private void ReadString()
    {
        int start = _position++;
        _bytes.ResetWrittenCount();
        while (true)
        {
            int plain = _position;
            while (_position < _text.Length && !StopsString(_text[_position])) _position++;
            Encoding.UTF8.GetBytes(_text.AsSpan(plain, _position - plain), _bytes);
            if (_position == _text.Length || _text[_position] is '\r' or '\n')
            {
                _bag.Report(AssemblerDiagnostics.UnterminatedString, TextSpan.FromBounds(start, _position),
                    "this string has no closing `\"` on its line", "a line break in a string is written `\\n`");
                break;
            }
            if (_text[_position] == '"')
            {
                _position++;
                break;
            }
            WriteUnit(ReadUnit(out int value), value);
        }
        var span = TextSpan.FromBounds(start, _position);
        if (_bytes.WrittenCount > ModuleLimits.MaxStringBytes)
        {
            _bag.Report(AssemblerDiagnostics.StringTooLong, span,
                $"this string has {_bytes.WrittenCount} bytes; {ModuleLimits.MaxStringBytes} are allowed");
        }
        AddLiteral(TokenKind.String, new StringOperandSyntax([.. _bytes.WrittenSpan], span));
    }

    /// <summary>What ends a stretch that can be taken as it is.</summary>
    private static bool StopsString(char c) => c is '"' or '\\' or '\r' or '\n' || char.IsSurrogate(c);

    private void WriteUnit(Unit unit, int value)
    {
        if (unit == Unit.Byte)
        {
            _bytes.GetSpan(1)[0] = (byte)value;
            _bytes.Advance(1);
        }
        else if (unit == Unit.Character)
        {
            _bytes.Advance(new Rune(value).EncodeToUtf8(_bytes.GetSpan(4)));
        }
    }

    private void ReadCharacter()
    {
        int start = _position++;
        int value = 0;
        char first = At(_position);
        string? fault = null;
        if (first == '\'') fault = "there is no character between these quotes";
        else if (_position >= _text.Length || first is '\r' or '\n')
            fault = "this character has no closing `'` on its line";
        else if (ReadUnit(out value) == Unit.Fault) value = 0;
        if (fault is null && At(_position) != '\'')
        {
            int close = _text.AsSpan(_position).IndexOfAny('\'', '\r', '\n');
            bool closed = close >= 0 && _text[_position + close] == '\'';
            fault = closed ? "a character literal holds one character"
                : "this character has no closing `'` on its line";
            if (closed) _position += close;
        }
        if (At(_position) == '\'') _position++;
        var span = TextSpan.FromBounds(start, _position);
        if (fault is not null)
        {
            _bag.Report(AssemblerDiagnostics.MalformedCharacter, span, fault,
                fault.StartsWith("a char", StringComparison.Ordinal) ? "a string stands in double quotes" : null);
        }
        AddLiteral(TokenKind.Integer,
            new IntegerOperandSyntax((uint)value, IsNegative: false, IsBitPattern: false, span));
    }

    /// <summary>Reads one character or escape, at least one code unit of the text.</summary>
    private Unit ReadUnit(out int value)
    {
        int start = _position;
        if (_text[start] == '\\') return ReadEscape(out value);
        OperationStatus status = Rune.DecodeFromUtf16(_text.AsSpan(start), out Rune rune, out int used);
        _position += used;
        value = rune.Value;
        if (status == OperationStatus.Done) return Unit.Character;
        _bag.Report(AssemblerDiagnostics.BadCharacter, new TextSpan(start, 1),
            $"U+{(int)_text[start]:X4} is half of a character",
            "write it as an escape: `\\u{...}` or `\\xNN`");
        return Unit.Fault;
    }

    private Unit ReadEscape(out int value)
    {
        int start = _position;
        char kind = At(start + 1);
        _position += kind is '\0' or '\r' or '\n' ? 1 : 2;
        value = kind switch
        {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            '0' => 0,
            '\\' or '"' or '\'' => kind,
            _ => -1,
        };
        if (value >= 0) return Unit.Character;
        if (kind == 'x') return ReadByteEscape(start, out value);
        if (kind == 'u') return ReadUnicodeEscape(start, out value);
        if (char.IsHighSurrogate(kind) && char.IsLowSurrogate(At(_position))) _position++;
        return EscapeFault(start, $"there is no escape {Quote.Text(_text.AsSpan(start, _position - start))}",
            "the escapes are \\n \\t \\r \\0 \\\\ \\\" \\' \\xNN \\u{...}");
    }

    private Unit ReadByteEscape(int start, out int value)
    {
        value = 0;
        for (int i = 0; i < 2; i++)
        {
            if (!char.IsAsciiHexDigit(At(_position)))
                return EscapeFault(start, "two hexadecimal digits must follow `\\x`", null);
            value = value * 16 + DigitValue(_text[_position++]);
        }
        return Unit.Byte;
    }

    private Unit ReadUnicodeEscape(int start, out int value)
    {
        value = 0;
        const string Shape = "a code point is written `\\u{` and one to six hexadecimal digits and `}`";
        if (At(_position) != '{') return EscapeFault(start, Shape, null);
        int digits = _position + 1, end = digits;
        while (char.IsAsciiHexDigit(At(end))) end++;
        _position = end;
        if (end == digits || end - digits > 6 || At(end) != '}') return EscapeFault(start, Shape, null);
        _position++;
        for (int i = digits; i < end; i++) value = value * 16 + DigitValue(_text[i]);
        return Rune.IsValid(value) ? Unit.Character
            : EscapeFault(start, $"U+{value:X} is no character", "any byte can be written as `\\xNN`");
    }

    private Unit EscapeFault(int start, string message, string? hint)
    {
        _bag.Report(AssemblerDiagnostics.BadEscape, TextSpan.FromBounds(start, Math.Max(_position, start + 1)),
            message, hint);
        return Unit.Fault;
    }
}
