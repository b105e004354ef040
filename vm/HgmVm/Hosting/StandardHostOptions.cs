namespace HgmVm.Hosting;

/// <summary>What <see cref="StandardHost"/> connects a program to; what is left out is that of the process.</summary>
public sealed class StandardHostOptions
{
    /// <summary>The arguments a program sees, without its own name.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Where <c>io.read</c> reads.</summary>
    public Stream? Input { get; init; }

    /// <summary>Where <c>io.write(1, ...)</c> writes, through a buffer.</summary>
    public Stream? Output { get; init; }

    /// <summary>Where <c>io.write(2, ...)</c> writes, at once.</summary>
    public Stream? Error { get; init; }

    /// <summary>True when somebody watches the output: every line is then passed on at once. Null: found out for the
    /// standard output of this process, false for a given stream.</summary>
    public bool? OutputIsInteractive { get; init; }

    /// <summary>True when somebody types the input: output then goes out before each read. Null: as above.</summary>
    public bool? InputIsInteractive { get; init; }

    /// <summary>The clock behind <c>time.now</c> and <c>time.monotonic</c>.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
