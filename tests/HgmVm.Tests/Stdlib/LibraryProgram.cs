using HgmVm.Assembler;
using HgmVm.Bytecode;
using HgmVm.Execution;
using HgmVm.Hosting;
using HgmVm.Linking;
using HgmVm.Tests.Repository;
using HgmVm.Verification;

namespace HgmVm.Tests.Stdlib;

/// <summary>Runs a program that uses the standard library, with streams of the test's own.</summary>
internal static class LibraryProgram
{
    /// <summary>Runs a text in a mode; its output is in <paramref name="output"/> afterwards.</summary>
    public static RunResult Run(string text, Mode mode, Stream input, Stream output, params string[] arguments)
    {
        var resolver = new FileModuleResolver(null, RepositoryRoot.PathOf("stdlib"));
        AssemblyResult assembled = ModuleAssembler.Assemble(text, "test.hgm", resolver);
        Assert.True(assembled.Module is not null, string.Join('\n', assembled.Diagnostics));
        var modules = new List<VerifiedModule>();
        foreach (Module module in resolver.LoadProgram(assembled.Module, out _))
        {
            VerificationResult verified = Verifier.Verify(module);
            Assert.True(verified.Module is not null, string.Join('\n', verified.Diagnostics));
            modules.Add(verified.Module);
        }
        var host = new StandardHost(new StandardHostOptions { Input = input, Output = output, Arguments = arguments });
        var options = new LinkOptions { Host = host.Functions, Mode = mode, AllowFastEverywhere = true };
        LinkResult linked = Linker.Link(modules, options);
        Assert.True(linked.Program is not null, string.Join('\n', linked.Diagnostics));
        using var machine = new VirtualMachine(linked.Program);
        RunResult result = machine.Run();
        Assert.Null(host.Flush());
        return result;
    }

    /// <summary>The text of an example.</summary>
    public static string Example(string name) => File.ReadAllText(RepositoryRoot.PathOf($"examples/{name}.hgm"));
}
