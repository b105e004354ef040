using HgmVm.Bytecode;
using HgmVm.Diagnostics;
using HgmVm.Verification;

namespace HgmVm.Linking;

/// <summary>Checks that module names are unique, that imports exist and that they form no circle.</summary>
internal static class ModuleOrder
{
    private enum Mark : byte
    {
        New,
        Open,
        Done,
    }

    public static void Check(IReadOnlyList<VerifiedModule> modules, List<Diagnostic> diagnostics)
    {
        var byName = new Dictionary<string, Module>();
        foreach (VerifiedModule module in modules)
        {
            if (!byName.TryAdd(module.Module.Name, module.Module))
                diagnostics.Add(new Diagnostic(LinkDiagnostics.DuplicateModule, $"there are two modules `{module.Module.Name}`"));
        }
        var marks = byName.Keys.ToDictionary(name => name, _ => Mark.New);
        foreach (Module module in byName.Values)
        {
            foreach (string import in NamesNeeded(module).Where(name => !byName.ContainsKey(name)))
                diagnostics.Add(new Diagnostic(LinkDiagnostics.MissingModule, $"`{module.Name}` imports `{import}`, which is not here"));
        }
        foreach (Module module in byName.Values) Visit(module, byName, marks, diagnostics);
    }

    /// <summary>Names of the modules that a module imports or mentions.</summary>
    public static IEnumerable<string> NamesNeeded(Module module) => module.Imports
        .Concat(module.Structs.Select(s => s.Module).OfType<string>())
        .Concat(module.Functions.Select(f => f.Module).OfType<string>()).Distinct();

    // An explicit stack: a chain of imports may be as long as there are modules.
    private static void Visit(Module start, Dictionary<string, Module> byName, Dictionary<string, Mark> marks,
        List<Diagnostic> diagnostics)
    {
        if (marks[start.Name] != Mark.New) return;
        var open = new Stack<(Module Module, IEnumerator<string> Imports)>();
        Open(start);
        while (open.TryPeek(out (Module Module, IEnumerator<string> Imports) top))
        {
            if (!top.Imports.MoveNext())
            {
                marks[top.Module.Name] = Mark.Done;
                open.Pop();
                continue;
            }
            if (!byName.TryGetValue(top.Imports.Current, out Module? next)) continue;
            if (marks[next.Name] == Mark.New) Open(next);
            else if (marks[next.Name] == Mark.Open) diagnostics.Add(Cycle(open.Select(entry => entry.Module.Name), next.Name));
        }

        void Open(Module module)
        {
            marks[module.Name] = Mark.Open;
            open.Push((module, NamesNeeded(module).Where(name => name != module.Name).GetEnumerator()));
        }
    }

    private static Diagnostic Cycle(IEnumerable<string> innermostFirst, string closing)
    {
        IEnumerable<string> circle = innermostFirst.TakeWhile(name => name != closing).Append(closing).Reverse().Append(closing);
        return new Diagnostic(LinkDiagnostics.CyclicImport, $"imports form a circle: {string.Join(" -> ", circle)}");
    }
}
