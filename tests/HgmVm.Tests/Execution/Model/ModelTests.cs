using FsCheck;
using FsCheck.Fluent;
using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Linking;

namespace HgmVm.Tests.Execution.Model;

/// <summary>
/// Random programs of allocations, moves, references, tethers, calls and ends do what their model says: the same
/// values, the same destructors in the same order, the same trap at the same step; after every step a tether bit is set
/// exactly while a tether lives, and the heap is sound.
/// </summary>
/// <remarks>
/// The test was tried on faults made by hand, each of which a single run of it notices:
/// <list type="bullet">
/// <item>the generation does not change of: a member that is replaced; a member in one that is replaced; a union that
/// is replaced; an element that is popped or removed; a member in one; elements and members that shift, come, or are
/// swapped; an owner that serves as word, when its member is replaced or moves;</item>
/// <item>a reference to a member is good without a look at the object around it, or without one at the member;</item>
/// <item>an untether leaves the bit set;</item>
/// <item>the last destructor of a member is not run, or run twice; a union's tag stays behind when elements are
/// swapped;</item>
/// <item>a tether is overlooked: in a member, when what it lies in is replaced or freed; in an element behind the one
/// that is removed, or in any when the array outgrows its storage; in a member of an element; that of the array; that
/// of what is to move in;</item>
/// <item>an owner that is passed stays where it was as well, or comes to where one is.</item>
/// </list>
/// </remarks>
public class ModelTests
{
    public static TheoryData<Mode, InnerPolicy> Ways()
    {
        var ways = new TheoryData<Mode, InnerPolicy>();
        foreach (Mode mode in Enum.GetValues<Mode>())
            foreach (InnerPolicy policy in Enum.GetValues<InnerPolicy>()) ways.Add(mode, policy);
        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Random_programs_do_what_the_model_says(Mode mode, InnerPolicy policy)
    {
        // Numbers that differ widely, so that one step is one kind of step wherever shrinking moves it.
        Gen<int> step = Gen.Choose(0, int.MaxValue - 1);
        Arbitrary<int[]> programs = Arb.From(step.ArrayOf(), ArbMap.Default.ArbFor<int[]>().Shrinker);
        Config config = Config.QuickThrowOnFailure.WithMaxTest(30).WithEndSize(120);
        FsCheck.Check.One(config, Prop.ForAll(programs, steps => Run(steps, mode, policy)));
    }

    /// <summary>
    /// Most random programs end early with a trap; these are chosen so that they go on for long. From several points of
    /// each, others go on to a step that a tether forbids.
    /// </summary>
    [Theory]
    [MemberData(nameof(Ways))]
    public void A_long_random_program_does_what_the_model_says(Mode mode, InnerPolicy policy)
    {
        var random = new Random(7);
        for (int i = 0; i < 3; i++)
        {
            List<int> steps = [];
            while (steps.Count < 200)
            {
                int next = random.Next();
                if (Model([.. steps, next], mode, policy).Trap == TrapKind.None) steps.Add(next);
                if (steps.Count % 16 == 15) EndByTether(steps, random, mode, policy);
            }
            Run([.. steps], mode, policy);
        }
    }

    private static void EndByTether(List<int> steps, Random random, Mode mode, InnerPolicy policy)
    {
        // Fast mode has no such step.
        for (int tries = 0; tries < 30 && mode != Mode.Fast; tries++)
        {
            int[] longer = [.. steps, random.Next()];
            if (Model(longer, mode, policy).Trap != TrapKind.Tethered) continue;
            Run(longer, mode, policy);
            return;
        }
    }

    private static ModelProgram Model(int[] steps, Mode mode, InnerPolicy policy)
    {
        var program = new ModelProgram(mode, policy == InnerPolicy.Bits, StrideOf(policy));
        program.Make(steps);
        return program;
    }

    private static void Run(int[] steps, Mode mode, InnerPolicy policy)
    {
        ModelProgram program = Model(steps, mode, policy);
        // By turns: which encoding is as random as the programs are, and a shrunk one keeps its first step's.
        UnionWords words = steps.Length > 0 && steps[0] % 2 != 0 ? UnionWords.Table : UnionWords.Packed;
        ModelRun.Compare(program, mode, policy, words);
    }

    private static int StrideOf(InnerPolicy policy) => ModelRun.StrideOf(
        ModelText.Head + ModelText.HeadOf(new ModelScope(0)) + "free fleet\nret\n}\n", "array inline model.Ship", policy);
}
