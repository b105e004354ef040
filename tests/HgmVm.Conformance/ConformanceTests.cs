using HgmVm.Assembler;
using HgmVm.Bytecode;
using HgmVm.Execution;
using HgmVm.Linking;

namespace HgmVm.Conformance;

/// <summary>Runs every program of the suite, the examples and the benchmarks, and compares it with its
/// comments.</summary>
public class ConformanceTests
{
    private static bool Blessing => Environment.GetEnvironmentVariable("HGMVM_BLESS") == "1";

    /// <summary>Every program in every mode that it announces, on every tier, and under every policy when it has inline
    /// members, with either encoding of their words when it has unions.</summary>
    public static TheoryData<string, string, ExecutionTier, InnerPolicy, UnionWords> Runs()
    {
        var runs = new TheoryData<string, string, ExecutionTier, InnerPolicy, UnionWords>();
        foreach (string path in Repository.Programs)
        {
            Expectations expectations = Expectations.Read(path);
            foreach (Mode? mode in expectations.Modes)
            {
                foreach (InnerPolicy inner in expectations.Inner)
                {
                    foreach (UnionWords words in expectations.UnionWords)
                    {
                        runs.Add(path, mode?.ToString() ?? "declared", ExecutionTier.Interpreter, inner, words);
                        runs.Add(path, mode?.ToString() ?? "declared", ExecutionTier.Compiled, inner, words);
                    }
                }
            }
        }
        return runs;
    }

    public static TheoryData<string> Programs() => [.. Repository.Programs];

    [Theory]
    [MemberData(nameof(Runs))]
    public void ProgramDoesWhatItSays(string path, string modeName, ExecutionTier tier, InnerPolicy inner,
        UnionWords words)
    {
        Mode? mode = modeName == "declared" ? null : Enum.Parse<Mode>(modeName);
        Expectations expectations = Expectations.Read(path);
        ProgramRun run = ProgramRun.Execute(expectations, mode, tier, inner: inner, words: words);
        Comparison.Check(run, mode, tier, inner, words, expectations.OutputIsApproved ? Approved(path, run) : null);
        if (tier != ExecutionTier.Interpreter) return;
        // Watched, each instruction runs by itself; warm, as in a long program, pairs of them are one.
        ProgramRun warm = ProgramRun.Execute(expectations, mode, tier, warm: true, inner: inner, words: words);
        Comparison.Check(warm, mode, tier, inner, words, expectations.OutputIsApproved ? Approved(path, warm) : null);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void BinaryAndTextFormsAreEqual(string path)
    {
        // A text that does not assemble has no binary form; that it says so is what the other test looks at.
        if (ProgramRun.Assemble(path) is not { } module) return;
        byte[] bytes = ModuleWriter.Write(module);
        ModuleReadResult read = ModuleReader.Read(bytes, path);
        Assert.True(read.IsSuccess, string.Join("\n", read.Diagnostics));
        Assert.Equal(bytes, ModuleWriter.Write(read.Module));

        string text = ModuleDisassembler.Disassemble(read.Module);
        AssemblyResult again = ModuleAssembler.Assemble(text, path, NoModules.Instance);
        Assert.True(again.Module is not null, string.Join("\n", again.Diagnostics) + "\n" + text);
        Assert.True(bytes.AsSpan().SequenceEqual(ModuleWriter.Write(again.Module)), $"{path}: not the same bytes after\n{text}");
    }

    private static byte[] Approved(string path, ProgramRun run)
    {
        string file = Path.Combine(Repository.Root, "tests/approved/examples", Path.GetFileNameWithoutExtension(path) + ".out");
        if (Blessing)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, run.Output);
        }
        Assert.True(File.Exists(file), $"{path} announces no output: write `; expect:` lines, or bless {file} (HGMVM_BLESS=1)");
        return File.ReadAllBytes(file);
    }
}
