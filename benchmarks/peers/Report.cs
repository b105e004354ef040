using System.Globalization;

namespace HgmVm.Peers;

/// <summary>The tables, in Markdown, as they stand in the notebook.</summary>
internal sealed class Report(IReadOnlyList<Result> results, IReadOnlyList<Contestant> contestants, TextWriter output)
{
    private IEnumerable<string> Names => contestants.Select(one => one.Name);

    private IEnumerable<string> Ours => contestants.Where(one => one.IsOurs).Select(one => one.Name);

    public void Write(Amount amount)
    {
        Table("CPU time in ms: median (least to most), start-up included", Names, amount,
            (result, name) => result.Runs.TryGetValue(name, out Measurements? runs) ? Times(runs) : "");
        Table("Our start-up in ms: median (least to most)", Ours, amount,
            (result, name) => result.StartUps.TryGetValue(name, out Measurements? starts) ? Times(starts) : "");
        IEnumerable<string> others = Names.Where(name => name != "c");
        Table("CPU time over C, our start-up taken off", others, amount, (result, name) => Ratio(result.Ratio(name, "c")),
            name => Ratio(Measurements.GeometricMean(Valid(name, withStartUp: false))));
        Table("CPU time over C, our start-up included", Ours, amount, (result, name) => Ratio(result.Ratio(name, "c", withStartUp: true)),
            name => Ratio(Measurements.GeometricMean(Valid(name, withStartUp: true))));
        Table("Peak memory in MiB", Names, amount,
            (result, name) => result.Runs.TryGetValue(name, out Measurements? runs) ? Number(runs.Mebibytes, "0.0") : "");
    }

    /// <summary>Says which targets are missed, and by how much.</summary>
    public void WriteTargets()
    {
        Verdict[] verdicts = [.. Targets.Judge(results)];
        output.WriteLine($"{verdicts.Count(verdict => verdict.IsReached)} of {verdicts.Length} targets reached, start-up taken off. Missed:");
        output.WriteLine();
        foreach (Verdict missed in verdicts.Where(verdict => !verdict.IsReached)) output.WriteLine($"- {missed.Text}");
        output.WriteLine();
    }

    private void Table(string title, IEnumerable<string> columns, Amount amount, Func<Result, string, string> cell,
        Func<string, string>? last = null)
    {
        string[] names = [.. columns];
        if (names.Length == 0) return;
        output.WriteLine($"{title}:");
        output.WriteLine();
        Row(["workload", .. names]);
        Row([.. Enumerable.Repeat("---", names.Length + 1)]);
        foreach (Result result in results)
            Row([$"{result.Workload.Name} {result.Workload.Sizes[(int)amount]}", .. names.Select(name => cell(result, name))]);
        if (last is not null) Row(["geometric mean", .. names.Select(last)]);
        output.WriteLine();
    }

    private void Row(IEnumerable<string> cells) => output.WriteLine($"| {string.Join(" | ", cells)} |");

    private IEnumerable<double> Valid(string name, bool withStartUp) =>
        results.Select(result => result.Ratio(name, "c", withStartUp)).Where(double.IsFinite);

    private static string Times(Measurements measured) =>
        $"{Number(measured.Milliseconds, "0")} ({Number(measured.Spread.Least, "0")}-{Number(measured.Spread.Most, "0")})";

    private static string Ratio(double ratio) => double.IsFinite(ratio) ? Number(ratio, "0.00") : "";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
