using HgmVm.Assembler;
using HgmVm.Assembler.Text;
using HgmVm.Bytecode;
using HgmVm.Diagnostics;
using HgmVm.Isa;

namespace HgmVm.Tests.Assembler;

/// <summary>Short ways to assemble texts in tests.</summary>
internal static class Assembling
{
    /// <summary>The module of a text that has no mistakes; fails with its messages otherwise.</summary>
    public static Module Module(string text, string name = "test.hgm", IModuleResolver? resolver = null)
    {
        AssemblyResult result = ModuleAssembler.Assemble(text, name, resolver ?? NoModules.Instance);
        if (result.Module is null) Assert.Fail(Render(text, name, result.Diagnostics));
        return result.Module;
    }

    /// <summary>The diagnostics of a text, errors and warnings.</summary>
    public static IReadOnlyList<Diagnostic> Diagnose(string text, IModuleResolver? resolver = null) =>
        ModuleAssembler.Assemble(text, "test.hgm", resolver ?? NoModules.Instance).Diagnostics;

    /// <summary>The code of one function whose parameters and body are given.</summary>
    public static List<Instruction> Code(string parameters, params string[] lines) =>
        Module($"module m\nfn f({parameters}) {{\n{string.Join('\n', lines)}\n}}").Functions[0].Code;

    /// <summary>Names of the opcodes of such a body.</summary>
    public static IEnumerable<string> Mnemonics(string parameters, params string[] lines)
    {
        List<Instruction> code = Code(parameters, lines);
        for (int position = 0; position < code.Count;)
        {
            OpcodeRow row = OpcodeTable.Row(code[position].Opcode);
            yield return row.Mnemonic;
            position += row.WordCount(code[position]);
        }
    }

    public static string Render(string text, string name, IEnumerable<Diagnostic> diagnostics)
    {
        var source = new SourceText(text, name);
        return DiagnosticRenderer.RenderAll(diagnostics, file => file == name ? source : null);
    }
}
