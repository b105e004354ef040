using BenchmarkDotNet.Attributes;
using HgmVm.Bytecode;

namespace HgmVm.Benchmarks;

/// <summary>The same programs in all three modes: what the checks cost where there are many and where there are
/// few.</summary>
public class ModeBenchmarks
{
    private GuestProgram _program = null!;

    /// <summary>Program and arguments: objects and references, owners only, no objects at all.</summary>
    [Params("ships 2000", "binarytrees 12", "sieve 500000")]
    public string Workload { get; set; } = "";

    [Params(Mode.Resilient, Mode.Normal, Mode.Fast)]
    public Mode Mode { get; set; }

    [GlobalSetup]
    public void Load()
    {
        string[] words = Workload.Split(' ');
        _program = new GuestProgram($"examples/{words[0]}.hgm", Mode, words[1..]);
    }

    [Benchmark]
    public int Run() => _program.Run();
}
