using System.Diagnostics.CodeAnalysis;
using HgmVm.Diagnostics;

namespace HgmVm.Bytecode;

/// <summary>A module read from bytes, or what is wrong with the bytes.</summary>
public sealed class ModuleReadResult
{
    internal ModuleReadResult(Module? module, IReadOnlyList<Diagnostic> diagnostics)
    {
        Module = module;
        Diagnostics = diagnostics;
    }

    /// <summary>The module, unverified; null when there are errors.</summary>
    public Module? Module { get; }

    /// <summary>Every error that was found; empty when there is a module.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    /// <summary>True when the bytes are a module.</summary>
    [MemberNotNullWhen(true, nameof(Module))]
    public bool IsSuccess => Module is not null;
}
