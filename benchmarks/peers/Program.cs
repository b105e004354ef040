using System.CommandLine;

namespace HgmVm.Peers;

/// <summary>The benchmark program: which workloads, in what, how often.</summary>
internal static class Program
{
    private static readonly Option<string[]> s_workloads = Names("--workload", "Only these workloads", "NAME");
    private static readonly Option<string[]> s_peers = Names("--peers",
        "Only these contestants; compiled is short for compiled-fast, compiled-normal and compiled-resilient", "NAME");
    private static readonly Option<int> s_rounds = new("--rounds") { Description = "How often each runs", DefaultValueFactory = _ => 3 };
    private static readonly Option<bool> s_short = new("--short") { Description = "A tenth of the work, for interpreters" };
    private static readonly Option<bool> s_quick = new("--quick") { Description = "Next to no work, one round: are all outputs the same?" };
    private static readonly Option<string> s_tool = new("--tool")
    {
        Description = "The hgmvm to measure, if not the one built with this program", DefaultValueFactory = _ => Repository.Tool,
    };

    private static int Main(string[] args)
    {
        var command = new RootCommand("Runs workloads in HgmVm, C, C#, Java, WebAssembly, Lua and JavaScript by turns; compares time, memory and output.")
        {
            s_workloads, s_peers, s_rounds, s_short, s_quick, s_tool,
        };
        command.SetAction(Compare);
        return command.Parse(args).Invoke();
    }

    private static int Compare(ParseResult parsed)
    {
        string[] wanted = parsed.GetValue(s_workloads) ?? [], peers = parsed.GetValue(s_peers) ?? [];
        IReadOnlyList<Contestant> all = Contestant.All(parsed.GetValue(s_tool)!);
        static bool Means(string name, Contestant one) => $"{one.Name}-".StartsWith($"{name}-", StringComparison.Ordinal);
        string[] unknown = [.. wanted.Where(name => Workload.All.All(one => one.Name != name)),
            .. peers.Where(name => !all.Any(one => Means(name, one)))];
        if (unknown.Length > 0)
        {
            Console.Error.WriteLine($"unknown: {string.Join(", ", unknown)}\n"
                + $"workloads: {string.Join(", ", Workload.All.Select(one => one.Name))}\n"
                + $"contestants: {string.Join(", ", all.Select(one => one.Name))}");
            return 2;
        }
        Workload[] workloads = [.. Workload.All.Where(one => wanted.Length == 0 || wanted.Contains(one.Name))];
        Contestant[] chosen = [.. all.Where(one => peers.Length == 0 || peers.Any(name => Means(name, one)))];
        bool isQuick = parsed.GetValue(s_quick);
        Amount amount = isQuick ? Amount.Tiny : parsed.GetValue(s_short) ? Amount.Short : Amount.Full;
        return Compare(workloads, chosen, isQuick ? 1 : Math.Max(1, parsed.GetValue(s_rounds)), amount);
    }

    private static int Compare(Workload[] workloads, Contestant[] chosen, int rounds, Amount amount)
    {
        (Contestant One, string? Missing)[] looked = [.. chosen.Select(one => (one, one.Missing))];
        Contestant[] present = [.. looked.Where(each => each.Missing is null).Select(each => each.One)];
        foreach ((Contestant one, string? missing) in looked)
            if (missing is not null) Console.WriteLine($"{one.Name}: {missing} is not installed");
        var race = new Race(present, rounds, amount, Console.Error);
        foreach (Workload workload in workloads) race.Hold(workload);
        if (amount != Amount.Tiny)
        {
            var report = new Report(race.Results, present, Console.Out);
            report.Write(amount);
            report.WriteTargets();
        }
        foreach (string failure in race.Failures) Console.WriteLine($"FAILED: {failure}");
        // Peers may be absent, the machine that is measured may not.
        if (race.Failures.Count > 0 || chosen.Except(present).Any(one => one.IsOurs)) return 1;
        Console.WriteLine($"{workloads.Length} workloads, {present.Length} contestants: the outputs agree");
        return 0;
    }

    private static Option<string[]> Names(string name, string description, string valueName) =>
        new(name) { Description = description, HelpName = valueName, AllowMultipleArgumentsPerToken = true };
}
