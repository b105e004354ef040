using HgmVm.Diagnostics;

namespace HgmVm.Assembler.Diagnostics;

/// <summary>HGM1xxx: names and operands.</summary>
public static partial class AssemblerDiagnostics
{
    private static IReadOnlyList<DiagnosticDescriptor> Names => [];
}
