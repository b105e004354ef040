using HgmVm.Fuzz;
using HgmVm.Linking;
using HgmVm.Tests.Repository;

namespace HgmVm.Tests.Compiled;

/// <summary>Random programs on both tiers in every mode; <c>.ci/run</c> does a thousand, and by hand it is any
/// number.</summary>
public class FuzzTests
{
    [Fact]
    public void Tiers_agree_on_random_programs()
    {
        for (int seed = 1; seed <= 60; seed++) Assert.Null(FuzzRun.Check(seed));
    }

    public static TheoryData<string> Found() => [.. Directory.EnumerateFiles(FoundFolder, "*.hgm")
        .Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    private static string FoundFolder => RepositoryRoot.PathOf("tests/HgmVm.Fuzz/found");

    /// <summary>What differed once, shrunk; under every policy, because a seed stands for one.</summary>
    [Theory]
    [MemberData(nameof(Found))]
    public void Tiers_agree_on_what_was_found(string name)
    {
        string text = File.ReadAllText(Path.Combine(FoundFolder, name + ".hgm"));
        foreach (InnerPolicy inner in Enum.GetValues<InnerPolicy>())
        {
            foreach (UnionWords words in Enum.GetValues<UnionWords>())
                Assert.Null(TierComparison.FindDifference(text, withFast: false, inner, words));
        }
    }

    [Fact]
    public void What_is_found_is_shrunk_to_what_matters()
    {
        string small = Shrinker.Shrink("a\nb\nc\nd\ne\nf\ng", text => text.Contains('b') && text.Contains('f'));
        Assert.Equal("b\nf", small);
    }

    [Fact]
    public void Every_second_program_is_careful_and_reaches_only_what_is_alive() =>
        Assert.All(Enumerable.Range(1, 40).Where(ProgramGenerator.IsCareful),
            seed => Assert.DoesNotContain(" r0.next\n", ProgramGenerator.Write(seed).Replace("st r0.next", "")));
}
