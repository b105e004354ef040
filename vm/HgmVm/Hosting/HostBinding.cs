using HgmVm.Memory;

namespace HgmVm.Hosting;

/// <summary>How a host function came back.</summary>
internal enum HostOutcome : byte
{
    /// <summary>Normally; its results are set.</summary>
    Returned,

    /// <summary>With a failure: trap <c>foreign</c>.</summary>
    Failed,

    /// <summary>With the wish to end the run at once, without a trap.</summary>
    Exited,

    /// <summary>It waited until the run's time was up: trap <c>timeout</c>.</summary>
    TimedOut,
}

/// <summary>A host function, ready to be called by running code.</summary>
internal sealed unsafe class HostBinding(string name, HostSignature signature, HostFunction function)
{
    public string Name { get; } = name;

    public HostSignature Signature { get; } = signature;

    /// <summary>Runs the function. No exception leaves it: the interpreter's frames must not be unwound.</summary>
    /// <param name="arguments">Flattened argument slots in the order of the signature: one for a scalar, three for a
    /// <see cref="Borrow"/>.</param>
    /// <param name="results">One slot for each result, set to zero before the body runs. Must not overlap the
    /// arguments: a body may read those after it set a result.</param>
    /// <param name="deadline">When the run ends, for functions that wait.</param>
    /// <param name="message">Why it failed.</param>
    /// <param name="exitCode">The exit code of the run, when the function ended it.</param>
    public HostOutcome Invoke(ulong* arguments, ulong* results, Deadline deadline, out string? message,
        out int exitCode)
    {
        message = null;
        exitCode = 0;
        new Span<ulong>(results, Signature.ResultTypes.Length).Clear();
        try
        {
            function(new HostCall(this, arguments, results, deadline));
            return HostOutcome.Returned;
        }
        catch (HostExitException exit)
        {
            exitCode = exit.ExitCode;
            return HostOutcome.Exited;
        }
        catch (DeadlineException)
        {
            return HostOutcome.TimedOut;
        }
        catch (HostFailureException failure)
        {
            message = failure.Message;
            return HostOutcome.Failed;
        }
        // Whatever a foreign body throws is the program's trap, not the end of the process.
        catch (Exception problem)
        {
            message = $"{Name}: {problem.Message}";
            return HostOutcome.Failed;
        }
    }
}

/// <summary>Thrown by <see cref="HostCall.Fail"/>.</summary>
internal sealed class HostFailureException(string function, string message) : Exception($"{function}: {message}");

/// <summary>Thrown by <see cref="HostCall.Exit"/>.</summary>
internal sealed class HostExitException(string function, int exitCode) : Exception($"{function}: exit {exitCode}")
{
    public int ExitCode { get; } = exitCode;
}
