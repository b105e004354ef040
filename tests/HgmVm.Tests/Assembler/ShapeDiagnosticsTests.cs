using HgmVm.Assembler;
using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Parsing;
using HgmVm.Assembler.Text;
using HgmVm.Bytecode;
using HgmVm.Diagnostics;
using HgmVm.Tests.Repository;

namespace HgmVm.Tests.Assembler;

/// <summary>
/// What a user reads when a text has the wrong shape. Each <c>tests/approved/diagnostics/NAME.hgm</c> is a text with
/// mistakes of one family, and <c>NAME.txt</c> beside it every message about it.
/// </summary>
public class ShapeDiagnosticsTests
{
    private const string Folder = "tests/approved/diagnostics";

    public static TheoryData<string> Cases => [.. Names];

    private static IEnumerable<string> Names =>
        Directory.GetFiles(RepositoryRoot.PathOf(Folder), "*.hgm")
            .Select(path => Path.GetFileNameWithoutExtension(path)).Order();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Messages_read_as_approved(string name)
    {
        string text = File.ReadAllText(RepositoryRoot.PathOf($"{Folder}/{name}.hgm"));
        ApprovedFile.Check($"diagnostics/{name}.txt", Render(text, name + ".hgm"));
    }

    [Fact]
    public void Every_approved_page_of_messages_has_its_text()
    {
        string[] orphans = [.. Directory.GetFiles(RepositoryRoot.PathOf(Folder), "*.txt")
            .Where(path => !File.Exists(Path.ChangeExtension(path, ".hgm")))];
        Assert.Empty(orphans);
    }

    [Fact]
    public void Every_mistake_of_shape_is_provoked()
    {
        IEnumerable<Diagnostic> provoked = Names.SelectMany(name => Parse(
            File.ReadAllText(RepositoryRoot.PathOf($"{Folder}/{name}.hgm")), name).ToList())
            .Concat(Parse($"module m\nfn f() {{\n trap \"{new string('x', ModuleLimits.MaxStringBytes + 1)}\"\n}}",
                "big.hgm").ToList())
            .Append(Undecodable([0x6D, 0xFF]));
        var found = provoked.Select(diagnostic => diagnostic.Code).ToHashSet();
        string[] missing = [.. AssemblerDiagnostics.All.Select(descriptor => descriptor.Code)
            .Where(code => string.CompareOrdinal(code, "HGM1") < 0 && !found.Contains(code))];
        Assert.Empty(missing);
    }

    [Fact]
    public void Codes_are_unique_and_explained()
    {
        Assert.Equal(AssemblerDiagnostics.All.Count, AssemblerDiagnostics.All.Select(d => d.Code).Distinct().Count());
        Assert.All(AssemblerDiagnostics.All, d =>
            Assert.True(d.Explanation.Length > 60 && d.Title.Length is > 5 and < 60, d.Code));
    }

    [Fact]
    public void What_is_no_utf8_is_one_clear_message()
    {
        Diagnostic problem = Undecodable([.. "module m\n; caf"u8, 0xE9, .. "\n"u8]);
        Assert.Equal("HGM0010", problem.Code);
        Assert.Equal(new SourceSpan("m.hgm", 2, 6, 1), problem.Span);
        Assert.Contains("UTF-16", Undecodable([0xFF, 0xFE, 0x6D, 0x00]).Hint);
        Assert.Contains("binary", Undecodable([0x7F, 0x45, 0x00, 0x00, 0xFF]).Hint);
        Assert.Equal("module m",
            SourceDecoder.Decode([0xEF, 0xBB, 0xBF, .. "module m"u8], "m.hgm", out Diagnostic? none));
        Assert.Null(none);
    }

    private static Diagnostic Undecodable(byte[] bytes)
    {
        Assert.Null(SourceDecoder.Decode(bytes, "m.hgm", out Diagnostic? problem));
        return problem!;
    }

    private static DiagnosticBag Parse(string text, string name)
    {
        var bag = new DiagnosticBag(new SourceText(text, name));
        ModuleParser.Parse(bag.Source, bag);
        return bag;
    }

    private static string Render(string text, string name)
    {
        DiagnosticBag bag = Parse(text, name);
        return DiagnosticRenderer.RenderAll(bag.ToList(), _ => bag.Source);
    }
}
