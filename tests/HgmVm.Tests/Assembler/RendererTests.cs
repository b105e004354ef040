using HgmVm.Assembler;
using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Text;
using HgmVm.Diagnostics;

namespace HgmVm.Tests.Assembler;

public class RendererTests
{
    private static readonly DiagnosticDescriptor s_error = new("HGM9001", "an error", "for tests");
    private static readonly DiagnosticDescriptor s_warning = new("HGM9002", "a warning", "for tests", Severity.Warning);

    [Fact]
    public void What_is_known_of_the_place_is_said()
    {
        Assert.Equal("error HGM9001: wrong\n", DiagnosticRenderer.Render(new Diagnostic(s_error, "wrong")));
        Assert.Equal("m.hgm: error HGM9001: wrong\n",
            DiagnosticRenderer.Render(new Diagnostic(s_error, "wrong", new SourceSpan("m.hgm", 0, 0, 0))));
        Assert.Equal("m.hgm:7: in `f` at 12: error HGM9001: wrong\n", DiagnosticRenderer.Render(
            new Diagnostic(s_error, "wrong", new SourceSpan("m.hgm", 7, 0, 0), Function: "f", Position: 12)));
        Assert.Equal("in `f`: warning HGM9002: odd\n      hint: look\n",
            DiagnosticRenderer.Render(new Diagnostic(s_warning, "odd", Hint: "look", Function: "f")));
    }

    [Fact]
    public void The_line_is_shown_and_the_place_underlined()
    {
        Assert.Equal("m.hgm:2:3: error HGM9001: wrong\n    2 | cd efg\n      |   ^\n", At("ab\ncd efg\n", 2, 3, 1));
        Assert.Equal("m.hgm:2:4: error HGM9001: wrong\n    2 | cd efg\n      |    ^~~\n", At("ab\ncd efg", 2, 4, 3));
        Assert.Equal("m.hgm:2:7: error HGM9001: wrong\n    2 | cd efg\n      |       ^\n", At("ab\ncd efg", 2, 7, 1));
        Assert.Equal("m.hgm:1: error HGM9001: wrong\n    1 | ab\n", At("ab\ncd", 1, 0, 0));
    }

    [Fact]
    public void A_place_outside_of_the_text_costs_only_the_excerpt()
    {
        Assert.Equal("m.hgm:9:1: error HGM9001: wrong\n", At("ab", 9, 1, 1));
        Assert.Equal("m.hgm:1:50: error HGM9001: wrong\n    1 | ab\n      |   ^\n", At("ab", 1, 50, 10));
    }

    [Fact]
    public void Of_a_wide_line_a_window_is_shown()
    {
        string line = new string('a', 500) + "HERE" + new string('b', 1 << 20);
        string page = At(line, 1, 501, 4);
        Assert.Contains("HERE", page);
        Assert.All(page.Split('\n'), shown => Assert.True(shown.Length < 120));
        string[] lines = page.Split('\n');
        Assert.Equal(lines[1].IndexOf("HERE", StringComparison.Ordinal),
            lines[2].IndexOf('^', StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_reaches_the_terminal_that_it_would_obey()
    {
        string page = At("a \e[31m b \u202E c", 1, 3, 1);
        Assert.DoesNotContain('\e', page);
        Assert.DoesNotContain('\u202E', page);
        Assert.Equal("U+001B", Quote.Character("\e"));
        Assert.Equal("`a\\u{1B}b`", Quote.Text("a\eb"));
    }

    [Fact]
    public void Colour_is_there_only_when_asked_for()
    {
        var diagnostic = new Diagnostic(s_warning, "odd", new SourceSpan("m.hgm", 1, 1, 2), "look");
        var source = new SourceText("ab", "m.hgm");
        string plain = DiagnosticRenderer.Render(diagnostic, source),
            coloured = DiagnosticRenderer.Render(diagnostic, source, colour: true);
        Assert.DoesNotContain('\e', plain);
        Assert.Contains("\e[1;33m", coloured);
        Assert.Equal(plain, System.Text.RegularExpressions.Regex.Replace(coloured, "\e\\[[0-9;]*m", ""));
    }

    [Fact]
    public void A_page_ends_with_the_count()
    {
        Diagnostic[] some = [new(s_error, "one"), new(s_warning, "two"), new(s_error, "three")];
        Assert.EndsWith("2 errors, 1 warning\n", DiagnosticRenderer.RenderAll(some));
        Assert.Equal("", DiagnosticRenderer.RenderAll([]));
    }

    [Fact]
    public void Source_texts_know_their_lines()
    {
        var source = new SourceText("a\r\nbc\rd\n", "m.hgm");
        Assert.Equal(4, source.LineCount);
        Assert.Equal("bc", source.Line(2).ToString());
        Assert.Equal(["1", "1", "1", "2", "2", "2", "3", "3", "4"],
            Enumerable.Range(0, 9).Select(i => $"{source.LineAt(i)}"));
        Assert.Equal(new SourceSpan("m.hgm", 2, 2, 1), source.Locate(new TextSpan(4, 100)));
        Assert.Equal(new SourceSpan("m.hgm", 4, 1, 1), source.Locate(new TextSpan(50, 2)));
    }

    [Fact]
    public void Messages_about_other_files_stand_after_those_of_the_text()
    {
        var bag = new DiagnosticBag(new SourceText("a\nb\nc", "m.hgm"));
        bag.Report(s_error, new TextSpan(4, 1), "second");
        bag.Add(new Diagnostic(s_error, "last", new SourceSpan("other.hgm", 9, 1, 1)));
        bag.Report(s_error, new TextSpan(0, 1), "first");
        Assert.Equal(["first", "second", "last"], bag.ToList().Select(d => d.Message));
    }

    private static string At(string text, int line, int column, int length) => DiagnosticRenderer.Render(
        new Diagnostic(s_error, "wrong", new SourceSpan("m.hgm", line, column, length)), new SourceText(text, "m.hgm"));
}
