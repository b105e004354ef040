using System.Diagnostics.CodeAnalysis;

namespace Pidgin;

public abstract partial class Parser<TToken, T>
{
    /// <summary>This, or nothing when it fails without having read anything.</summary>
    public Parser<TToken, Maybe<T>> Optional() => new OptionalParser<TToken, T>(this);

    /// <summary>This as often as it succeeds, perhaps never.</summary>
    /// <remarks>A parser that succeeds without reading would go on for ever: the run throws.</remarks>
    public Parser<TToken, IEnumerable<T>> Many() => new ManyParser<TToken, T, Unit>(this, null, 0);

    /// <summary>This as often as it succeeds, with the separator between; perhaps never.</summary>
    public Parser<TToken, IEnumerable<T>> Separated<U>(Parser<TToken, U> separator)
    {
        ArgumentNullException.ThrowIfNull(separator);
        return new ManyParser<TToken, T, U>(this, separator, 0);
    }

    /// <summary>This at least once, with the separator between.</summary>
    public Parser<TToken, IEnumerable<T>> SeparatedAtLeastOnce<U>(Parser<TToken, U> separator)
    {
        ArgumentNullException.ThrowIfNull(separator);
        return new ManyParser<TToken, T, U>(this, separator, 1);
    }
}

internal sealed class OptionalParser<TToken, T>(Parser<TToken, T> parser) : Parser<TToken, Maybe<T>>
{
    internal override bool TryParse(ref ParseState<TToken> state, out Maybe<T> result)
    {
        int start = state.Position;
        bool found = parser.TryParse(ref state, out T? value);
        result = found ? Maybe.Just(value!) : Maybe.Nothing<T>();
        return found || state.Position == start;
    }
}

/// <summary>Repetition with an optional separator, after which another item must follow.</summary>
internal sealed class ManyParser<TToken, T, U>(Parser<TToken, T> item, Parser<TToken, U>? separator, int minimum)
    : Parser<TToken, IEnumerable<T>>
{
    internal override bool TryParse(ref ParseState<TToken> state, [MaybeNullWhen(false)] out IEnumerable<T> result)
    {
        result = null;
        List<T>? items = null;
        bool itemMustFollow = minimum > 0;
        while (true)
        {
            int start = state.Position;
            if (!item.TryParse(ref state, out T? value))
            {
                if (state.Position != start || itemMustFollow) return false;
                break;
            }
            if (separator is null && state.Position == start)
                throw new InvalidOperationException("A repeated parser succeeded without reading anything.");
            (items ??= []).Add(value);
            if (separator is null) continue;
            start = state.Position;
            if (!separator.TryParse(ref state, out _))
            {
                if (state.Position != start) return false;
                break;
            }
            itemMustFollow = true;
        }
        result = items ?? [];
        return true;
    }
}
