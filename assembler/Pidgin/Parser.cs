using System.Diagnostics.CodeAnalysis;

namespace Pidgin;

/// <summary>
/// Something that reads a stretch of tokens and makes a value of it, or fails. Parsers are immutable and may be shared
/// between threads; the functions given to them must be pure, because a failed run is repeated to find out what was
/// expected.
/// </summary>
/// <remarks>Only the members that our grammar uses are here; see README.md.</remarks>
[SuppressMessage("Design", "CA1000", Justification = "Pidgin's own shape: factories on the generic class.")]
public abstract partial class Parser<TToken, T>
{
    private protected Parser()
    {
    }

    /// <summary>
    /// Reads at the state's position and moves it past what was read. A failure leaves the position where the reading
    /// got stuck: alternatives are tried only if that is where it began.
    /// </summary>
    internal abstract bool TryParse(ref ParseState<TToken> state, [MaybeNullWhen(false)] out T result);
}

/// <summary>
/// Factories of parsers that need their token type spelled out: <c>using static Pidgin.Parser&lt;Token&gt;;</c>.
/// </summary>
[SuppressMessage("Design", "CA1000", Justification = "Pidgin's own shape: factories on the generic class.")]
public static class Parser<TToken>
{
    /// <summary>Succeeds at the end of the input only.</summary>
    public static Parser<TToken, Unit> End { get; } = new EndParser<TToken>();

    /// <summary>Reads one token that satisfies the predicate.</summary>
    public static Parser<TToken, TToken> Token(Func<TToken, bool> predicate)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        return new TokenParser<TToken>(predicate);
    }

    /// <summary>Reads nothing and gives the value.</summary>
    public static Parser<TToken, T> Return<T>(T value) => new ReturnParser<TToken, T>(value);
}

/// <summary>
/// Factories and combinators whose types follow from their arguments: <c>using static Pidgin.Parser;</c>.
/// </summary>
public static partial class Parser
{
    /// <summary>A parser that is not there yet when this one is built: the knot of a recursive grammar.</summary>
    public static Parser<TToken, T> Rec<TToken, T>(Func<Parser<TToken, T>> parser)
    {
        ArgumentNullException.ThrowIfNull(parser);
        return new RecursiveParser<TToken, T>(parser);
    }

    /// <summary>
    /// As the parser, but a failure goes back to where it began, so that alternatives are tried after all.
    /// </summary>
    public static Parser<TToken, T> Try<TToken, T>(Parser<TToken, T> parser)
    {
        ArgumentNullException.ThrowIfNull(parser);
        return new TryParser<TToken, T>(parser);
    }

    /// <summary>The first of the parsers that succeeds, or that fails after having read something.</summary>
    public static Parser<TToken, T> OneOf<TToken, T>(params Parser<TToken, T>[] parsers)
    {
        ArgumentNullException.ThrowIfNull(parsers);
        return new OneOfParser<TToken, T>([.. parsers]);
    }
}
