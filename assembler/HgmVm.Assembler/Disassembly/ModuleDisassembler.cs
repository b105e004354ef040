using HgmVm.Assembler.Disassembly;
using HgmVm.Bytecode;

namespace HgmVm.Assembler;

/// <summary>Turns a module back into text. Assembling the text gives an equal module, byte for byte in its binary form.</summary>
/// <remarks>
/// Total: any module that could be read has a text. What only a verified module guarantees (indices in range, complete
/// instructions, distinct names) is shown as <c>?12</c> where it does not hold, and then the text does not assemble.
/// </remarks>
public static class ModuleDisassembler
{
    /// <summary>The text form of a module, with canonical mnemonics and invented labels L0, L1, ...</summary>
    public static string Disassemble(Module module, DisassemblyOptions? options = null) =>
        new ModuleText(module, options ?? new DisassemblyOptions()).Write();
}
