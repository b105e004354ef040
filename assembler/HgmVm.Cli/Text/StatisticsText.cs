using System.Globalization;
using System.Text;
using System.Text.Json;
using HgmVm.Execution;

namespace HgmVm.Cli.Text;

/// <summary>What a run did, as a table or as JSON, on standard error: standard output is the program's.</summary>
internal static class StatisticsText
{
    public static void Write(VmStatistics statistics, TimeSpan time, bool asJson, Terminal terminal)
    {
        (string Name, string Label, long Value)[] rows =
        [
            ("instructions", "instructions", statistics.Instructions),
            ("checksRun", "checks run", statistics.ChecksRun),
            ("checksElided", "checks elided", statistics.ChecksElided),
            ("checksProved", "checks proved", statistics.ChecksProved),
            ("tethers", "tethers", statistics.Tethers),
            ("tethersElided", "tethers elided", statistics.TethersElided),
            ("fuelUsed", "fuel used", statistics.FuelUsed),
            ("functions", "functions called", statistics.FunctionsCalled),
            ("functionsCompiled", "functions compiled", statistics.FunctionsCompiled),
            ("loopsTakenOver", "loops taken over", statistics.LoopsTakenOver),
            ("keptInterpreted", "not compilable", statistics.KeptInterpreted.Count),
            ("allocations", "allocations", statistics.Heap.Allocations),
            ("frees", "frees", statistics.Heap.Frees),
            ("liveObjects", "live objects", statistics.Heap.LiveObjects),
            ("undeadObjects", "undead objects", statistics.Heap.UndeadObjects),
            ("retiredSlots", "retired slots", statistics.Heap.RetiredSlots),
            ("peakBytes", "peak bytes", statistics.Heap.PeakHeldBytes),
            ("heldBytes", "held bytes", statistics.Heap.HeldBytes),
            ("microseconds", "microseconds", (long)time.TotalMicroseconds),
        ];
        if (asJson) terminal.Error.WriteLine(Json(rows));
        else foreach ((_, string label, long value) in rows) terminal.Error.WriteLine(Row(label, value));
        if (asJson) return;
        foreach (KeptInterpreted kept in statistics.KeptInterpreted)
            terminal.Error.WriteLine($"not compilable: {kept.Function}, {kept.Reason}");
    }

    private static string Row(string label, long value) =>
        string.Create(CultureInfo.InvariantCulture, $"{label,-18}{value,18:N0}");

    private static string Json((string Name, string Label, long Value)[] rows)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            foreach ((string name, _, long value) in rows) writer.WriteNumber(name, value);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
