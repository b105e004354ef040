using System.Globalization;
using System.Text;
using HgmVm.Bytecode;
using HgmVm.Execution;
using HgmVm.Isa;
using HgmVm.Linking;

namespace HgmVm.Conformance;

/// <summary>Interpreted and compiled, a program does the same: not only what it announces, but everything that can be
/// seen.</summary>
public class TierTests
{
    /// <summary>Programs that end when the clock says so, and so after another number of steps each time.</summary>
    private static bool DependsOnTime(Expectations expectations) => expectations.Trap?.Name == TrapKind.Timeout.Name();

    /// <summary>Each program in one of its modes and under one of its policies, by turns: in the others it only has to
    /// do what it announces.</summary>
    public static TheoryData<string, string, InnerPolicy, UnionWords> Runs()
    {
        var runs = new TheoryData<string, string, InnerPolicy, UnionWords>();
        foreach (string path in Repository.Programs)
        {
            Expectations expectations = Expectations.Read(path);
            if (expectations.Errors.Count > 0 || DependsOnTime(expectations)) continue;
            Mode? mode = expectations.Modes[runs.Count % expectations.Modes.Count];
            // Not in step with the modes.
            int turn = runs.Count / 3;
            runs.Add(path, mode?.ToString() ?? "declared", expectations.Inner[turn % expectations.Inner.Count],
                expectations.UnionWords[turn % expectations.UnionWords.Count]);
        }
        return runs;
    }

    [Theory]
    [InlineData(ExecutionTier.Interpreter)]
    [InlineData(ExecutionTier.Compiled)]
    public void TethersOfInlineMembersAreCounted(ExecutionTier tier)
    {
        Expectations expectations = Expectations.Read("tests/conformance/inline/tethered-twice.hgm");
        Assert.Equal(4, ProgramRun.Execute(expectations, Mode.Normal, tier, counts: true).Statistics!.Tethers);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void TiersAgree(string path, string modeName, InnerPolicy inner, UnionWords words)
    {
        Mode? mode = modeName == "declared" ? null : Enum.Parse<Mode>(modeName);
        Expectations expectations = Expectations.Read(path);
        string interpreted = Run(ExecutionTier.Interpreter);
        Assert.Equal(interpreted, Run(ExecutionTier.Compiled));
        Assert.Equal(interpreted, Run(ExecutionTier.Auto));

        string Run(ExecutionTier tier) =>
            Describe(ProgramRun.Execute(expectations, mode, tier, counts: true, inner: inner, words: words));
    }

    private static string Describe(ProgramRun run)
    {
        var text = new StringBuilder();
        RunResult result = run.Result!;
        VmStatistics statistics = run.Statistics!;
        text.Append(CultureInfo.InvariantCulture,
            $"exit {result.ExitCode}, trap {result.Trap?.Kind} {result.Trap?.Message} {result.Trap?.TypeName}\n");
        foreach (StackEntry entry in result.Trap?.Stack ?? []) text.Append(CultureInfo.InvariantCulture, $"  at {entry}\n");
        foreach (string holder in result.Trap?.Holders ?? []) text.Append(CultureInfo.InvariantCulture, $"  held by {holder}\n");
        foreach (Leak leak in result.Leaks) text.Append(CultureInfo.InvariantCulture, $"leak {leak}\n");
        text.Append(CultureInfo.InvariantCulture, $"fuel {statistics.FuelUsed}, instructions {statistics.Instructions}, ")
            .Append(CultureInfo.InvariantCulture,
                $"checks {statistics.ChecksRun} and {statistics.ChecksElided}, tethers {statistics.Tethers}, functions {statistics.FunctionsCalled}\n")
            .Append(CultureInfo.InvariantCulture, $"{statistics.Heap}, digest {run.Digest:x}\n")
            .Append(Encoding.UTF8.GetString(run.Output));
        return text.ToString();
    }
}
