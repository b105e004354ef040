using HgmVm.Bytecode;
using HgmVm.Diagnostics;
using HgmVm.Hosting;

namespace HgmVm.Linking;

/// <summary>Numbers the functions of a program and finds what imported and host functions mean.</summary>
internal sealed class FunctionLinking(LinkedModule[] modules, HostFunctions host, List<Diagnostic> diagnostics)
{
    private readonly List<LinkedFunction> _functions = [];
    private readonly Dictionary<string, LinkedFunction> _byName = [];

    public LinkedFunction[] All => [.. _functions];

    public void LinkAll()
    {
        foreach (LinkedModule module in modules) Define(module);
        foreach (LinkedModule module in modules) FindImports(module);
    }

    private void Define(LinkedModule module)
    {
        for (int i = 0; i < module.Functions.Length; i++)
        {
            FunctionDefinition definition = module.Module.Functions[i];
            if (definition.Kind == FunctionKind.Imported) continue;
            LinkedSignature signature = module.Signatures[definition.Signature];
            var function = new LinkedFunction
            {
                Module = module,
                Definition = definition,
                Number = _functions.Count,
                IndexInModule = i,
                Signature = signature,
                Host = definition.Kind == FunctionKind.Host ? FindHost(module, definition) : null,
            };
            _functions.Add(function);
            module.Functions[i] = function;
            if (definition.Kind == FunctionKind.Local) _byName[$"{module.Module.Name}.{definition.Name}"] = function;
        }
    }

    private HostBinding? FindHost(LinkedModule module, FunctionDefinition definition)
    {
        if (host.Find(definition.Name) is not { } found)
        {
            diagnostics.Add(new Diagnostic(LinkDiagnostics.MissingHostFunction,
                $"`{module.Module.Name}` needs host function `{definition.Name}`, which this host does not offer"));
            return null;
        }
        if (found.Signature.Matches(module.Module, module.Module.Signatures[definition.Signature])) return found;
        diagnostics.Add(new Diagnostic(LinkDiagnostics.MissingHostFunction,
            $"`{module.Module.Name}` declares host function `{definition.Name}` with another signature than the host's",
            Hint: $"the host offers `{found.Name}{found.Signature}`"));
        return null;
    }

    private void FindImports(LinkedModule module)
    {
        for (int i = 0; i < module.Functions.Length; i++)
        {
            FunctionDefinition wanted = module.Module.Functions[i];
            if (wanted.Kind != FunctionKind.Imported) continue;
            string name = $"{wanted.Module}.{wanted.Name}";
            if (!_byName.TryGetValue(name, out LinkedFunction? found))
                diagnostics.Add(new Diagnostic(LinkDiagnostics.MissingItem,
                    $"`{module.Module.Name}` needs function `{name}`, which is not defined there"));
            else if (!found.Signature.Equals(module.Signatures[wanted.Signature]))
                diagnostics.Add(new Diagnostic(LinkDiagnostics.ShapeMismatch,
                    $"`{module.Module.Name}` was built against another signature of `{name}`"));
            else module.Functions[i] = found;
        }
    }
}
