using HgmVm.Bytecode;
using HgmVm.Diagnostics;

namespace HgmVm.Linking;

/// <summary>Gathers the implementations of all modules, and sees that those which modules rely on are there.</summary>
/// <remarks>
/// A program is closed: all that can be behind an interface is known here. That gives tables in which a type id finds a
/// method in one step, and is why a method with one implementation is called directly.
/// </remarks>
internal sealed class InterfaceLinking(LinkedModule[] modules, List<Diagnostic> diagnostics)
{
    /// <summary>Most methods of all interfaces: instructions have sixteen bits for the number of one.</summary>
    private const int MaxMethods = 65_535;

    /// <summary>Most entries of the tables: one for each method and type. A small module could ask for gigabytes of
    /// them.</summary>
    private const int MaxEntries = 1 << 22;

    private readonly Dictionary<int, LinkedInterface> _byType = [];

    public Dictionary<int, LinkedInterface> LinkAll(LinkedHeapType[] types)
    {
        int methods = 0;
        foreach (LinkedHeapType type in types)
        {
            if (!type.IsInterface) continue;
            int count = type.Struct!.Fields.Count;
            _byType[type.Id] = new LinkedInterface { Type = type, FirstMethod = methods, MethodCount = count };
            methods += count;
        }
        if (methods > MaxMethods || (long)methods * types.Length > MaxEntries)
            diagnostics.Add(new Diagnostic(LinkDiagnostics.TooManyMethods,
                $"{methods} methods of interfaces and {types.Length} types are too many"));
        foreach (LinkedModule module in modules)
            foreach (ImplementationDefinition known in module.Module.Implementations) Define(module, known);
        foreach (LinkedModule module in modules)
            foreach (ImplementationDefinition wanted in module.Module.Implementations) Find(module, wanted);
        foreach (LinkedInterface known in _byType.Values)
            known.Type.Variants = [.. known.Implementations.Keys];
        return _byType;
    }

    private void Define(LinkedModule module, ImplementationDefinition known)
    {
        if (known.IsImported) return;
        LinkedInterface target = _byType[module.StructIds[known.Interface]];
        target.Implementations.TryAdd(module.StructIds[known.Struct],
            [.. known.Methods.Select(function => module.Functions[function])]);
    }

    private void Find(LinkedModule module, ImplementationDefinition wanted)
    {
        LinkedInterface target = _byType[module.StructIds[wanted.Interface]];
        if (target.Implementations.ContainsKey(module.StructIds[wanted.Struct])) return;
        string name = module.Module.Structs[wanted.Struct].FullName();
        diagnostics.Add(new Diagnostic(LinkDiagnostics.MissingItem,
            $"`{module.Module.Name}` relies on `{name}` implementing `{target.Type.Name}`, which no module says"));
    }
}
