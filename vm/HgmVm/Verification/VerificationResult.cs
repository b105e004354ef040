using System.Diagnostics.CodeAnalysis;
using HgmVm.Diagnostics;

namespace HgmVm.Verification;

/// <summary>A verified module, or every reason why it is refused.</summary>
public sealed class VerificationResult
{
    internal VerificationResult(VerifiedModule? module, IReadOnlyList<Diagnostic> diagnostics)
    {
        Module = module;
        Diagnostics = diagnostics;
    }

    /// <summary>The module; null when it is refused.</summary>
    public VerifiedModule? Module { get; }

    /// <summary>All errors, tables first, then functions in their order and code in its order; empty when there is a
    /// module.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>True when the module may be linked and run.</summary>
    [MemberNotNullWhen(true, nameof(Module))]
    public bool IsSuccess => Module is not null;
}
