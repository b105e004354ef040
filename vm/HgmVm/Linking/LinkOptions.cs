using HgmVm.Bytecode;
using HgmVm.Diagnostics;
using HgmVm.Hosting;

namespace HgmVm.Linking;

/// <summary>What whoever runs a program decides about it.</summary>
public sealed class LinkOptions
{
    /// <summary>Names of modules of the standard library start with this.</summary>
    public const string StandardLibraryPrefix = "std.";

    /// <summary>
    /// The mode of every module, instead of the one it declares; null to leave them. Modules of the standard library
    /// that may not be fast are left as they are by <see cref="Mode.Fast"/>, without a warning.
    /// </summary>
    public Mode? Mode { get; init; }

    /// <summary>Modes of single modules; wins over <see cref="Mode"/>. Null: none.</summary>
    public IReadOnlyDictionary<string, Mode>? ModeOf { get; init; }

    /// <summary>What may run in fast mode: a module, or one struct of it. The main module's own list counts
    /// too.</summary>
    public IReadOnlyCollection<string> AllowFast { get; init; } = [];

    /// <summary>Permits fast mode everywhere; for benchmarks and tests.</summary>
    public bool AllowFastEverywhere { get; init; }

    /// <summary>How scopes of inline members are kept apart.</summary>
    public InnerPolicy Inner { get; init; }

    /// <summary>How the words before inline unions say what the union holds.</summary>
    public UnionWords UnionWords { get; init; }

    /// <summary>Refuses a program whose main module has no <c>main</c> to start at.</summary>
    public bool RequireMain { get; init; } = true;

    /// <summary>What the host offers to programs.</summary>
    public required HostFunctions Host { get; init; }
}

/// <summary>A program, or why there is none. Warnings can stand beside a program.</summary>
/// <param name="Program">Null when there are errors.</param>
/// <param name="Diagnostics">Errors and warnings.</param>
public sealed record LinkResult(LinkedProgram? Program, IReadOnlyList<Diagnostic> Diagnostics);
