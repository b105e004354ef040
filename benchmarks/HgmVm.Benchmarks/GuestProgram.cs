using HgmVm.Assembler;
using HgmVm.Bytecode;
using HgmVm.Execution;
using HgmVm.Hosting;
using HgmVm.Linking;
using HgmVm.Verification;

namespace HgmVm.Benchmarks;

/// <summary>A program of the repository, linked once and run as often as one likes, its output thrown away.</summary>
internal sealed class GuestProgram
{
    private readonly LinkedProgram _program;

    /// <param name="path">The text, from the root of the repository.</param>
    /// <param name="mode">The mode of all modules; fast is permitted.</param>
    /// <param name="arguments">What the program sees as its arguments.</param>
    public GuestProgram(string path, Mode mode, params string[] arguments)
    {
        string file = Path.Combine(Root, path);
        var resolver = new FileModuleResolver(file, Path.Combine(Root, "stdlib"));
        Module main = ModuleAssembler.Assemble(File.ReadAllText(file), path, resolver).Module
            ?? throw new InvalidOperationException($"{path} has mistakes: hgmvm check names them");
        var host = new StandardHost(new StandardHostOptions
        {
            Arguments = arguments, Input = Stream.Null, Output = Stream.Null, Error = Stream.Null,
        });
        IEnumerable<VerifiedModule> modules = resolver.LoadProgram(main, out _)
            .Select(module => Verifier.Verify(module).Module
            ?? throw new InvalidOperationException($"{module.Name} does not verify"));
        var options = new LinkOptions { Mode = mode, AllowFastEverywhere = true, Host = host.Functions };
        _program = Linker.Link([.. modules], options).Program ?? throw new InvalidOperationException($"{path} does not link");
    }

    /// <summary>The folder that holds <c>HgmVm.sln</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Runs it on a machine of its own, from the first instruction to the empty heap.</summary>
    public int Run()
    {
        using var machine = new VirtualMachine(_program);
        RunResult result = machine.Run();
        return result.Trap is null ? result.ExitCode : throw new InvalidOperationException($"trap {result.Trap.Kind}");
    }

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "HgmVm.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("run this inside the HgmVm repository");
    }
}
