using HgmVm.Diagnostics;

namespace HgmVm.Assembler.Diagnostics;

/// <summary>HGM0xxx: characters, literals, statements.</summary>
public static partial class AssemblerDiagnostics
{
    public static readonly DiagnosticDescriptor TooManyErrors = new("HGM0001", "too many errors",
        "A run names the first hundred errors of a text and then stops. Mend those, then assemble again.");

    private static IReadOnlyList<DiagnosticDescriptor> Shape => [TooManyErrors];
}
