using HgmVm.Bytecode;
using HgmVm.Hosting;
using HgmVm.Linking;
using HgmVm.Tests.Assembler;
using HgmVm.Verification;

namespace HgmVm.Tests.Compiled;

/// <summary>Programs of one module, from text, that need neither a <c>main</c> nor a host.</summary>
internal static class CompiledProgram
{
    public static LinkedProgram Link(string text, Mode? mode = null)
    {
        VerificationResult verified = Verifier.Verify(Assembling.Module(text));
        Assert.True(verified.Module is not null, string.Join("\n", verified.Diagnostics));
        LinkResult linked = Linker.Link([verified.Module],
            new LinkOptions { Host = new HostFunctions(), RequireMain = false, Mode = mode,
                AllowFastEverywhere = mode is not null });
        Assert.True(linked.Program is not null, string.Join("\n", linked.Diagnostics));
        return linked.Program;
    }
}
