using HgmVm.Diagnostics;

namespace HgmVm.Assembler.Diagnostics;

/// <summary>
/// Every mistake the assembler can find in a text: HGM0xxx its shape, HGM1xxx its names and operands.
/// </summary>
public static partial class AssemblerDiagnostics
{
    public static IReadOnlyList<DiagnosticDescriptor> All => [.. Shape, .. Names];
}
