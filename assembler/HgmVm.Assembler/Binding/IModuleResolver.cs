using HgmVm.Bytecode;
using HgmVm.Diagnostics;

namespace HgmVm.Assembler;

/// <summary>Finds the modules that a text imports.</summary>
public interface IModuleResolver
{
    /// <summary>
    /// The module of that name, assembled but not verified; null with the reason in <paramref name="problem"/>, which
    /// completes the sentence "module `x` ...", e.g. <c>was not found</c>.
    /// </summary>
    Module? Resolve(string moduleName, out string? problem);

    /// <summary>More about a module that <see cref="Resolve"/> did not return: which kind of mistake it is and what
    /// caused it.</summary>
    ImportFailure Explain(string moduleName) => ImportFailure.NotFound;
}

/// <summary>Why an import failed.</summary>
/// <param name="Descriptor">One of the assembler's descriptors for imports.</param>
/// <param name="Causes">The errors of the imported text itself. Each is handed out only once in a run.</param>
public sealed record ImportFailure(DiagnosticDescriptor Descriptor, IReadOnlyList<Diagnostic> Causes)
{
    public static ImportFailure NotFound { get; } = new(Diagnostics.AssemblerDiagnostics.UnknownModule, []);
}

/// <summary>Knows no modules: for texts that import nothing or declare all they use as <c>extern</c>.</summary>
public sealed class NoModules : IModuleResolver
{
    public static NoModules Instance { get; } = new();

    public Module? Resolve(string moduleName, out string? problem)
    {
        problem = "was not found: imports are not available here";
        return null;
    }
}
