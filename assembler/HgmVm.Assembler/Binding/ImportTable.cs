using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;
using HgmVm.Bytecode;
using HgmVm.Diagnostics;

namespace HgmVm.Assembler.Binding;

/// <summary>
/// The modules a text imports. One is looked for when the first of its names is used that no <c>extern</c> entry
/// declares: that is why disassembled text assembles without the modules it imports.
/// </summary>
internal sealed class ImportTable(ModuleScope scope, IModuleResolver resolver)
{
    private readonly Dictionary<string, ImportSyntax> _imports = [];
    private readonly Dictionary<string, ForeignModule?> _modules = [];

    public void Declare(ImportSyntax import)
    {
        if (import.Module.Text == scope.Module.Name)
            scope.Bag.Report(AssemblerDiagnostics.ImportCycle, import.Module.Span, $"module `{import.Module}` imports itself");
        else if (_imports.TryAdd(import.Module.Text, import)) scope.Module.Imports.Add(import.Module.Text);
        else scope.ReportDuplicate(import.Module, "import");
    }

    /// <summary>Index in this module of <c>module.Struct</c>; null when it cannot be had, which is then
    /// diagnosed.</summary>
    public int? FindStruct(NameSyntax name)
    {
        if (!TryFindModule(name, "struct", AssemblerDiagnostics.UnknownStruct, out ForeignModule? module)) return null;
        if (module.FindStruct(name.Name.Last) is { } found) return module.ImportStruct(found, name.Span);
        ReportUnknown(AssemblerDiagnostics.UnknownStruct, name, "struct", module.StructNames);
        return null;
    }

    /// <summary>True when the module of one of two imported items says that the struct implements the
    /// interface.</summary>
    public bool AnySaysImplements(int structIndex, int interfaceIndex)
    {
        StructDefinition target = scope.Module.Structs[structIndex], type = scope.Module.Structs[interfaceIndex];
        return Says(target.Module!) || Says(type.Module!);

        bool Says(string name)
        {
            if (!_imports.TryGetValue(name, out ImportSyntax? import)) return false;
            if (!_modules.TryGetValue(name, out ForeignModule? module)) _modules.Add(name, module = Resolve(import));
            return module is not null && module.Implements(target.FullName(), type.FullName());
        }
    }

    /// <summary>Index in this module of <c>module.function</c>; null when it cannot be had, which is then
    /// diagnosed.</summary>
    public int? FindFunction(NameSyntax name)
    {
        if (!TryFindModule(name, "function", AssemblerDiagnostics.UnknownFunction, out ForeignModule? module)) return null;
        if (module.FindFunction(name.Name.Last) is { } found) return module.ImportFunction(found, name.Span);
        ReportUnknown(AssemblerDiagnostics.UnknownFunction, name, "function", module.FunctionNames);
        return null;
    }

    private void ReportUnknown(DiagnosticDescriptor descriptor, NameSyntax name, string what,
        IEnumerable<string> known) =>
        scope.ReportUnknown(descriptor, name.PartSpan(name.Name.Parts.Length - 1),
            $"module `{name.Name.Prefix}` has no {what} `{name.Name.Last}`", name.Name.Last, known);

    private bool TryFindModule(NameSyntax name, string what, DiagnosticDescriptor unknown,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ForeignModule? module)
    {
        string moduleName = name.Name.Prefix;
        module = null;
        if (_imports.TryGetValue(moduleName, out ImportSyntax? import))
        {
            if (!_modules.TryGetValue(moduleName, out module)) _modules.Add(moduleName, module = Resolve(import));
            return module is not null;
        }
        var span = new TextSpan(name.Span.Start, moduleName.Length);
        if (_imports.Keys.FirstOrDefault(known =>
            moduleName.StartsWith(known + ".", StringComparison.Ordinal)) is { } outer)
        {
            scope.Bag.Report(unknown, name.Span, $"there is no {what} `{name}`",
                $"one name follows the module's: `{outer}.{name.Name.Parts[outer.Count(c => c == '.') + 1]}`");
            return false;
        }
        if (Suggest.Closest(moduleName, _imports.Keys) is { } near)
            scope.Bag.Report(unknown, span, $"there is no {what} `{name}`", $"did you mean `{near}.{name.Name.Last}`?");
        else scope.Bag.Report(AssemblerDiagnostics.NotImported, span, $"module `{moduleName}` is not imported",
            $"add `import {moduleName}` after the module's name");
        return false;
    }

    private ForeignModule? Resolve(ImportSyntax import)
    {
        string name = import.Module.Text;
        TextSpan span = import.Module.Span;
        Module? module = resolver.Resolve(name, out string? problem);
        if (module is null)
        {
            ImportFailure failure = resolver.Explain(name);
            scope.Bag.Report(failure.Descriptor, span, $"module `{name}` {problem ?? "was not found"}");
            foreach (Diagnostic cause in failure.Causes) scope.Bag.Add(cause);
            return null;
        }
        if (TypeTables.Order(module, out string fault, out TypeEntry entry) is null)
            problem = $"is malformed: {(entry.IsSignature ? "signature" : "heap type")} {entry.Index} {fault}";
        else if (module.Functions.Any(function => (uint)function.Signature >= (uint)module.Signatures.Count))
            problem = "is malformed: a function has no signature";
        else if (module.Name != name) problem = $"calls itself `{module.Name}`";
        else return new ForeignModule(module, scope);
        scope.Bag.Report(AssemblerDiagnostics.ImportHasErrors, span, $"module `{name}` {problem}");
        return null;
    }
}
