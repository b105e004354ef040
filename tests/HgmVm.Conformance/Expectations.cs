using System.Globalization;
using HgmVm.Bytecode;
using HgmVm.Cli.CommandLine;
using HgmVm.Isa;
using HgmVm.Linking;

namespace HgmVm.Conformance;

/// <summary>A diagnostic or trap that a program announces; line 0 when it does not say where.</summary>
internal sealed record Announced(string Name, int Line)
{
    public override string ToString() => Line > 0 ? $"{Name} @ {Line}" : Name;
}

/// <summary>What the comments at the top of a program say about a run of it; tests/README.md lists them.</summary>
internal sealed class Expectations
{
    private Expectations(string path) => Path = path;

    /// <summary>From the root, with forward slashes.</summary>
    public string Path { get; }

    public string Title { get; private set; } = "";

    /// <summary>Lines of standard output.</summary>
    public List<string> Output { get; } = [];

    public List<string> Input { get; } = [];

    public List<string> Arguments { get; } = [];

    public Announced? Trap { get; private set; }

    public List<Announced> Errors { get; } = [];

    public List<Announced> Warnings { get; } = [];

    /// <summary>The exit code; null when the trap or the refusal decides it.</summary>
    public int? ExitCode { get; private set; }

    /// <summary>The modes to force, with fast permitted everywhere; null stands for "as the modules declare".</summary>
    public List<Mode?> Modes { get; private set; } = [Mode.Resilient, Mode.Normal, Mode.Fast];

    /// <summary>The policies for inline members it runs under: each, when it has such members, unless it says
    /// so.</summary>
    public List<InnerPolicy> Inner { get; private set; } = [InnerPolicy.Generations];

    /// <summary>The encodings of words before unions it runs with: both, when it has inline ones.</summary>
    public List<UnionWords> UnionWords { get; private set; } = [Linking.UnionWords.Packed];

    public long? Fuel { get; private set; }

    public TimeSpan? Timeout { get; private set; }

    public long? MaxHeapBytes { get; private set; }

    public long? MaxStackBytes { get; private set; }

    /// <summary>True when the output is too long for comments: it stands in <c>tests/approved/examples</c>.</summary>
    public bool OutputIsApproved => Path.StartsWith("examples/", StringComparison.Ordinal) && Output.Count == 0 && Trap is null;

    /// <exception cref="FormatException">A comment is misspelt.</exception>
    public static Expectations Read(string path)
    {
        var expectations = new Expectations(path);
        int number = 0;
        string text = File.ReadAllText(System.IO.Path.Combine(Repository.Root, path));
        if (text.Contains("inline ", StringComparison.Ordinal)) expectations.Inner = [.. Enum.GetValues<InnerPolicy>()];
        bool hasUnions = expectations.Inner.Count > 1 && text.Contains("\nsealed ", StringComparison.Ordinal);
        if (hasUnions) expectations.UnionWords = [.. Enum.GetValues<UnionWords>()];
        foreach (string line in text.Split('\n'))
        {
            number++;
            if (line.Length > 0 && line[0] != ';') break;
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !line.StartsWith("; ", StringComparison.Ordinal)) continue;
            string key = line[2..colon], value = line[(colon + 1)..];
            if (key.Contains(' ', StringComparison.Ordinal)) continue;
            if (!expectations.Take(key, value.StartsWith(' ') ? value[1..] : value))
                throw new FormatException($"{path}:{number}: nothing is known about `{key}:`");
        }
        if (expectations.Title.Length == 0) throw new FormatException($"{path}: no `; title:`");
        return expectations;
    }

    private bool Take(string key, string value)
    {
        switch (key)
        {
            case "title": Title = value; break;
            case "expect": Output.Add(value); break;
            case "input": Input.Add(value); break;
            case "args": Arguments.AddRange(value.Split(' ', StringSplitOptions.RemoveEmptyEntries)); break;
            case "trap": Trap = ReadAnnounced(value); break;
            case "error": Errors.Add(ReadAnnounced(value)); break;
            case "warning": Warnings.Add(ReadAnnounced(value)); break;
            case "exit": ExitCode = int.Parse(value, CultureInfo.InvariantCulture); break;
            case "modes": Modes = [.. value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ReadMode)]; break;
            case "inner":
                Inner = [.. value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word =>
                    Enum.Parse<InnerPolicy>(word, ignoreCase: true))];
                break;
            case "limits": ReadLimits(value); break;
            default: return false;
        }
        return true;
    }

    private Announced ReadAnnounced(string value)
    {
        string[] parts = value.Split('@', StringSplitOptions.TrimEntries);
        bool known = parts[0].StartsWith("HGM", StringComparison.Ordinal) || TrapNames.Parse(parts[0]) is not null;
        if (!known) throw new FormatException($"{Path}: `{parts[0]}` is neither a trap nor a diagnostic");
        return new Announced(parts[0], parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
    }

    private Mode? ReadMode(string word) => word switch
    {
        "resilient" => Mode.Resilient,
        "normal" => Mode.Normal,
        "fast" => Mode.Fast,
        "declared" => null,
        _ => throw new FormatException($"{Path}: `{word}` is no mode"),
    };

    private void ReadLimits(string value)
    {
        foreach (string limit in value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = limit.Split('=');
            switch (parts[0])
            {
                case "fuel": Fuel = OptionParsers.Count(parts[1]); break;
                case "timeout": Timeout = OptionParsers.Duration(parts[1]); break;
                case "heap": MaxHeapBytes = OptionParsers.Size(parts[1]); break;
                case "stack": MaxStackBytes = OptionParsers.Size(parts[1]); break;
                default: throw new FormatException($"{Path}: there is no limit `{parts[0]}`");
            }
        }
    }
}
