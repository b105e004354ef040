using HgmVm.Bytecode;
using HgmVm.Linking;
using HgmVm.Verification;

namespace HgmVm.Cli.Inputs;

/// <summary>Takes a file through all that comes before running: reading, assembling, verifying, linking.</summary>
internal static class ProgramLoader
{
    /// <summary>Reads and verifies a module and all it needs. Every mistake found is in the loader's
    /// diagnostics.</summary>
    /// <returns>The modules, the main one first; null when there are errors.</returns>
    public static IReadOnlyList<VerifiedModule>? LoadVerified(string path, ModuleLoader loader)
    {
        if (loader.LoadMain(path) is not { } main) return null;
        var verified = new List<VerifiedModule>();
        foreach (Module module in loader.LoadProgram(main))
        {
            VerificationResult result = Verifier.Verify(module);
            loader.Diagnostics.AddRange(result.Diagnostics);
            if (result.Module is { } good) verified.Add(good);
        }
        return loader.Diagnostics.Exists(diagnostic => diagnostic.IsError) ? null : verified;
    }

    /// <summary>Links what <see cref="LoadVerified"/> returned; null when the modules do not fit together.</summary>
    public static LinkedProgram? Link(IReadOnlyList<VerifiedModule> modules, LinkOptions options, ModuleLoader loader)
    {
        LinkResult result = Linker.Link(modules, options);
        loader.Diagnostics.AddRange(result.Diagnostics);
        return result.Program;
    }

    /// <summary>Prints what was found on standard error, with source lines.</summary>
    public static void Report(ModuleLoader loader, Terminal terminal)
    {
        if (loader.Diagnostics.Count == 0) return;
        terminal.Error.Write(Assembler.DiagnosticRenderer.RenderAll(loader.Diagnostics, loader.FindSource,
            terminal.ColorError));
    }
}
