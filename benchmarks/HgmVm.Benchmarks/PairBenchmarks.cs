using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using HgmVm.Bytecode;

namespace HgmVm.Benchmarks;

/// <summary>
/// One object allocated, written and freed, by a program and by C's allocator as .NET calls it. Times are for one pair,
/// a round of the loop included.
/// </summary>
public class PairBenchmarks
{
    // As many as the program does.
    private const int Pairs = 50_000_000;
    private const int ObjectBytes = 40;

    private GuestProgram _program = null!;

    [Params(Mode.Resilient, Mode.Fast)]
    public Mode Mode { get; set; }

    [GlobalSetup]
    public void Load() => _program = new GuestProgram("benchmarks/programs/pair.hgm", Mode);

    [Benchmark(OperationsPerInvoke = Pairs)]
    public int Program() => _program.Run();

    [Benchmark(OperationsPerInvoke = Pairs, Baseline = true)]
    public unsafe long Calloc()
    {
        long sum = 0;
        for (long i = 0; i < Pairs; i++)
        {
            long* cell = (long*)NativeMemory.AllocZeroed(ObjectBytes);
            *cell = i;
            sum += *cell;
            NativeMemory.Free(cell);
        }
        return sum;
    }
}
