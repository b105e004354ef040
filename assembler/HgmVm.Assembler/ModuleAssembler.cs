using HgmVm.Assembler.Binding;
using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Parsing;
using HgmVm.Assembler.Text;
using HgmVm.Bytecode;
using HgmVm.Diagnostics;

namespace HgmVm.Assembler;

/// <summary>Turns texts into modules.</summary>
public static class ModuleAssembler
{
    /// <summary>Assembles one module. The result has not been verified.</summary>
    /// <param name="text">The text form, as assembler/README.md describes it.</param>
    /// <param name="fileName">What messages and the module's line table call the text.</param>
    /// <param name="resolver">Finds the modules that it imports.</param>
    public static AssemblyResult Assemble(string text, string fileName, IModuleResolver resolver) =>
        Assemble(new SourceText(text, fileName), resolver);

    /// <summary>As above, for a text that has been read already.</summary>
    public static AssemblyResult Assemble(SourceText source, IModuleResolver resolver)
    {
        var bag = new DiagnosticBag(source);
        Module? module = ModuleBinder.Bind(ModuleParser.Parse(source, bag), resolver, bag);
        return new AssemblyResult(module, bag.ToList());
    }
}

/// <summary>What assembling a text gave.</summary>
/// <param name="Module">The module; null when there are errors.</param>
/// <param name="Diagnostics">All errors and warnings, those of imported texts included, in the order of the text.</param>
public sealed record AssemblyResult(Module? Module, IReadOnlyList<Diagnostic> Diagnostics);
