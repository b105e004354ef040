namespace HgmVm.Tests.Assembler;

/// <summary>Texts that are one too large, and the same texts one smaller.</summary>
public class LimitDiagnosticsTests
{
    [Fact]
    public void A_string_has_at_most_16_MiB()
    {
        const int Most = 16 << 20;
        static string Text(int bytes) => $"module m\nfn f() {{\nlet a: own array u8\nstr a, \"{new string('x', bytes)}\"\nfree a\nret\n}}";
        Assert.Empty(Assembling.Diagnose(Text(Most)));
        Assert.Equal(["HGM0009"], Assembling.Diagnose(Text(Most + 1)).Select(d => d.Code));
    }

    [Fact]
    public void A_function_has_at_most_255_parameters()
    {
        static string Text(int count) =>
            $"module m\nfn f({string.Join(", ", Enumerable.Range(0, count).Select(i => $"p{i}: i64"))}) {{\nret\n}}";
        Assert.Empty(Assembling.Diagnose(Text(255)));
        Assert.Equal(["HGM1020"], Assembling.Diagnose(Text(256)).Select(d => d.Code));
    }
}
