using HgmVm.Bytecode;
using HgmVm.Execution;
using HgmVm.Hosting;
using HgmVm.Linking;

namespace HgmVm.Cli.Commands;

/// <summary>What a run is asked for, however that was said. The defaults are those of a command line without
/// options.</summary>
/// <param name="File">The program, text or binary; <c>-</c> is standard input.</param>
/// <param name="Arguments">What the program gets.</param>
internal sealed record RunRequest(string File, IReadOnlyList<string> Arguments)
{
    public VmOptions Machine { get; init; } = new();

    /// <summary>Folders that exist, to search for imported modules.</summary>
    public IReadOnlyList<string> Libraries { get; init; } = [];

    /// <summary>The mode of every module, instead of the one it declares.</summary>
    public Mode? Mode { get; init; }

    /// <summary>Modes of single modules; null when none was given.</summary>
    public IReadOnlyDictionary<string, Mode>? ModeOf { get; init; }

    /// <summary>Modules and structs that may be fast.</summary>
    public IReadOnlyCollection<string> AllowFast { get; init; } = [];

    /// <summary>How scopes of inline members are kept apart.</summary>
    public InnerPolicy Inner { get; init; }

    /// <summary>How the words before inline unions say what the union holds.</summary>
    public UnionWords UnionWords { get; init; }

    public bool Stats { get; init; }

    /// <summary>Prints the statistics as JSON.</summary>
    public bool Json { get; init; }

    /// <summary>What the linker needs to know of it.</summary>
    public LinkOptions LinkOptions(HostFunctions host) => new()
    {
        Mode = Mode, ModeOf = ModeOf, AllowFast = AllowFast, Inner = Inner, UnionWords = UnionWords, Host = host,
    };
}
