namespace HgmVm.Peers;

/// <summary>Something that runs workloads: HgmVm in one mode and tier, or a peer.</summary>
internal abstract class Contestant(string name)
{
    /// <summary>Every contestant, in the order of the tables; C first, because the ratios are to C.</summary>
    public static IReadOnlyList<Contestant> All(string tool) =>
    [
        new CompiledC("c", ""),
        new CompiledC("c-calls", "-fno-inline -fno-optimize-sibling-calls", only: "fib"),
        .. from tier in (string[])["compiled", "interpreter"]
           from mode in (string[])["fast", "normal", "resilient"]
           select new Machine(tool, tier, mode),
        new PlainCSharp(),
        new CompiledJava(),
        new CompiledWasm(),
        new Script("luajit", ".lua"),
        new Script("lua5.4", ".lua"),
        new Script("node", ".js"),
    ];

    public string Name { get; } = name;

    /// <summary>What has to be installed for it.</summary>
    public abstract string Executable { get; }

    /// <summary>What of that is not there; null when all is.</summary>
    public virtual string? Missing => Repository.IsInstalled(Executable) ? null : Executable;

    /// <summary>Whether it is HgmVm, whose start-up is shown apart and whose failures are ours.</summary>
    public virtual bool IsOurs => false;

    /// <summary>Whether it takes part in a workload.</summary>
    public virtual bool Runs(Workload workload) => true;

    /// <summary>The command line that runs a workload, after having built what there is to build.</summary>
    /// <exception cref="FailedRunException">It cannot be built.</exception>
    public abstract IReadOnlyList<string> Prepare(Workload workload);

    /// <summary>C, optimised as its programs are when they are shipped.</summary>
    private sealed class CompiledC(string name, string options, string? only = null) : Contestant(name)
    {
        public override string Executable => "gcc";

        public override bool Runs(Workload workload) => only is null || only == workload.Name;

        public override IReadOnlyList<string> Prepare(Workload workload)
        {
            string program = Path.Combine(Repository.Output, $"{workload.Name}-{Name}");
            string[] command = ["gcc", "-O2", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), "-o", program,
                Path.Combine(Repository.Root, workload.Source(".c")), "-lm"];
            Run.Execute(command, [], TimeSpan.FromMinutes(5)).Demand();
            return [program];
        }
    }

    private sealed class Script(string name, string extension) : Contestant(name)
    {
        public override string Executable => Name;

        public override IReadOnlyList<string> Prepare(Workload workload) =>
            [Name, Path.Combine(Repository.Root, workload.Source(extension))];
    }

    /// <summary>C# on the same runtime, with its collector.</summary>
    private sealed class PlainCSharp() : Contestant("csharp")
    {
        public override string Executable => Repository.Plain;

        public override IReadOnlyList<string> Prepare(Workload workload) => [Executable, workload.Name];
    }

    private sealed class CompiledJava() : Contestant("java")
    {
        public override string Executable => "javac";

        public override string? Missing => base.Missing ?? (Repository.IsInstalled("java") ? null : "java");

        public override IReadOnlyList<string> Prepare(Workload workload)
        {
            string folder = Path.Combine(Repository.Output, "java");
            string[] command = ["javac", "-d", folder, Path.Combine(Repository.Root, workload.Source(".java"))];
            Run.Execute(command, [], TimeSpan.FromMinutes(5)).Demand();
            return ["java", "-cp", folder, workload.Name];
        }
    }

    /// <summary>The C sources as WebAssembly, which node runs with V8.</summary>
    private sealed class CompiledWasm() : Contestant("wasm")
    {
        public override string Executable => "clang";

        public override string? Missing
        {
            get
            {
                if (base.Missing is { } compiler) return compiler;
                if (!Repository.IsInstalled("node")) return "node";
                // Linker, C library and compiler support are packages of their own, in places that depend on versions.
                Directory.CreateDirectory(Repository.Output);
                string trial = Path.Combine(Repository.Output, "trial");
                File.WriteAllText($"{trial}.c", "#include <stdio.h>\nint main(void) { return printf(\"\"); }\n");
                string[] command = ["clang", "--target=wasm32-wasi", "-O2", "-o", $"{trial}.wasm", $"{trial}.c"];
                return Run.Execute(command, [], TimeSpan.FromMinutes(1)).ExitCode == 0 ? null : "a C library for wasm32-wasi";
            }
        }

        public override IReadOnlyList<string> Prepare(Workload workload)
        {
            string program = Path.Combine(Repository.Output, $"{workload.Name}.wasm");
            // With room from the start: node 20 crashes at the end of some programs whose memory has grown.
            string[] command = ["clang", "--target=wasm32-wasi", "-O2", "-Wl,--initial-memory=268435456", "-include",
                Path.Combine(Repository.Root, "benchmarks/peers/wasm.h"), "-o", program,
                Path.Combine(Repository.Root, workload.Source(".c"))];
            Run.Execute(command, [], TimeSpan.FromMinutes(5)).Demand();
            return ["node", "--no-warnings", Path.Combine(Repository.Root, "benchmarks/peers/wasi.mjs"), program];
        }
    }

    private sealed class Machine(string tool, string tier, string mode) : Contestant($"{tier}-{mode}")
    {
        // Fast mode needs permission for each module; to permit one that is not there does no harm.
        private static readonly string[] s_library = ["std.io", "std.text", "std.math", "std.rand"];

        public override string Executable => tool;

        public override bool IsOurs => true;

        public override IReadOnlyList<string> Prepare(Workload workload) =>
        [
            tool, "run", Path.Combine(Repository.Root, workload.Program), "--mode", mode, "--tier", tier,
            .. mode == "fast" ? s_library.Append(workload.Name).SelectMany(module => (string[])["--allow-fast", module]) : [], "--",
        ];
    }
}
