using System.Text;
using HgmVm.Bytecode;
using HgmVm.Cli.Inputs;
using HgmVm.Cli;
using HgmVm.Diagnostics;
using HgmVm.Execution;
using HgmVm.Hosting;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Memory;

namespace HgmVm.Conformance;

/// <summary>One run of a program of the suite, and everything there is to compare.</summary>
internal sealed class ProgramRun
{
    private ProgramRun(Expectations expectations) => Expectations = expectations;

    public Expectations Expectations { get; }

    public byte[] Output { get; private set; } = [];

    public IReadOnlyList<Diagnostic> Diagnostics { get; private set; } = [];

    /// <summary>Null when the program was refused.</summary>
    public RunResult? Result { get; private set; }

    public VmStatistics? Statistics { get; private set; }

    /// <summary>What was left in heap and globals, as one number.</summary>
    public ulong Digest { get; private set; }

    /// <summary>The trap as the comments announce it: its line in the program's own text, however deep it
    /// happened.</summary>
    public Announced? Trap { get; private set; }

    /// <summary>Runs a program.</summary>
    /// <param name="expectations">What its comments say.</param>
    /// <param name="mode">The mode of all modules, fast permitted; null to leave them as declared, without
    /// permission.</param>
    /// <param name="tier">What runs it. Only the interpreter can compare registers with what the verifier believed.</param>
    /// <param name="counts">Counts instructions, to compare tiers, instead of checking beliefs.</param>
    /// <param name="inner">How scopes of inline members are kept apart; the first that the program announces, if
    /// absent.</param>
    /// <param name="words">How the words before inline unions say what the union holds.</param>
    /// <param name="warm">Runs unobserved, prepared as a long program is.</param>
    public static ProgramRun Execute(Expectations expectations, Mode? mode,
        ExecutionTier tier = ExecutionTier.Interpreter,
        bool counts = false, bool warm = false, InnerPolicy? inner = null,
        UnionWords words = UnionWords.Packed)
    {
        string path = Path.Combine(Repository.Root, expectations.Path);
        var run = new ProgramRun(expectations);
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(string.Concat(expectations.Input.Select(line =>
            line + "\n"))));
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        using var terminal = new Terminal(input, output, error);
        var loader = new ModuleLoader(terminal, [Repository.SharedModules]);
        var host = new StandardHost(new StandardHostOptions
        {
            Arguments = expectations.Arguments,
            Input = input,
            Output = output,
            Error = error,
        });
        if (ProgramLoader.LoadVerified(path, loader) is { } modules)
        {
            var options = new LinkOptions { Mode = mode, AllowFastEverywhere = mode is not null, Host = host.Functions,
                Inner = inner ?? expectations.Inner[0], UnionWords = words };
            if (ProgramLoader.Link(modules, options, loader) is { } program)
                run.Execute(program, host, path, tier, counts, warm);
        }
        run.Diagnostics = loader.Diagnostics;
        run.Output = output.ToArray();
        return run;
    }

    /// <summary>The module of a program's text, verified or not; null when it does not assemble.</summary>
    public static Module? Assemble(string relativePath)
    {
        using var terminal = new Terminal(Stream.Null, Stream.Null, Stream.Null);
        return new ModuleLoader(terminal, [Repository.SharedModules])
            .LoadMain(Path.Combine(Repository.Root, relativePath));
    }

    private void Execute(LinkedProgram program, StandardHost host, string path, ExecutionTier tier, bool counts,
        bool warm)
    {
        // Walking the whole heap at every step is for programs with small heaps.
        bool isSmall = Expectations.Path.StartsWith("tests/conformance/", StringComparison.Ordinal)
            && !Expectations.Path.StartsWith("tests/conformance/heap/", StringComparison.Ordinal);
        using var machine = new VirtualMachine(program, new VmOptions
        {
            Fuel = Expectations.Fuel,
            // No program takes nearly as long: whatever does is a mistake of the machine, and has to end.
            Timeout = Expectations.Timeout ?? TimeSpan.FromMinutes(2),
            MaxHeapBytes = Expectations.MaxHeapBytes,
            MaxStackBytes = Expectations.MaxStackBytes ?? VmOptions.DefaultStackBytes,
            Tier = tier,
            CheckBeliefs = tier == ExecutionTier.Interpreter && !counts && !warm,
            VerifyElision = tier == ExecutionTier.Interpreter && !counts && !warm,
            CountInstructions = counts,
            WarmStart = warm,
            // Changes tiers in the middle of everything, always at the same places.
            FuelPortion = tier == ExecutionTier.Auto ? 3 : 20_000,
            PortionsUntilCompiled = 1,
            CompileInForeground = true,
            SelfCheck = isSmall ? SelfCheckLevel.Everything : SelfCheckLevel.Structures,
        });
        Result = machine.Run();
        Assert.Null(host.Flush());
        Statistics = machine.Statistics;
        Digest = machine.Digest;
        if (Result.Trap is not { } trap) return;
        StackEntry? own = trap.Stack.FirstOrDefault(entry =>
            Path.GetFileName(entry.SourceName) == Path.GetFileName(path));
        Trap = new Announced(trap.Kind.Name(), own?.Line ?? 0);
    }
}
