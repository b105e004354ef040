using System.Text;
using HgmVm.Bytecode;
using HgmVm.Diagnostics;
using HgmVm.Execution;
using HgmVm.Linking;

namespace HgmVm.Conformance;

/// <summary>Compares a run with what its program announces, and says all that differs in one message.</summary>
internal static class Comparison
{
    public static void Check(ProgramRun run, Mode? mode, ExecutionTier tier, InnerPolicy inner,
        UnionWords words = UnionWords.Packed, byte[]? approved = null)
    {
        Expectations expected = run.Expectations;
        var problems = new List<string>();
        CheckDiagnostics("error", expected.Errors, run.Diagnostics.Where(d => d.IsError), problems);
        CheckDiagnostics("warning", expected.Warnings, run.Diagnostics.Where(d => !d.IsError), problems);
        if (run.Result is { } result)
        {
            CheckTrap(expected.Trap, run.Trap, run.Result.Trap?.Message, problems);
            int exitCode = expected.ExitCode ?? (expected.Trap is null ? 0 : result.ExitCode);
            if (result.ExitCode != exitCode) problems.Add($"exit code: expected {exitCode}, was {result.ExitCode}");
            if (result.Trap is null && expected.Trap is null) CheckHeap(run, problems);
        }
        CheckOutput(run, approved, problems);
        if (problems.Count > 0) Assert.Fail(Message(run, mode, tier, inner, words, problems));
    }

    private static void CheckDiagnostics(string word, List<Announced> expected, IEnumerable<Diagnostic> actual,
        List<string> problems)
    {
        List<Diagnostic> left = [.. actual];
        foreach (Announced one in expected)
        {
            int index = left.FindIndex(d => d.Code == one.Name && (one.Line == 0 || d.Span?.Line == one.Line));
            if (index < 0) problems.Add($"{word} {one}: announced, but not reported");
            else left.RemoveAt(index);
        }
        foreach (Diagnostic one in left)
            problems.Add($"{word} {one.Code} @ {one.Span?.Line ?? 0}: reported, but not announced: {one.Message}");
    }

    private static void CheckTrap(Announced? expected, Announced? actual, string? message, List<string> problems)
    {
        bool equal = expected is null
            ? actual is null
            : actual is not null && actual.Name == expected.Name
                && (expected.Line == 0 || actual.Line == expected.Line);
        if (!equal) problems.Add($"trap: expected {expected?.ToString() ?? "none"}, was {actual?.ToString() ?? "none"} ({message})");
    }

    private static void CheckHeap(ProgramRun run, List<string> problems)
    {
        foreach (Leak leak in run.Result!.Leaks) problems.Add($"leak: {leak.Count} of {leak.TypeName}");
        Memory.HeapStatistics heap = run.Statistics!.Heap;
        if (heap.LiveObjects != 0) problems.Add($"heap: {heap.LiveObjects} objects are live at the end");
        if (heap.UndeadObjects != 0) problems.Add($"heap: {heap.UndeadObjects} objects are undead at the end");
    }

    private static void CheckOutput(ProgramRun run, byte[]? approved, List<string> problems)
    {
        byte[] expected = approved ?? Encoding.UTF8.GetBytes(string.Concat(run.Expectations.Output.Select(line =>
            line + "\n")));
        if (expected.AsSpan().SequenceEqual(run.Output)) return;
        if (approved is not null)
        {
            problems.Add($"output: differs from the approved one, {run.Output.Length} bytes instead of {expected.Length}, "
                + $"first at byte {expected.AsSpan().CommonPrefixLength(run.Output)}");
            return;
        }
        string[] actual = Lines(run.Output);
        int rows = Math.Max(actual.Length, run.Expectations.Output.Count);
        int width = Math.Clamp(run.Expectations.Output.Append("").Max(line => line.Length), 8, 60);
        problems.Add($"output:   {"expected".PadRight(width)} | actual");
        for (int i = 0; i < Math.Min(rows, 40); i++)
        {
            string left = i < run.Expectations.Output.Count ? run.Expectations.Output[i] : "(nothing)";
            string right = i < actual.Length ? actual[i] : "(nothing)";
            problems.Add($"        {(left == right ? ' ' : '>')} {left.PadRight(width)} | {right}");
        }
    }

    private static string[] Lines(byte[] output)
    {
        if (output.Length == 0) return [];
        string text = Encoding.UTF8.GetString(output);
        return text.EndsWith('\n') ? text[..^1].Split('\n') : [.. text.Split('\n')[..^1], text.Split('\n')[^1] + " (no line end)"];
    }

    private static string Message(ProgramRun run, Mode? mode, ExecutionTier tier, InnerPolicy inner,
        UnionWords words, List<string> problems)
    {
        Expectations expected = run.Expectations;
        var text = new StringBuilder();
        text.Append(expected.Path).Append(": ").Append(expected.Title).Append('\n');
        foreach (string problem in problems) text.Append("  ").Append(problem).Append('\n');
        foreach (StackEntry entry in run.Result?.Trap?.Stack ?? [])
            text.Append("    at ").Append(entry.Function).Append(':').Append(entry.Line).Append('\n');
        string modeOption = mode switch
        {
            null => "",
            Mode.Fast => " --mode fast" + $" --allow-fast {Path.GetFileNameWithoutExtension(expected.Path).Replace('-', '_')}",
            { } forced => $" --mode {forced.ToString().ToLowerInvariant()}",
        };
        string arguments = expected.Arguments.Count == 0 ? "" : $" -- {string.Join(' ', expected.Arguments)}";
        string innerOption = inner == InnerPolicy.Generations ? "" : $" --inner {inner.ToString().ToLowerInvariant()}";
        string wordsOption = words == UnionWords.Packed ? "" : $" --union-words {words.ToString().ToLowerInvariant()}";
        text.Append("  by hand: hgmvm run").Append(modeOption).Append(innerOption).Append(wordsOption)
            .Append(" --tier ").Append(tier.ToString().ToLowerInvariant()).Append(" --lib tests/conformance/modules ")
            .Append(expected.Path).Append(arguments);
        return text.ToString();
    }
}
