using System.Numerics;
using HgmVm.Bytecode;
using HgmVm.Execution;
using HgmVm.Hosting;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Memory;
using HgmVm.Tests.Assembler;
using HgmVm.Verification;

namespace HgmVm.Tests.Execution.Model;

/// <summary>A random program, and what it does according to its model.</summary>
internal interface IModelProgram
{
    string Text { get; }

    /// <summary>What it prints.</summary>
    List<long> Notes { get; }

    /// <summary>The number of tether bits that are set at each probe.</summary>
    List<int> Bits { get; }

    /// <summary>How it ends; <see cref="TrapKind.None"/> without a trap.</summary>
    TrapKind Trap { get; }

    /// <summary>The lines of the step that traps.</summary>
    (int First, int Last) TrapLines { get; }
}

/// <summary>Runs random programs, and compares with their models.</summary>
internal static class ModelRun
{
    /// <summary>Compares on both tiers; at each probe the tether bits are counted and the heap checks itself.</summary>
    public static void Compare(IModelProgram program, Mode mode, InnerPolicy policy, UnionWords words)
    {
        foreach (ExecutionTier tier in (ReadOnlySpan<ExecutionTier>)[ExecutionTier.Interpreter, ExecutionTier.Compiled])
            Compare(program, mode, policy, words, tier);
    }

    private static unsafe void Compare(IModelProgram program, Mode mode, InnerPolicy policy, UnionWords words,
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

    /// <summary>Bytes from one element to the next of the array type with a name, in a program that says nothing to its
    /// host.</summary>
    public static int StrideOf(string text, string array, InnerPolicy policy)
    {
        HostFunctions host = new HostFunctions()
            .Add("test.note", new HostSignature([HostType.I64], []), _ => { })
            .Add("test.probe", new HostSignature([], []), _ => { });
        LinkedProgram program = Link(text, Mode.Normal, policy, UnionWords.Packed, host);
        return program.Types.Single(type => type.Name == array).Descriptor.ElementBytes;
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
            // A buffer has the tether of its elements if they are dense.
            if (walker.TypeId != 0)
                count += BitOperations.PopCount(walker.Header & ObjectHeader.Held & ~ObjectHeader.Abandoned);
            if (walker.TypeId is 0 or TypeTable.BufferTypeId) continue;
            NativeType* type = heap.Types.Native + walker.TypeId;
            var array = (ArrayObject*)walker.Current;
            for (long i = 0; type->ElementKind == SlotKind.Inline && !type->IsDense && i < array->Capacity; i++)
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
