using System.Text;
using HgmVm.Tests.Repository;

namespace HgmVm.Tests.Cli;

/// <summary><c>hgmvm layout</c>, on the spaceship of the notes.</summary>
public class LayoutTests
{
    [Theory]
    [InlineData("generations")]
    [InlineData("bits")]
    [InlineData("owners")]
    [InlineData("table")]
    public void The_spaceship_lies_as_the_notes_have_it(string policy)
    {
        string option = policy == "table" ? "--union-words" : "--inner";
        CliRun run = CliRun.Of("layout", option, policy, RepositoryRoot.PathOf("tests/approved/layout/spaceship.hgm"));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string text = Encoding.UTF8.GetString(run.OutputBytes);
        Assert.Contains("5 inner words, 4 when tags share theirs, 2 without the type-stable", text, StringComparison.Ordinal);
        ApprovedFile.Check($"layout/spaceship.{policy}.txt", text);
    }

    /// <summary>A member that finds no bit left has a word; where words have tables, they have a bit less.</summary>
    [Theory]
    [InlineData("packed", 14)]
    [InlineData("table", 13)]
    public void Scopes_beyond_the_bits_of_a_header_have_words(string words, int bits)
    {
        string members = string.Concat(Enumerable.Range(0, 20).Select(i => $"varying m{i}: inline Nav\n"));
        string text = "module m\nstruct Spark { varying id: i64 }\nstruct Nav { final spark: own Spark }\n"
            + $"struct Ship {{\n{members}}}\n";
        CliRun run = CliRun.With(["layout", "--inner", "bits", "--union-words", words, "-"], Encoding.UTF8.GetBytes(text));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains($"here {20 - bits} words, those of unions included, and {bits} bits",
            Encoding.UTF8.GetString(run.OutputBytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_union_of_a_row_has_a_word()
    {
        const string Text = "module m\nstruct A { varying x: i64 }\nstruct B { final x: own A }\nsealed U = A, B\n"
            + "struct Robot { varying arms: inline [3]inline U }\n";
        CliRun run = CliRun.With(["layout", "-"], Encoding.UTF8.GetBytes(Text));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string text = Encoding.UTF8.GetString(run.OutputBytes);
        Assert.Contains("a row of unions: each stands behind a word", text, StringComparison.Ordinal);
        Assert.Contains("here 3 words, those of unions included, and 0 bits", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Elements_have_a_word_unless_their_array_is_dense()
    {
        const string Text = "module m\nstruct P { varying x: i64, varying y: f32 }\n"
            + "struct S { varying all: own array inline P, varying dense: own array dense inline P }\n";
        CliRun run = CliRun.With(["layout", "-"], Encoding.UTF8.GetBytes(Text));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        ApprovedFile.Check("layout/elements.txt", Encoding.UTF8.GetString(run.OutputBytes));
    }

    [Fact]
    public void What_does_not_link_has_no_layout()
    {
        CliRun run = CliRun.With(["layout", "-"], Encoding.UTF8.GetBytes("module m\nstruct S { varying s: inline S }\n"));
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("HGM2015", run.Error, StringComparison.Ordinal);
    }
}
