using FsCheck;
using FsCheck.Fluent;
using HgmVm.Memory;

namespace HgmVm.Tests.Memory;

/// <summary>
/// Random programs behave as their model says, with few and with many generations, and when memory runs out.
/// </summary>
public class HeapProperties
{
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(32)]
    public void Random_programs_agree_with_the_model(int generationBits) =>
        Check(60, steps => RunWith(new HeapOptions { GenerationBits = generationBits, MaxBytes = 1 << 26 }, steps));

    [Fact]
    public void Random_programs_agree_when_one_allocation_fails() =>
        Check(60, steps =>
        {
            int n = 1 + (steps.Length / 3);
            RunWith(new HeapOptions { FailAllocation = n, MaxBytes = 1 << 26, LargeCacheBytes = 0 }, steps);
        });

    [Fact]
    public void Random_programs_agree_under_a_tight_limit() =>
        Check(40, steps => RunWith(new HeapOptions { MaxBytes = 400_000, LargeCacheBytes = 100_000 }, steps));

    [Fact]
    public void A_long_random_program_agrees()
    {
        Random random = new(20);
        using HeapProgram program = new(new HeapOptions { GenerationBits = 4, MaxBytes = 1 << 26 });
        program.Run(Enumerable.Range(0, 1500).Select(_ => random.Next()));
        program.End();
        Assert.Equal(0, program.Failures);
    }

    private static void RunWith(HeapOptions options, int[] steps)
    {
        using HeapProgram program = new(options);
        program.Run(steps);
        if (!program.IsTrapped)
        {
            program.End();
        }
    }

    private static void Check(int runs, Action<int[]> property)
    {
        // Numbers that differ widely, so that one step is one kind of step wherever shrinking moves it.
        Gen<int> step = Gen.Choose(0, int.MaxValue - 1);
        Config config = Config.QuickThrowOnFailure.WithMaxTest(runs).WithEndSize(150);
        Arbitrary<int[]> programs = Arb.From(step.ArrayOf(), ArbMap.Default.ArbFor<int[]>().Shrinker);
        FsCheck.Check.One(config, Prop.ForAll(programs, property));
    }
}
