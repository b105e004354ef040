using System.Globalization;

namespace HgmVm.Peers;

/// <summary>What the figures should be, as ratios in one run. A target whose contestants did not run is not
/// judged.</summary>
internal static class Targets
{
    private const string Fast = "compiled-fast", Resilient = "compiled-resilient", Interpreter = "interpreter-fast";
    private const double MebibytesOverC = 40;

    private static readonly string[] s_outrun = ["csharp", "java", "wasm", "node", "luajit"];

    private static readonly Dictionary<string, double> s_fastOverC = new()
    {
        ["sieve"] = 1.15, ["nbody"] = 1.15, ["spectralnorm"] = 1.15, ["fannkuch"] = 1.15, ["mandelbrot"] = 1.15,
        ["binarytrees"] = 0.8, ["listchurn"] = 1.0, ["ships"] = 1.0,
    };

    /// <summary>A verdict for each target.</summary>
    public static IEnumerable<Verdict> Judge(IReadOnlyList<Result> results) =>
    [
        .. Mean(results, Fast, "c", 1.15),
        .. results.Where(result => s_fastOverC.ContainsKey(result.Workload.Name))
            .SelectMany(result => Each(result, Fast, "c", s_fastOverC[result.Workload.Name])),
        .. results.SelectMany(result => Each(result, Fast, "c-calls", 1.3)),
        .. Mean(results, Resilient, Fast, 1.04),
        .. results.SelectMany(result => Each(result, Resilient, Fast, 1.12)),
        .. from peer in s_outrun from result in results from verdict in Each(result, Resilient, peer, 1) select verdict,
        .. Mean(results, Interpreter, "c", 12),
        .. results.SelectMany(result => Each(result, Interpreter, "lua5.4", 1)),
        .. results.SelectMany(Memory),
    ];

    private static IEnumerable<Verdict> Mean(IReadOnlyList<Result> results, string name, string other, double most)
    {
        double[] ratios = [.. results.Select(result => result.Ratio(name, other)).Where(double.IsFinite)];
        if (ratios.Length > 0) yield return Line("geometric mean", name, other, Measurements.GeometricMean(ratios), most);
    }

    private static IEnumerable<Verdict> Each(Result result, string name, string other, double most)
    {
        double ratio = result.Ratio(name, other);
        if (double.IsFinite(ratio)) yield return Line(result.Workload.Name, name, other, ratio, most);
    }

    private static IEnumerable<Verdict> Memory(Result result)
    {
        if (!result.Runs.TryGetValue("c", out Measurements? c)) yield break;
        foreach (string name in (string[])[Fast, Resilient, Interpreter])
        {
            if (!result.Runs.TryGetValue(name, out Measurements? ours)) continue;
            double over = ours.Mebibytes - c.Mebibytes;
            yield return new Verdict(over <= MebibytesOverC,
                $"{result.Workload.Name}, peak of {name} above c: {Text(over)} MiB (target {Text(MebibytesOverC)})");
        }
    }

    private static Verdict Line(string what, string name, string other, double ratio, double most) =>
        new(ratio <= most, $"{what}, {name} over {other}: {Text(ratio)} (target {Text(most)})");

    private static string Text(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}

/// <summary>Whether a target was reached, and the figures in words.</summary>
internal sealed record Verdict(bool IsReached, string Text);
