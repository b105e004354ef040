using HgmVm.Assembler.Disassembly;
using HgmVm.Bytecode;

namespace HgmVm.Assembler;

/// <summary>Turns a module back into text. Assembling the text gives an equal module, byte for byte in its binary
/// form.</summary>
/// <remarks>
/// Total: any module that could be read has a text. What only a verified module guarantees (indices in range, complete
/// instructions, distinct names) is shown as <c>?12</c> where it does not hold, and then the text does not assemble.
/// </remarks>
public static class ModuleDisassembler
{
    /// <summary>The text form of a module, with canonical mnemonics and invented labels L0, L1, ...</summary>
    public static string Disassemble(Module module, DisassemblyOptions? options = null)
    {
        string text = new ModuleText(module, options ?? new DisassemblyOptions()).Write();
        return WouldBeAnother(module, text) ? WithWarning(text) : text;
    }

    /// <summary>
    /// True when the text assembles to something else. Bits that nothing reads, a destructor that is not named as one
    /// and the like have no text form; a text that silently loses them must not pass for the module.
    /// </summary>
    private static bool WouldBeAnother(Module module, string text) =>
        ModuleAssembler.Assemble(text, module.SourceName, NoModules.Instance).Module is { } again
        && !ModuleWriter.Write(again).AsSpan().SequenceEqual(ModuleWriter.Write(module));

    private static string WithWarning(string text)
    {
        int head = text.IndexOf('\n', StringComparison.Ordinal) + 1;
        return text.Insert(head, "? the module does not verify, and parts of it have no text form: this is not all of it\n");
    }
}
