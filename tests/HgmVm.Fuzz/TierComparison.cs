using System.Globalization;
using System.Text;
using HgmVm.Assembler;
using HgmVm.Bytecode;
using HgmVm.Execution;
using HgmVm.Hosting;
using HgmVm.Linking;
using HgmVm.Memory;
using HgmVm.Verification;

namespace HgmVm.Fuzz;

/// <summary>Runs a program in every way there is and says where two of them differ.</summary>
internal static class TierComparison
{
    private const long Fuel = 200_000;

    private static readonly (string Name, ExecutionTier Tier, bool KeepsChecks, bool Verifies, bool Warm)[] s_ways =
    [
        ("interpreted, every check", ExecutionTier.Interpreter, true, false, false),
        ("interpreted", ExecutionTier.Interpreter, false, false, false),
        ("interpreted, proofs verified", ExecutionTier.Interpreter, false, true, false),
        ("compiled", ExecutionTier.Compiled, false, false, false),
        ("compiled, every check", ExecutionTier.Compiled, true, false, false),
        ("changing tiers", ExecutionTier.Auto, false, false, true),
    ];

    /// <summary>The first difference between two ways in some mode; null when there is none.</summary>
    /// <param name="text">A program with a function <c>run</c>.</param>
    /// <param name="withFast">True when it means the same in fast mode.</param>
    /// <param name="inner">How its inline members are kept.</param>
    /// <param name="words">How its unions are kept.</param>
    /// <exception cref="InvalidProgramException">The program is refused.</exception>
    public static string? FindDifference(string text, bool withFast, InnerPolicy inner = default,
        UnionWords words = default)
    {
        VerifiedModule module = Verify(text) ?? throw new InvalidProgramException();
        foreach (Mode mode in (ReadOnlySpan<Mode>)[Mode.Resilient, Mode.Normal, Mode.Fast])
        {
            if (mode == Mode.Fast && !withFast) continue;
            LinkedProgram program = Linker.Link([module],
                new LinkOptions { Host = new HostFunctions(), RequireMain = false, Mode = mode,
                    AllowFastEverywhere = true, Inner = inner, UnionWords = words }).Program!;
            string first = Describe(program, s_ways[0]);
            foreach (var way in s_ways[1..])
            {
                string other = Describe(program, way);
                if (first != other) return $"{mode}, {s_ways[0].Name}:\n{first}\n{mode}, {way.Name}:\n{other}";
            }
        }
        return null;
    }

    /// <summary>The module of a text; null when it is refused.</summary>
    public static VerifiedModule? Verify(string text)
    {
        AssemblyResult assembled = ModuleAssembler.Assemble(text, "fuzz.hgm", NoModules.Instance);
        return assembled.Module is null ? null : Verifier.Verify(assembled.Module).Module;
    }

    /// <summary>Why a text is refused, for whoever mends the generator.</summary>
    public static string Complaint(string text)
    {
        AssemblyResult assembled = ModuleAssembler.Assemble(text, "fuzz.hgm", NoModules.Instance);
        var problems = assembled.Module is null ? assembled.Diagnostics : Verifier.Verify(assembled.Module).Diagnostics;
        return string.Join('\n', problems.Take(5).Select(problem => $"{problem.Span?.Line}: {problem.Code} {problem.Message}"));
    }

    private static string Describe(LinkedProgram program,
        (string Name, ExecutionTier Tier, bool KeepsChecks, bool Verifies, bool Warm) way)
    {
        using var machine = new VirtualMachine(program, new VmOptions
        {
            Tier = way.Tier,
            KeepChecks = way.KeepsChecks,
            VerifyElision = way.Verifies,
            Fuel = Fuel,
            MaxStackBytes = 256 << 10,
            MaxHeapBytes = 16 << 20,
            SelfCheck = SelfCheckLevel.Structures,
            FuelPortion = way.Warm ? 5 : 20_000,
            PortionsUntilCompiled = 2,
            CompileInForeground = true,
        });
        RunResult result = machine.Call("run");
        HeapStatistics heap = machine.Statistics.Heap;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"  exit {result.ExitCode}, results {string.Join(',', result.Results)}, ")
            .Append(CultureInfo.InvariantCulture, $"trap {result.Trap?.Kind} {result.Trap?.Message}\n");
        foreach (StackEntry entry in result.Trap?.Stack ?? []) text.Append(CultureInfo.InvariantCulture, $"    at {entry}\n");
        foreach (string holder in result.Trap?.Holders ?? []) text.Append(CultureInfo.InvariantCulture, $"    held by {holder}\n");
        return text.Append(CultureInfo.InvariantCulture, $"  fuel {machine.Statistics.FuelUsed}, {heap}, digest {machine.Digest:x}").ToString();
    }
}
