using System.Diagnostics;

namespace HgmVm.Hosting;

/// <summary>
/// When a run has to end: at a time, when its host cancels it, or never, which is the default value. Whoever waits for
/// something on behalf of a program waits through it, so that no limit is missed because nothing happens.
/// </summary>
public readonly struct Deadline
{
    // Zero means never, so that the default value does.
    private readonly long _timestamp;
    private readonly CancellationToken _cancellation;

    /// <param name="time">Time left from now on; null for any time.</param>
    /// <param name="cancellation">Ends the wait early.</param>
    public Deadline(TimeSpan? time, CancellationToken cancellation = default)
    {
        _cancellation = cancellation;
        if (time is not { } left) return;
        double ticks = Math.Max(0, left.TotalSeconds) * Stopwatch.Frequency;
        long now = Stopwatch.GetTimestamp();
        _timestamp = ticks < long.MaxValue - now ? Math.Max(1, now + (long)ticks) : 0;
    }

    /// <summary>False when it is never.</summary>
    public bool IsLimited => _timestamp != 0 || _cancellation.CanBeCanceled;

    /// <summary>True when the run has to end now.</summary>
    public bool HasPassed =>
        _cancellation.IsCancellationRequested || (_timestamp != 0 && Stopwatch.GetTimestamp() >= _timestamp);

    /// <summary>Waits for a task, whatever comes of it.</summary>
    /// <returns>False when the deadline came first. The task goes on.</returns>
    public bool WaitFor(Task task)
    {
        while (!HasPassed)
        {
            try
            {
                if (Task.WaitAny([task], MillisecondsLeft(), _cancellation) >= 0) return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
        return false;
    }

    private int MillisecondsLeft()
    {
        if (_timestamp == 0) return Timeout.Infinite;
        double milliseconds = Math.Ceiling((_timestamp - Stopwatch.GetTimestamp()) * 1e3 / Stopwatch.Frequency);
        return (int)Math.Clamp(milliseconds, 0, int.MaxValue);
    }
}

/// <summary>Thrown when a wait on behalf of a program meets its <see cref="Deadline"/>: the trap <c>timeout</c>.</summary>
public sealed class DeadlineException : Exception
{
    public DeadlineException()
        : base("the deadline came first")
    {
    }

    public DeadlineException(string message)
        : base(message)
    {
    }

    public DeadlineException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
