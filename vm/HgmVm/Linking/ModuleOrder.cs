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

    /// <summary>A module on the way through the imports: how far its own have been followed.</summary>
    private sealed class Node(Module module)
    {
        public Module Module { get; } = module;

        public List<string> Needed { get; } = NamesNeeded(module);

        public int Followed { get; set; }

        public Mark Mark { get; set; }
    }

    public static void Check(IReadOnlyList<VerifiedModule> modules, List<Diagnostic> diagnostics)
    {
        var byName = new Dictionary<string, Node>(StringComparer.Ordinal);
        var nodes = new List<Node>();
        foreach (VerifiedModule module in modules)
        {
            var node = new Node(module.Module);
            if (byName.TryAdd(module.Module.Name, node)) nodes.Add(node);
            else diagnostics.Add(new Diagnostic(LinkDiagnostics.DuplicateModule, $"there are two modules `{module.Module.Name}`"));
        }
        foreach (Node node in nodes)
        {
            foreach (string import in node.Needed)
            {
                if (byName.ContainsKey(import)) continue;
                diagnostics.Add(new Diagnostic(LinkDiagnostics.MissingModule,
                    $"`{node.Module.Name}` imports `{import}`, which is not here"));
            }
        }
        foreach (Node node in nodes)
        {
            if (node.Mark == Mark.New) Visit(node, byName, diagnostics);
        }
    }

    /// <summary>Names of the modules that a module imports or mentions, each once.</summary>
    private static List<string> NamesNeeded(Module module)
    {
        var names = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (string import in module.Imports) Add(import);
        foreach (StructDefinition definition in module.Structs) Add(definition.Module);
        foreach (FunctionDefinition function in module.Functions) Add(function.Module);
        return names;

        void Add(string? name)
        {
            if (name is not null && known.Add(name)) names.Add(name);
        }
    }

    // An explicit stack: a chain of imports may be as long as there are modules.
    private static void Visit(Node start, Dictionary<string, Node> byName, List<Diagnostic> diagnostics)
    {
        var open = new Stack<Node>();
        Open(start);
        while (open.TryPeek(out Node? top))
        {
            if (top.Followed == top.Needed.Count)
            {
                top.Mark = Mark.Done;
                open.Pop();
                continue;
            }
            string name = top.Needed[top.Followed++];
            if (name == top.Module.Name || !byName.TryGetValue(name, out Node? next)) continue;
            if (next.Mark == Mark.New) Open(next);
            else if (next.Mark == Mark.Open) diagnostics.Add(Cycle(open.Select(node => node.Module.Name), name));
        }

        void Open(Node node)
        {
            node.Mark = Mark.Open;
            open.Push(node);
        }
    }

    private static Diagnostic Cycle(IEnumerable<string> innermostFirst, string closing)
    {
        IEnumerable<string> circle = innermostFirst.TakeWhile(name => name != closing).Append(closing).Reverse()
            .Append(closing);
        return new Diagnostic(LinkDiagnostics.CyclicImport, $"imports form a circle: {string.Join(" -> ", circle)}");
    }
}
