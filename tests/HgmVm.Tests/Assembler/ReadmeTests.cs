using HgmVm.Assembler;
using HgmVm.Assembler.Text;
using HgmVm.Diagnostics;
using HgmVm.Tests.Repository;

namespace HgmVm.Tests.Assembler;

/// <summary>What assembler/README.md shows is what the assembler takes and says.</summary>
public class ReadmeTests
{
    [Fact]
    public void The_example_assembles()
    {
        string example = Blocks().Single(block => block.StartsWith("; a comment", StringComparison.Ordinal));
        var resolver = new FileModuleResolver(null, RepositoryRoot.PathOf("stdlib"));
        Assert.NotNull(Assembling.Module(example, "ships.hgm", resolver));
    }

    [Fact]
    public void The_message_is_a_real_one()
    {
        string message = Blocks().Single(block => block.StartsWith("ships.hgm:12:", StringComparison.Ordinal));
        string text = "module ships\nfn f(left: i64) {" + new string('\n', 10) + "    sub left left, 1\n    ret\n}\n";
        Diagnostic diagnostic = Assert.Single(Assembling.Diagnose(text));
        var source = new SourceText(text, "ships.hgm");
        Assert.Equal(message, DiagnosticRenderer.Render(
            diagnostic with { Span = diagnostic.Span!.Value with { File = "ships.hgm" } }, source));
    }

    private static IEnumerable<string> Blocks() =>
        RepositoryFiles.Text("assembler/README.md").Split("```\n").Where((_, index) => index % 2 == 1);
}
