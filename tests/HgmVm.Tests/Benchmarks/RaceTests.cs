using System.Text;
using HgmVm.Peers;
using HgmVm.Tests.Repository;

namespace HgmVm.Tests.Benchmarks;

/// <summary>The benchmark of peers believes nobody: what fails, hangs or prints something else is reported.</summary>
public class RaceTests
{
    private static readonly Workload s_workload = new("race-test", [1, 1, 1]);

    [Fact]
    public void EqualOutputsGiveMeasurementsOfEveryRound()
    {
        Race race = Hold(new Shell("first", "echo 7"), new Shell("second", "printf '7\\n'"));
        Assert.Empty(race.Failures);
        Result result = Assert.Single(race.Results);
        Assert.Equal(["first", "second"], result.Runs.Keys);
        Assert.All(result.Runs.Values, runs =>
            Assert.True(runs.Milliseconds > 0 && runs.Spread.Most >= runs.Milliseconds));
    }

    [Fact]
    public void ADifferentOutputIsAFailure()
    {
        Race race = Hold(new Shell("first", "echo 7"), new Shell("second", "echo 8"));
        Assert.Contains("the output of second differs", Assert.Single(race.Failures));
        Assert.DoesNotContain("second", race.Results[0].Runs.Keys);
    }

    [Fact]
    public void AnExitCodeIsAFailure()
    {
        Race race = Hold(new Shell("first", "echo 7"), new Shell("second", "echo 7; echo no more >&2; exit 4"));
        string failure = Assert.Single(race.Failures);
        Assert.Contains("exit code 4", failure);
        Assert.Contains("no more", failure);
    }

    [Fact]
    public void AComplaintIsAFailure() =>
        Assert.Contains("runs in normal mode", Assert.Single(Hold(new Shell("first", "echo runs in normal mode >&2")).Failures));

    [Fact]
    public void WhatDoesNotEndIsEnded()
    {
        var race = new Race([new Shell("first", "exec sleep 600")], 1, Amount.Tiny,
            TextWriter.Null) { Limit = TimeSpan.FromMilliseconds(200) };
        race.Hold(s_workload);
        Assert.Contains("took more than", Assert.Single(race.Failures));
    }

    [Fact]
    public void EveryWorkloadIsWrittenInEveryLanguage()
    {
        string[] missing = [.. from workload in Workload.All
            from path in (string[])[workload.Program, workload.Source(".c"), workload.Source(".lua"), workload.Source(".js")]
            where !File.Exists(RepositoryRoot.PathOf(path))
            select path];
        Assert.Empty(missing);
    }

    [Fact]
    public void TheSampleTextHasAsManyWordsAsAskedForSomeOfThemOften()
    {
        string text = Encoding.ASCII.GetString(SampleText.Words(10_000));
        string[] words = [.. text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Select(word => word.Trim(',', '.'))];
        Assert.Equal(10_000, words.Length);
        Assert.InRange(words.Distinct(StringComparer.OrdinalIgnoreCase).Count(), 3000, 9000);
        Assert.DoesNotContain(words, word => word.StartsWith('\'') || word.EndsWith('\''));
    }

    [Fact]
    public void RatiosAreAveragedGeometrically() => Assert.Equal(1, Measurements.GeometricMean([4, 0.25]), 12);

    private static Race Hold(params Contestant[] contestants)
    {
        var race = new Race(contestants, 2, Amount.Tiny, TextWriter.Null);
        race.Hold(s_workload);
        return race;
    }

    /// <summary>A contestant that is a line of shell.</summary>
    private sealed class Shell(string name, string script) : Contestant(name)
    {
        public override string Executable => "sh";

        public override IReadOnlyList<string> Prepare(Workload workload) => ["sh", "-c", script];
    }
}
