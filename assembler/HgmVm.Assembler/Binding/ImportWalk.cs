using HgmVm.Assembler.Diagnostics;
using HgmVm.Bytecode;
using HgmVm.Diagnostics;

namespace HgmVm.Assembler;

/// <summary>Visits the imports of a program depth first, without recursion, and finds circles.</summary>
internal sealed class ImportWalk
{
    private readonly List<Module> _modules = [];
    private readonly List<Diagnostic> _diagnostics = [];
    private readonly Dictionary<string, Module> _byName = [];
    private readonly HashSet<(string Importer, string Import)> _failed = [];

    public IReadOnlyList<Module> Modules => _modules;

    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics;

    private sealed class Visit(Module module, FileModuleResolver resolver)
    {
        public Module Module { get; } = module;

        public FileModuleResolver Resolver { get; } = resolver;

        public int NextImport { get; set; }
    }

    public void Run(Module main, FileModuleResolver resolver)
    {
        var path = new List<Visit> { Enter(main, resolver) };
        while (path.Count > 0)
        {
            Visit visit = path[^1];
            if (visit.NextImport == visit.Module.Imports.Count)
            {
                path.RemoveAt(path.Count - 1);
                continue;
            }
            string name = visit.Module.Imports[visit.NextImport++];
            int start = path.FindIndex(open => open.Module.Name == name);
            if (start >= 0)
            {
                IEnumerable<string> circle = path.Skip(start).Select(open => open.Module.Name).Append(name);
                Report(visit.Module, AssemblerDiagnostics.ImportCycle, $"module `{name}` imports itself: {string.Join(" -> ", circle)}");
                continue;
            }
            LoadedModule loaded = visit.Resolver.Load(name);
            if (loaded.Module is null) ReportFailure(visit, name, loaded);
            else if (!_byName.TryGetValue(name, out Module? known)) path.Add(Enter(loaded.Module, loaded.Resolver!));
            else if (!ReferenceEquals(known, loaded.Module))
                Report(visit.Module, AssemblerDiagnostics.ImportHasErrors, $"two files both hold a module `{name}`: "
                    + $"{known.SourceName} and {loaded.Module.SourceName}");
        }
    }

    private Visit Enter(Module module, FileModuleResolver resolver)
    {
        _modules.Add(module);
        _byName.Add(module.Name, module);
        return new Visit(module, resolver);
    }

    private void ReportFailure(Visit visit, string name, LoadedModule loaded)
    {
        if (!_failed.Add((visit.Module.Name, name))) return;
        visit.Resolver.Resolve(name, out _);
        ImportFailure failure = visit.Resolver.Explain(name);
        Report(visit.Module, failure.Descriptor, $"module `{name}` {loaded.Problem}");
        _diagnostics.AddRange(failure.Causes);
    }

    private void Report(Module importer, DiagnosticDescriptor descriptor, string message) =>
        _diagnostics.Add(new Diagnostic(descriptor, message, new SourceSpan(importer.SourceName, 0, 0, 0)));
}
