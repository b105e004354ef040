using BenchmarkDotNet.Attributes;
using HgmVm.Assembler;
using HgmVm.Bytecode;
using HgmVm.Verification;

namespace HgmVm.Benchmarks;

/// <summary>1 MiB of text to a module, and on to a verified one. The target is a second, warm.</summary>
public class AssemblingBenchmarks
{
    private const int TextBytes = 1 << 20;

    private readonly string _text = GeneratedText.Make(TextBytes);
    private Module _module = null!;
    private byte[] _binary = [];

    [GlobalSetup]
    public void AssembleOnce()
    {
        _module = Assemble();
        _binary = ModuleWriter.Write(_module);
    }

    [Benchmark]
    public Module Assemble()
    {
        AssemblyResult result = ModuleAssembler.Assemble(_text, "generated.hgm", NoModules.Instance);
        return result.Module ?? throw new InvalidOperationException(result.Diagnostics[0].Message);
    }

    [Benchmark]
    public VerifiedModule Verify() => Verifier.Verify(_module).Module!;

    [Benchmark]
    public Module ReadBinary() => ModuleReader.Read(_binary, "generated.hgmb").Module!;

    [Benchmark]
    public string Disassemble() => ModuleDisassembler.Disassemble(_module);
}
