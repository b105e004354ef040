using HgmVm.Assembler.Diagnostics;
using HgmVm.Bytecode;
using HgmVm.Diagnostics;

namespace HgmVm.Assembler;

/// <summary>What became of a file that was imported.</summary>
/// <param name="Module">The module, or null.</param>
/// <param name="Resolver">Finds what that file imports; null when it was not read.</param>
/// <param name="Problem">Why there is no module, completing "module `x` ...".</param>
/// <param name="Failure">The kind of problem and the errors behind it.</param>
internal sealed record LoadedModule(Module? Module, FileModuleResolver? Resolver, string? Problem,
    ImportFailure? Failure)
{
    public static LoadedModule Failed(string problem, DiagnosticDescriptor? descriptor = null) =>
        new(null, null, problem, new ImportFailure(descriptor ?? AssemblerDiagnostics.UnknownModule, []));
}

/// <summary>What the resolvers of one run share: where to look, what has been read, and what is being read.</summary>
internal sealed class ModuleFileCache(string? standardFolder, string[] libraryFolders)
{
    private const string StandardFamily = "std";

    /// <summary>Modules and failures by full path.</summary>
    public Dictionary<string, LoadedModule> Modules { get; } = [];

    /// <summary>Files whose assembly is under way, the importing one before the imported.</summary>
    public List<(string Path, string Name)> Open { get; } = [];

    /// <summary>Failures whose causes somebody has listed.</summary>
    public HashSet<ImportFailure> Told { get; } = new(ReferenceEqualityComparer.Instance);

    public bool IsStandard(string module) =>
        standardFolder is not null
            && (module == StandardFamily || module.StartsWith(StandardFamily + ".", StringComparison.Ordinal));

    /// <summary>The full path of a module's file; null when there is none.</summary>
    public string? Find(string importingFolder, string module)
    {
        if (IsStandard(module)) return FindIn(standardFolder!, module);
        if (FindIn(importingFolder, module) is { } near) return near;
        foreach (string folder in libraryFolders)
        {
            if (FindIn(folder, module) is { } found) return found;
        }
        return null;
    }

    /// <summary>Names hold letters, digits, underscores and dots only, so no name leads out of the folder.</summary>
    private static string? FindIn(string folder, string module)
    {
        string nested = Path.Combine(folder, module.Replace('.', Path.DirectorySeparatorChar)),
            flat = Path.Combine(folder, module);
        return Existing(nested + ".hgm") ?? Existing(flat + ".hgm") ?? Existing(nested + ".hgmb") ?? Existing(flat + ".hgmb");

        static string? Existing(string path) => File.Exists(path) ? Path.GetFullPath(path) : null;
    }
}
