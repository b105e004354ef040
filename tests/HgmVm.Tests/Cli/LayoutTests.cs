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
    public void The_spaceship_lies_as_the_notes_have_it(string policy)
    {
        CliRun run = CliRun.Of("layout", "--inner", policy, RepositoryRoot.PathOf("tests/approved/layout/spaceship.hgm"));
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string text = Encoding.UTF8.GetString(run.OutputBytes);
        Assert.Contains("5 inner words, 4 when tags share theirs, 2 without the type-stable", text, StringComparison.Ordinal);
        ApprovedFile.Check($"layout/spaceship.{policy}.txt", text);
    }

    [Fact]
    public void What_does_not_link_has_no_layout()
    {
        CliRun run = CliRun.With(["layout", "-"], Encoding.UTF8.GetBytes("module m\nstruct S { varying s: inline S }\n"));
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("HGM2015", run.Error, StringComparison.Ordinal);
    }
}
