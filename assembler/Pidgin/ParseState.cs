namespace Pidgin;

/// <summary>
/// Where a run stands. The first run only parses; only if it fails, a second one also collects what was expected at the
/// furthest token that could not be read. So a correct text pays nothing for messages.
/// </summary>
internal ref struct ParseState<TToken>
{
    public readonly ReadOnlySpan<TToken> Input;

    /// <summary>Labels; null in a run that only parses.</summary>
    public readonly List<string>? Expected;

    public int Position;

    /// <summary>
    /// The furthest token that some parser refused; what <see cref="Expected"/> holds was expected there.
    /// </summary>
    public int Furthest;

    /// <summary>How often a token was refused at <see cref="Furthest"/> or beyond what it was then.</summary>
    public int Refusals;

    public ParseState(ReadOnlySpan<TToken> input, List<string>? expected)
    {
        Input = input;
        Expected = expected;
        Furthest = -1;
    }

    /// <summary>The token at the position was refused.</summary>
    public void Refuse(string? label)
    {
        if (Expected is null || Position < Furthest) return;
        if (Position > Furthest) Expected.Clear();
        Furthest = Position;
        Refusals++;
        if (label is not null) Expected.Add(label);
    }
}
