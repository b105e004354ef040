using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using HgmVm.Bytecode;
using HgmVm.Execution;
using HgmVm.Hosting;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Memory;
using HgmVm.Tests.Assembler;
using HgmVm.Verification;

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
        foreach (ExecutionTier tier in (ReadOnlySpan<ExecutionTier>)[ExecutionTier.Interpreter, ExecutionTier.Compiled])
            Compare(program, mode, policy, words, tier);
    }

    private static unsafe void Compare(ModelProgram program, Mode mode, InnerPolicy policy, UnionWords words,
        ExecutionTier tier)
    {
        var notes = new List<long>();
        var bits = new List<int>();
        VirtualMachine? machine = null;
        Exception? unsound = null;
        HostFunctions host = new HostFunctions()
            .Add("test.note", new HostSignature([HostType.I64], []), call => notes.Add(call.I64(0)))
            .Add("test.probe", new HostSignature([], []), _ =>
            {
                bits.Add(TetherBits.Count(machine!.Heap));
                try
                {
                    new HeapVerifier(machine.Heap).Run(SelfCheckLevel.Everything);
                }
                catch (HeapCorruptionException found)
                {
                    unsound ??= found;
                }
            });
        LinkedProgram linked = Link(program.Text, mode, policy, words, host);
        using (machine = new VirtualMachine(linked, new VmOptions { Tier = tier }))
        {
            RunResult result = machine.Run();
            string way = $"{mode}, {policy}, {words}, {tier}\n{program.Text}";
            Assert.True(unsound is null, $"{unsound}\n{way}");
            Assert.True(program.Notes.SequenceEqual(notes), $"{string.Join(' ', program.Notes)}\n{string.Join(' ', notes)}\n{way}");
            Assert.True(program.Bits.SequenceEqual(bits), $"{string.Join(' ', program.Bits)}\n{string.Join(' ', bits)}\n{way}");
            TrapKind trap = result.Trap?.Kind ?? TrapKind.None;
            Assert.True(trap == program.Trap, $"{program.Trap} expected, {trap} {result.Trap?.Message}\n{way}");
            if (result.Trap is null) Assert.Empty(result.Leaks);
            else Assert.InRange(result.Trap.Stack[0].Line, program.TrapLines.First, program.TrapLines.Last);
        }
    }

    private static int StrideOf(InnerPolicy policy)
    {
        HostFunctions host = new HostFunctions()
            .Add("test.note", new HostSignature([HostType.I64], []), _ => { })
            .Add("test.probe", new HostSignature([], []), _ => { });
        string text = ModelText.Head + ModelText.HeadOf(new ModelScope(0)) + "free fleet\nret\n}\n";
        LinkedProgram program = Link(text, Mode.Normal, policy, UnionWords.Packed, host);
        return program.Types.Single(type => type.Name == "array inline model.Ship").Descriptor.ElementBytes;
    }

    private static LinkedProgram Link(string text, Mode mode, InnerPolicy policy, UnionWords words,
        HostFunctions host)
    {
        VerificationResult verified = Verifier.Verify(Assembling.Module(text));
        Assert.True(verified.Module is not null, string.Join('\n', verified.Diagnostics) + text);
        LinkResult linked = Linker.Link([verified.Module],
            new LinkOptions
            {
                Host = host, Mode = mode, AllowFastEverywhere = true, Inner = policy, UnionWords = words,
            });
        Assert.True(linked.Program is not null, string.Join('\n', linked.Diagnostics));
        return linked.Program;
    }
}

/// <summary>The tethers that are set in a heap.</summary>
internal static unsafe class TetherBits
{
    public static int Count(GenerationalHeap heap)
    {
        int count = 0;
        var walker = new HeapWalker(heap);
        while (walker.MoveNext())
        {
            if (walker.TypeId is 0 or TypeTable.BufferTypeId) continue;
            count += BitOperations.PopCount(walker.Header & ObjectHeader.Held & ~ObjectHeader.Abandoned);
            NativeType* type = heap.Types.Native + walker.TypeId;
            var array = (ArrayObject*)walker.Current;
            for (long i = 0; type->ElementKind == SlotKind.Inline && i < array->Capacity; i++)
            {
                byte* element = InlineElements.At(array, type, i);
                count += Of(heap, HeapFast.Header(element));
                count += Within(heap, element, InlineElements.TypeOf(heap.State, type, element));
            }
            if (type->Kind == PayloadKind.Struct) count += Within(heap, walker.Current, type);
        }
        return count;
    }

    private static int Within(GenerationalHeap heap, byte* p, NativeType* type)
    {
        int count = 0;
        for (int i = 0; type != null && i < type->WordCount; i++)
            count += Of(heap, *(ulong*)(p + type->WordOffsets[i]));
        for (int i = 0; type != null && i < type->MarkedCount; i++)
            count += BitOperations.PopCount(*(ulong*)(p + type->MarkedOwners[i].OffsetBytes) & MarkedOwner.Tether);
        return count;
    }

    private static int Of(GenerationalHeap heap, ulong word) =>
        BitOperations.PopCount(InnerWord.Tethers(heap.State, word));
}
