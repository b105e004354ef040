namespace HgmVm.Peers;

/// <summary>What the rounds of one contestant took in one workload, or our start-up.</summary>
internal sealed class Measurements
{
    private readonly List<double> _milliseconds = [];
    private readonly List<double> _peaks = [];

    /// <summary>Median CPU time.</summary>
    public double Milliseconds => Median(_milliseconds);

    /// <summary>Least and most CPU time.</summary>
    public (double Least, double Most) Spread => (_milliseconds.Min(), _milliseconds.Max());

    /// <summary>Median of the peaks of memory, in units of 2^20 bytes.</summary>
    public double Mebibytes => Median(_peaks);

    /// <summary>Those of a contestant, begun when there are none yet.</summary>
    public static Measurements Of(Dictionary<string, Measurements> all, Contestant contestant) =>
        all.TryGetValue(contestant.Name, out Measurements? known) ? known : all[contestant.Name] = new Measurements();

    public void Add(Run run)
    {
        _milliseconds.Add(run.Milliseconds);
        _peaks.Add(run.PeakBytes / (double)(1 << 20));
    }

    /// <summary>The geometric mean, which treats twice as fast and twice as slow alike; NaN of nothing.</summary>
    public static double GeometricMean(IEnumerable<double> ratios) =>
        Math.Exp(ratios.Select(ratio => Math.Log(ratio)).DefaultIfEmpty(double.NaN).Average());

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
