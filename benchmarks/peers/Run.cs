using System.Diagnostics;
using System.Runtime.InteropServices;

namespace HgmVm.Peers;

/// <summary>One run of a program to its end, and what it took.</summary>
/// <param name="Command">The command line.</param>
/// <param name="ExitCode">0 when it worked.</param>
/// <param name="Milliseconds">CPU time in user and system mode, of all its threads.</param>
/// <param name="PeakBytes">The most memory it had at once; 0 when it was over before anybody could look.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed partial record Run(IReadOnlyList<string> Command, int ExitCode, double Milliseconds, long PeakBytes,
    byte[] Output, string Error)
{
    // How long we sleep between two looks at the memory of a program, which costs us a few microseconds and it nothing.
    private const int LookMilliseconds = 3;

    /// <summary>Runs a command and waits for it. No other child process may run meanwhile: CPU time is that of
    /// all.</summary>
    /// <exception cref="FailedRunException">There is no such program, or it had to be ended because it took too long.</exception>
    public static Run Execute(IReadOnlyList<string> command, byte[] input, TimeSpan limit)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        double before = ChildMilliseconds();
        using Process process = Start(start);
        using var output = new MemoryStream();
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task streams = Task.WhenAll(process.StandardOutput.BaseStream.CopyToAsync(output), error, Feed(process, input));
        long peak = 0;
        var clock = Stopwatch.StartNew();
        do
        {
            peak = Math.Max(peak, PeakMemory(process.Id));
            if (clock.Elapsed > limit) End(process, command, limit);
        }
        while (!process.WaitForExit(LookMilliseconds));
        streams.Wait();
        return new Run(command, process.ExitCode, ChildMilliseconds() - before, peak, output.ToArray(), error.Result);
    }

    /// <summary>This run, if it worked.</summary>
    /// <exception cref="FailedRunException">It did not, or it complained.</exception>
    public Run Demand()
    {
        if (ExitCode == 0 && Error.Length == 0) return this;
        throw new FailedRunException($"exit code {ExitCode} of: {string.Join(' ', Command)}\n{Error}".TrimEnd());
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception problem)
        {
            throw new FailedRunException($"cannot run {start.FileName}: {problem.Message}");
        }
    }

    private static void End(Process process, IReadOnlyList<string> command, TimeSpan limit)
    {
        process.Kill();
        process.WaitForExit();
        throw new FailedRunException($"took more than {limit.TotalSeconds} s: {string.Join(' ', command)}");
    }

    private static async Task Feed(Process process, byte[] input)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading everything; whether that is a mistake, its exit code says.
        }
    }

    // The peak that getrusage reports begins with ours: a child is a copy of its parent until it becomes another
    // program. What the kernel counts for the program alone is in /proc, as long as it runs.
    private static long PeakMemory(int id)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan(6, line.Length - 8).Trim()) << 10;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    // User and system time of the children that we have waited for.
    private static unsafe double ChildMilliseconds()
    {
        const int Children = -1;
        long* usage = stackalloc long[18];
        if (GetResourceUsage(Children, usage) != 0) throw new FailedRunException("the system does not say what time a program took");
        return (usage[0] + usage[2]) * 1e3 + (usage[1] + usage[3]) / 1e3;
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static unsafe partial int GetResourceUsage(int who, long* usage);
}
