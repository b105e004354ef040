using FsCheck;
using FsCheck.Fluent;
using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Linking;

namespace HgmVm.Tests.Execution.Model;

/// <summary>
/// Random programs about a dense array do what their model says: the same traps at the same step, a tether bit exactly
/// while a tether lives, and through each reference, however stale, what is in its place now.
/// </summary>
/// <remarks>It was tried on a fault made by hand: a buffer that dies loses its tethers.</remarks>
public class DenseTests
{
    private static readonly int s_stride =
        ModelRun.StrideOf(DenseText.Head + "free all\nret\n}\n", "array dense inline model.Point", InnerPolicy.Generations);

    public static TheoryData<Mode, InnerPolicy> Ways() => ModelTests.Ways();

    [Fact]
    public void Dense_elements_lie_directly_behind_one_another() => Assert.Equal(32, s_stride);

    [Theory]
    [MemberData(nameof(Ways))]
    public void Random_programs_do_what_the_model_says(Mode mode, InnerPolicy policy)
    {
        Gen<int> step = Gen.Choose(0, int.MaxValue - 1);
        Arbitrary<int[]> programs = Arb.From(step.ArrayOf(), ArbMap.Default.ArbFor<int[]>().Shrinker);
        Config config = Config.QuickThrowOnFailure.WithMaxTest(30).WithEndSize(120);
        FsCheck.Check.One(config, Prop.ForAll(programs, steps => Run(steps, mode, policy)));
    }

    /// <summary>Programs that go on for long without a trap, each also up to a step that a tether forbids.</summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public void A_long_random_program_does_what_the_model_says(Mode mode, InnerPolicy policy)
    {
        var random = new Random(11);
        for (int i = 0; i < 3; i++)
        {
            List<int> steps = [];
            while (steps.Count < 250)
            {
                int[] longer = [.. steps, random.Next()];
                TrapKind trap = Model(longer, mode).Trap;
                if (trap == TrapKind.None) steps.Add(longer[^1]);
                else if (trap == TrapKind.Tethered && random.Next(4) == 0) Run(longer, mode, policy);
            }
            Run([.. steps], mode, policy);
        }
    }

    private static DenseProgram Model(int[] steps, Mode mode)
    {
        var program = new DenseProgram(mode, s_stride);
        program.Make(steps);
        return program;
    }

    private static void Run(int[] steps, Mode mode, InnerPolicy policy)
    {
        UnionWords words = steps.Length > 0 && steps[0] % 2 != 0 ? UnionWords.Table : UnionWords.Packed;
        ModelRun.Compare(Model(steps, mode), mode, policy, words);
    }
}
