using HgmVm.Assembler.Diagnostics;

namespace HgmVm.Tests.Assembler;

public class SuggestTests
{
    private static readonly string[] s_names =
        ["add", "sub", "mul", "div_s", "tether", "untether", "array.push", "x", "left"];

    [Theory]
    [InlineData("ad", "add")]
    [InlineData("addd", "add")]
    [InlineData("dad", "add")]
    [InlineData("Add", "add")]
    [InlineData("ahd", "add")]
    [InlineData("tehter", "tether")]
    [InlineData("unteter", "untether")]
    [InlineData("aray.psuh", "array.push")]
    [InlineData("letf", "left")]
    [InlineData("y", null)]
    [InlineData("frobnicate", null)]
    [InlineData("", null)]
    [InlineData("st", null)]
    public void The_nearest_name_is_found_when_it_is_near(string name, string? expected) =>
        Assert.Equal(expected, Suggest.Closest(name, s_names));

    [Fact]
    public void Of_several_the_nearest_counts_and_of_equals_the_first()
    {
        Assert.Equal("fuel", Suggest.Closest("fuell", ["tell", "fuel", "fuels"]));
        Assert.Equal("fuels", Suggest.Closest("fuelx", ["fuels", "fuel"]));
        Assert.Equal("did you mean `fuel`?", Suggest.Hint("feul", ["fuel"]));
        Assert.Null(Suggest.Hint("engine", ["fuel"]));
    }

    [Fact]
    public void Long_names_cost_nothing() =>
        Assert.Null(Suggest.Closest(new string('a', 100_000), [new string('a', 100_001)]));
}
