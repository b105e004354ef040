namespace HgmVm.Peers;

/// <summary>Runs workloads in all contestants by turns, and holds every output against the others.</summary>
internal sealed class Race(IReadOnlyList<Contestant> contestants, int rounds, Amount amount, TextWriter log)
{
    private readonly List<string> _failures = [];

    /// <summary>How long a run may take before it is ended and counts as failed; even a busy machine needs much
    /// less.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(10);

    public List<Result> Results { get; } = [];

    /// <summary>What did not run or printed something else; nothing, if all is well.</summary>
    public IReadOnlyList<string> Failures => _failures;

    /// <summary>Runs one workload. Noise of the machine meets everybody, because each round has everybody
    /// once.</summary>
    public void Hold(Workload workload)
    {
        Directory.CreateDirectory(Repository.Output);
        var result = new Result(workload);
        List<Entry> entries = [.. contestants.Where(one => one.Runs(workload)).Select(one => Enter(one, workload))
            .OfType<Entry>()];
        byte[] input = workload.Input(amount);
        byte[]? expected = null;
        for (int round = 0; round < rounds; round++)
        {
            foreach (Contestant ours in contestants.Where(one => one.IsOurs && amount != Amount.Tiny))
            {
                if (Attempt(ours.Prepare(Workload.Nothing), []) is { } start)
                    Measurements.Of(result.StartUps, ours).Add(start);
            }
            foreach (Entry entry in entries.ToArray())
            {
                if (Attempt([.. entry.Command, .. workload.Arguments(amount)], input) is not { } run)
                {
                    entries.Remove(entry);
                    continue;
                }
                expected ??= Keep(workload, entry.Contestant, run.Output);
                if (run.Output.AsSpan().SequenceEqual(expected))
                    Measurements.Of(result.Runs, entry.Contestant).Add(run);
                else Differ(workload, entry.Contestant, run.Output);
            }
            log.WriteLine($"{workload.Name}: round {round + 1} of {rounds}");
        }
        Results.Add(result);
    }

    private Entry? Enter(Contestant contestant, Workload workload)
    {
        try
        {
            return new Entry(contestant, contestant.Prepare(workload));
        }
        catch (FailedRunException problem)
        {
            _failures.Add(problem.Message);
            return null;
        }
    }

    private Run? Attempt(IReadOnlyList<string> command, byte[] input)
    {
        try
        {
            return Run.Execute(command, input, Limit).Demand();
        }
        catch (FailedRunException problem)
        {
            _failures.Add(problem.Message);
            return null;
        }
    }

    private void Differ(Workload workload, Contestant contestant, byte[] output)
    {
        Keep(workload, contestant, output);
        string failure = $"{workload.Name}: the output of {contestant.Name} differs; compare the files in {Repository.Output}";
        if (!_failures.Contains(failure)) _failures.Add(failure);
    }

    private static byte[] Keep(Workload workload, Contestant contestant, byte[] output)
    {
        File.WriteAllBytes(Path.Combine(Repository.Output, $"{workload.Name}-{contestant.Name}.out"), output);
        return output;
    }

    private sealed record Entry(Contestant Contestant, IReadOnlyList<string> Command);
}

/// <summary>What one workload took.</summary>
internal sealed record Result(Workload Workload)
{
    /// <summary>By the name of the contestant.</summary>
    public Dictionary<string, Measurements> Runs { get; } = [];

    /// <summary>The time of a program that does nothing, for contestants that are ours.</summary>
    public Dictionary<string, Measurements> StartUps { get; } = [];

    /// <summary>Median CPU time of a contestant in milliseconds; NaN if it did not take part.</summary>
    /// <param name="name">The contestant.</param>
    /// <param name="withStartUp">Whether our start-up counts.</param>
    public double Milliseconds(string name, bool withStartUp)
    {
        if (!Runs.TryGetValue(name, out Measurements? runs)) return double.NaN;
        double start = !withStartUp && StartUps.TryGetValue(name, out Measurements? starts) ? starts.Milliseconds : 0;
        // A run may be over within the noise of a start.
        return Math.Max(runs.Milliseconds - start, 0.1);
    }

    /// <summary>Median CPU time over that of another contestant; NaN if one of them did not take part.</summary>
    public double Ratio(string name, string other, bool withStartUp = false) =>
        Milliseconds(name, withStartUp) / Milliseconds(other, withStartUp);
}
