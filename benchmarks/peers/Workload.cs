namespace HgmVm.Peers;

/// <summary>How much work a run does.</summary>
internal enum Amount
{
    /// <summary>Next to nothing: only the output matters.</summary>
    Tiny,

    /// <summary>About a tenth of a full one, for interpreters.</summary>
    Short,

    /// <summary>C takes 0.3 to 1 second.</summary>
    Full,
}

/// <summary>A program that exists in every language, with the same algorithm and the same output.</summary>
/// <param name="Name">The name of its sources in <c>workloads</c>, and of its HgmVm module.</param>
/// <param name="Sizes">The program argument for each <see cref="Amount"/>.</param>
/// <param name="IsExample">Its HgmVm program stands in <c>examples</c> rather than beside those of the peers.</param>
/// <param name="ReadsText">The size is a number of words of text on standard input instead of an argument.</param>
internal sealed record Workload(string Name, long[] Sizes, bool IsExample = false, bool ReadsText = false)
{
    /// <summary>In the order of the tables: calls, then loops and arrays, then allocation, then the mixed
    /// ones.</summary>
    public static IReadOnlyList<Workload> All { get; } =
    [
        new("fib", [20, 34, 41], IsExample: true),
        new("sieve", [10_000, 10_000_000, 60_000_000], IsExample: true),
        new("nbody", [1000, 500_000, 5_000_000], IsExample: true),
        new("spectralnorm", [100, 900, 3000], IsExample: true),
        new("fannkuch", [7, 9, 10]),
        new("mandelbrot", [64, 600, 1600], IsExample: true),
        new("binarytrees", [8, 13, 17], IsExample: true),
        new("listchurn", [10_000, 500_000, 5_000_000]),
        new("ships", [20, 3000, 30_000]),
        new("richards", [10_000, 2_000_000, 20_000_000]),
        new("wordcount", [2000, 500_000, 5_000_000], IsExample: true, ReadsText: true),
    ];

    /// <summary>A program that only greets: our start-up.</summary>
    public static Workload Nothing { get; } = new("hello", [0, 0, 0], IsExample: true);

    /// <summary>The HgmVm program, as a path from the root of the repository.</summary>
    public string Program => IsExample ? $"examples/{Name}.hgm" : $"benchmarks/peers/workloads/{Name}.hgm";

    /// <summary>The arguments of a run.</summary>
    public IReadOnlyList<string> Arguments(Amount amount) => ReadsText ? [] : [$"{Sizes[(int)amount]}"];

    /// <summary>What stands on standard input of a run.</summary>
    public byte[] Input(Amount amount) => ReadsText ? SampleText.Words(Sizes[(int)amount]) : [];

    /// <summary>The source of a peer, as a path from the root of the repository.</summary>
    /// <param name="extension">Of the language, with its dot.</param>
    public string Source(string extension) => $"benchmarks/peers/workloads/{Name}{extension}";
}
