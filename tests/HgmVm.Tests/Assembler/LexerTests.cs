using System.Globalization;
using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Parsing;
using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;

namespace HgmVm.Tests.Assembler;

public class LexerTests
{
    [Theory]
    [InlineData("a.b_1", "Name")]
    [InlineData("5 -5 +5 0x1F 0b1 1_000", "Integer Integer Integer Integer Integer Integer")]
    [InlineData("1.5 1e5 0x1p3 inf -inf nan:0x1 -nan", "Float Float Float Float Float Float Float")]
    [InlineData("infinite nan_1 nan.x", "Name Name Name")]
    [InlineData("'a' '\\n' \"s\"", "Integer Integer String")]
    [InlineData("f(x)->r", "Name OpenParenthesis Name CloseParenthesis Arrow Name")]
    [InlineData("a[i]:=,{}", "Name OpenBracket Name CloseBracket Colon Equal Comma OpenBrace CloseBrace")]
    [InlineData("soft-tether", "Name")]
    [InlineData("x-1", "Name Integer")]
    [InlineData("x ; comment 'with (quotes\ny", "Name NewLine Name")]
    [InlineData("", "")]
    [InlineData(" \t;\n\n ; \n", "")]
    public void Texts_are_cut_into_tokens(string text, string expected) => Assert.Equal(expected, Kinds(text));

    [Theory]
    [InlineData("a,\nb", "Name Comma Name")]
    [InlineData("a ; comment\n\n\nb", "Name NewLine Name")]
    [InlineData("f(\na\n)", "Name OpenParenthesis Name CloseParenthesis")]
    [InlineData("f(a,\n\n b\n) {", "Name OpenParenthesis Name Comma Name CloseParenthesis OpenBrace")]
    [InlineData("f()\n  -> x\n{\n}", "Name OpenParenthesis CloseParenthesis Arrow Name OpenBrace NewLine CloseBrace")]
    [InlineData("a[\r\ni\r\n]", "Name OpenBracket Name CloseBracket")]
    [InlineData("a(b\nc", "Name OpenParenthesis Name NewLine Name")]
    public void Lines_go_on_after_commas_and_in_brackets(string text, string expected) =>
        Assert.Equal(expected, Kinds(text));

    [Theory]
    [InlineData("0", 0, false)]
    [InlineData("007", 7, false)]
    [InlineData("-9_223_372_036_854_775_808", long.MinValue, false)]
    [InlineData("0x7FFF_ffff_FFFF_ffff", long.MaxValue, true)]
    [InlineData("-0x10", -16, false)]
    [InlineData("0b1010_1010", 0xAA, true)]
    [InlineData("'a'", 97, false)]
    [InlineData("'\\x41'", 0x41, false)]
    [InlineData("'\\u{1F600}'", 0x1F600, false)]
    [InlineData("'\U0001F600'", 0x1F600, false)]
    [InlineData("'\\''", 39, false)]
    public void Whole_numbers_have_their_value(string text, long value, bool isBitPattern)
    {
        var literal = (IntegerOperandSyntax)Single(text).Value!;
        Assert.Equal((value, isBitPattern), ((long)literal.Value, literal.IsBitPattern));
        Assert.Equal(new TextSpan(0, text.Length), literal.Span);
    }

    [Fact]
    public void Keywords_are_spelled_as_they_are_called()
    {
        foreach (Keyword word in Enum.GetValues<Keyword>().Skip(1))
        {
            string spelling = Keywords.Spelling(word);
            Assert.Equal(word.ToString(), spelling.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
            Assert.Equal((word, spelling), (Keywords.Names[(int)word - 1].Keyword, Keywords.Names[(int)word - 1].Text));
        }
        Assert.Equal(Enum.GetValues<Keyword>().Length - 1, Keywords.Names.Length);
    }

    [Theory]
    [InlineData("0", 0, 0, true)]
    [InlineData("-0", 0, 0, true)]
    [InlineData("-32768", short.MinValue, 32767, true)]
    [InlineData("-32769", short.MinValue, 32767, false)]
    [InlineData("32768", short.MinValue, 32767, false)]
    [InlineData("-9223372036854775808", long.MinValue, long.MaxValue, true)]
    [InlineData("-1", 0, long.MaxValue, false)]
    public void Ranges_of_whole_numbers_hold_their_ends(string text, long least, long most, bool isWithin)
    {
        var literal = (IntegerOperandSyntax)Single(text).Value!;
        Assert.Equal(isWithin, literal.IsWithin(least, (ulong)most));
        Assert.Equal((long)literal.Value, (long)literal.Bits);
        Assert.Equal(literal.Value.ToString(CultureInfo.InvariantCulture), literal.Digits);
    }

    [Fact]
    public void The_largest_number_of_64_bits_is_read() =>
        Assert.Equal((Int128)ulong.MaxValue, ((IntegerOperandSyntax)Single("0xFFFF_FFFF_FFFF_FFFF").Value!).Value);

    [Theory]
    [InlineData("1_0.5_0e+1_0", "10.50e+10")]
    [InlineData("-0x1.8p-3", "-0x1.8p-3")]
    [InlineData("+inf", "+inf")]
    [InlineData("nan:0x40_00", "nan:0x4000")]
    public void Floats_keep_their_text_without_underscores(string text, string expected) =>
        Assert.Equal(expected, ((FloatOperandSyntax)Single(text).Value!).Text);

    [Fact]
    public void Strings_are_bytes()
    {
        var literal = (StringOperandSyntax)Single("\"é\\xFF\\u{e9}\\0\\\"\U0001F600\"").Value!;
        Assert.Equal([0xC3, 0xA9, 0xFF, 0xC3, 0xA9, 0, 0x22, 0xF0, 0x9F, 0x98, 0x80], literal.Bytes.ToArray());
    }

    [Fact]
    public void Tokens_know_their_places()
    {
        Token[] tokens = Lex(" abc  -5 -> \"x\" ");
        Assert.Equal([new(1, 3), new(6, 2), new(9, 2), new(12, 3)], tokens[..4].Select(t => t.Span));
    }

    private static Token Single(string text)
    {
        Token[] tokens = Lex(text);
        Assert.Equal([TokenKind.NewLine, TokenKind.End], tokens[1..].Select(t => t.Kind));
        return tokens[0];
    }

    private static string Kinds(string text)
    {
        string kinds = string.Join(' ', Lex(text)[..^1].Select(t => t.Kind));
        return kinds.EndsWith("NewLine", StringComparison.Ordinal) ? kinds[..^"NewLine".Length].TrimEnd() : kinds;
    }

    private static Token[] Lex(string text)
    {
        var source = new SourceText(text, "t.hgm");
        var bag = new DiagnosticBag(source);
        Token[] tokens = Lexer.Tokenize(source, bag);
        Assert.Empty(bag.ToList());
        return tokens;
    }
}
