using System.Globalization;
using System.Text;
using HgmVm.Hosting;

namespace HgmVm.Tests.Hosting;

public class NumberTextTests
{
    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(1.0, "1")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(0.1, "0.1")]
    [InlineData(100.0, "100")]
    [InlineData(123456.789, "123456.789")]
    [InlineData(1e15, "1000000000000000")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(123456789012345680000.0, "123456789012345680000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1.25e21, "1.25e+21")]
    [InlineData(0.000001, "0.000001")]
    [InlineData(0.0000012, "0.0000012")]
    [InlineData(1e-7, "1e-7")]
    [InlineData(-1.5e-7, "-1.5e-7")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(double.Epsilon, "5e-324")]
    [InlineData(2.2250738585072014e-308, "2.2250738585072014e-308")]
    [InlineData(9007199254740993.0, "9007199254740992")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    [InlineData(double.NaN, "nan")]
    public void Doubles_have_the_shortest_text(double value, string expected) =>
        Assert.Equal(expected, Shortest(value, false));

    [Theory]
    [InlineData(0.1f, "0.1")]
    [InlineData(16777216f, "16777216")]
    [InlineData(3.4028235e38f, "3.4028235e+38")]
    [InlineData(1e-45f, "1e-45")]
    [InlineData(-0f, "-0")]
    [InlineData(float.NaN, "nan")]
    public void Singles_have_the_shortest_text(float value, string expected) =>
        Assert.Equal(expected, Shortest(value, true));

    [Theory]
    [InlineData(0.0, 0, "0")]
    [InlineData(2.675, 2, "2.67")]
    [InlineData(1.005, 2, "1.00")]
    [InlineData(-0.169075164, 9, "-0.169075164")]
    [InlineData(1e21, 1, "1000000000000000000000.0")]
    [InlineData(0.1, 20, "0.10000000000000000555")]
    [InlineData(double.NegativeInfinity, 3, "-inf")]
    public void Fixed_digits_come_from_the_exact_value(double value, int digits, string expected)
    {
        Span<byte> text = stackalloc byte[NumberText.MaxBytes];
        int length = NumberText.FormatFixed(value, digits, text);
        Assert.Equal(expected, Encoding.ASCII.GetString(text[..length]));
    }

    [Fact]
    public void The_longest_fixed_text_fits()
    {
        Span<byte> text = stackalloc byte[NumberText.MaxBytes];
        Assert.Equal(1 + 309 + 1 + 100, NumberText.FormatFixed(double.MinValue, NumberText.MaxFixedDigits, text));
    }

    [Fact]
    public void Random_numbers_read_back_as_themselves()
    {
        var random = new Random(20240607);
        Span<byte> text = stackalloc byte[NumberText.MaxBytes];
        for (int i = 0; i < 20_000; i++)
        {
            double value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsNaN(value)) continue;
            int length = NumberText.FormatShortest(value, false, text);
            Assert.True(length <= 32);
            Assert.True(NumberText.TryParse(text[..length], out double back));
            Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(back));
        }
    }

    [Theory]
    [InlineData("0", 0.0)]
    [InlineData("-12.5", -12.5)]
    [InlineData("+.5", 0.5)]
    [InlineData("5.", 5.0)]
    [InlineData("1e3", 1000.0)]
    [InlineData("1E-3", 0.001)]
    [InlineData("1e999", double.PositiveInfinity)]
    [InlineData("inf", double.PositiveInfinity)]
    [InlineData("-inf", double.NegativeInfinity)]
    [InlineData("nan", double.NaN)]
    public void Numbers_are_read(string text, double expected)
    {
        Assert.True(NumberText.TryParse(Encoding.ASCII.GetBytes(text), out double value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("--1")]
    [InlineData("+-1")]
    [InlineData("1,5")]
    [InlineData("1e")]
    [InlineData("0x10")]
    [InlineData("Infinity")]
    [InlineData("NaN")]
    [InlineData("1\0")]
    public void What_is_no_number_is_refused(string text) =>
        Assert.False(NumberText.TryParse(Encoding.ASCII.GetBytes(text), out _));

    private static string Shortest(double value, bool isSingle)
    {
        Span<byte> text = stackalloc byte[32];
        string result = Encoding.ASCII.GetString(text[..NumberText.FormatShortest(value, isSingle, text)]);
        if (!double.IsFinite(value)) return result;
        Assert.Equal(isSingle ? (float)value : value, isSingle
            ? float.Parse(result, CultureInfo.InvariantCulture)
            : double.Parse(result, CultureInfo.InvariantCulture));
        return result;
    }
}
