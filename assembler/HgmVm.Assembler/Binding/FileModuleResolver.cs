using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Text;
using HgmVm.Bytecode;
using HgmVm.Diagnostics;

namespace HgmVm.Assembler;

/// <summary>
/// Finds imported modules in files: <c>a.b</c> is <c>a/b.hgm</c> or <c>a.b.hgm</c> (or <c>.hgmb</c>) beside the
/// importing file, else in a library folder. <c>std.</c> modules come from the standard library alone, so that no file
/// can pose as one. Each file is assembled once for all that import it.
/// </summary>
public sealed class FileModuleResolver : IModuleResolver
{
    /// <summary>Files that may be importing one another at once: each costs a few frames of the stack.</summary>
    public const int MaxDepth = 100;

    private readonly ModuleFileCache _cache;
    private readonly string _folder;
    private readonly Dictionary<string, ImportFailure> _failures = [];

    /// <param name="mainFile">The importing file; null for a text from elsewhere, whose neighbours are in the current
    /// folder.</param>
    /// <param name="standardFolder">The folder that holds <c>std/io.hgm</c>; null when there is no standard library.</param>
    /// <param name="libraryFolders">Further folders, searched in this order.</param>
    public FileModuleResolver(string? mainFile, string? standardFolder = null,
        IEnumerable<string>? libraryFolders = null)
    {
        _cache = new ModuleFileCache(standardFolder, [.. libraryFolders ?? []]);
        string path = mainFile is null ? "" : Path.GetFullPath(mainFile);
        _folder = Path.GetDirectoryName(path) ?? Environment.CurrentDirectory;
        if (mainFile is not null) _cache.Open.Add((path, Path.GetFileNameWithoutExtension(path)));
    }

    private FileModuleResolver(ModuleFileCache cache, string path)
    {
        _cache = cache;
        _folder = Path.GetDirectoryName(path) ?? "";
    }

    public Module? Resolve(string moduleName, out string? problem)
    {
        LoadedModule loaded = Load(moduleName);
        problem = loaded.Problem;
        if (loaded.Failure is { } failure) _failures[moduleName] = failure;
        return loaded.Module;
    }

    public ImportFailure Explain(string moduleName)
    {
        if (!_failures.TryGetValue(moduleName, out ImportFailure? failure)) return ImportFailure.NotFound;
        // Two importers of a broken module both fail, but its mistakes are listed once.
        return _cache.Told.Add(failure) ? failure : failure with { Causes = [] };
    }

    /// <summary>
    /// A module with all that it imports, directly or not: the main module first, each other one once. An import that
    /// fails is in <paramref name="diagnostics"/>, as are circles of imports.
    /// </summary>
    public IReadOnlyList<Module> LoadProgram(Module main, out IReadOnlyList<Diagnostic> diagnostics)
    {
        var walk = new ImportWalk();
        walk.Run(main, this);
        diagnostics = walk.Diagnostics;
        return walk.Modules;
    }

    /// <summary>The module of that name as this file's imports see it.</summary>
    internal LoadedModule Load(string name)
    {
        if (!Names.IsDotted(name)) return LoadedModule.Failed("has no valid name");
        string? path = _cache.Find(_folder, name);
        if (path is null) return LoadedModule.Failed($"was not found; looked for {name.Replace('.', '/')}.hgm and {name}.hgm "
            + (_cache.IsStandard(name) ? "in the standard library" : "beside the importing file and in the library folders"));
        if (_cache.Modules.TryGetValue(path, out LoadedModule? known)) return known;
        int start = _cache.Open.FindIndex(open => open.Path == path);
        if (start >= 0)
        {
            IEnumerable<string> circle = _cache.Open.Skip(start).Select(open => open.Name).Append(name);
            return LoadedModule.Failed($"imports itself: {string.Join(" -> ", circle)}", AssemblerDiagnostics.ImportCycle);
        }
        if (_cache.Open.Count >= MaxDepth) return LoadedModule.Failed($"is the end of a chain of more than {MaxDepth} imports");
        _cache.Open.Add((path, name));
        LoadedModule loaded = Read(path);
        _cache.Open.RemoveAt(_cache.Open.Count - 1);
        if (loaded.Module is { } module && module.Name != name)
            loaded = LoadedModule.Failed($"calls itself `{module.Name}` in {path}", AssemblerDiagnostics.ImportHasErrors);
        _cache.Modules.Add(path, loaded);
        return loaded;
    }

    private LoadedModule Read(string path)
    {
        byte[] bytes;
        try
        {
            var file = new FileInfo(path);
            if (file.Length > ModuleLimits.MaxModuleBytes) return LoadedModule.Failed($"is larger than {ModuleLimits.MaxModuleBytes} bytes");
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return LoadedModule.Failed($"could not be read: {e.Message}");
        }
        var inside = new FileModuleResolver(_cache, path);
        if (ModuleReader.LooksBinary(bytes))
        {
            ModuleReadResult read = ModuleReader.Read(bytes, path);
            return Judge(read.Module, read.Diagnostics, path, inside);
        }
        if (SourceDecoder.Decode(bytes, path, out Diagnostic? problem) is not { } text)
            return Judge(null, [problem!], path, inside);
        AssemblyResult assembled = ModuleAssembler.Assemble(text, path, inside);
        return Judge(assembled.Module, assembled.Diagnostics, path, inside);
    }

    private static LoadedModule Judge(Module? module, IReadOnlyList<Diagnostic> diagnostics, string path,
        FileModuleResolver inside)
    {
        if (module is not null) return new LoadedModule(module, inside, null, null);
        return new LoadedModule(null, inside, $"has errors, see {Path.GetFileName(path)}",
            new ImportFailure(AssemblerDiagnostics.ImportHasErrors, diagnostics));
    }
}
