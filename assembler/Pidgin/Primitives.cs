using System.Diagnostics.CodeAnalysis;

namespace Pidgin;

internal sealed class TokenParser<TToken>(Func<TToken, bool> predicate) : Parser<TToken, TToken>
{
    internal override bool TryParse(ref ParseState<TToken> state, [MaybeNullWhen(false)] out TToken result)
    {
        if (state.Position < state.Input.Length)
        {
            result = state.Input[state.Position];
            if (predicate(result))
            {
                state.Position++;
                return true;
            }
        }
        state.Refuse(null);
        result = default;
        return false;
    }
}

internal sealed class EndParser<TToken> : Parser<TToken, Unit>
{
    internal override bool TryParse(ref ParseState<TToken> state, out Unit result)
    {
        result = Unit.Value;
        if (state.Position == state.Input.Length) return true;
        state.Refuse("end of input");
        return false;
    }
}

internal sealed class ReturnParser<TToken, T>(T value) : Parser<TToken, T>
{
    internal override bool TryParse(ref ParseState<TToken> state, [MaybeNullWhen(false)] out T result)
    {
        result = value;
        return true;
    }
}

internal sealed class RecursiveParser<TToken, T>(Func<Parser<TToken, T>> parser) : Parser<TToken, T>
{
    private Parser<TToken, T>? _parser;

    internal override bool TryParse(ref ParseState<TToken> state, [MaybeNullWhen(false)] out T result) =>
        (_parser ??= parser()).TryParse(ref state, out result);
}

internal sealed class TryParser<TToken, T>(Parser<TToken, T> parser) : Parser<TToken, T>
{
    internal override bool TryParse(ref ParseState<TToken> state, [MaybeNullWhen(false)] out T result)
    {
        int start = state.Position;
        if (parser.TryParse(ref state, out result)) return true;
        state.Position = start;
        return false;
    }
}

internal sealed class OneOfParser<TToken, T>(Parser<TToken, T>[] parsers) : Parser<TToken, T>
{
    internal override bool TryParse(ref ParseState<TToken> state, [MaybeNullWhen(false)] out T result)
    {
        int start = state.Position;
        foreach (Parser<TToken, T> parser in parsers)
        {
            if (parser.TryParse(ref state, out result)) return true;
            if (state.Position != start) return false;
        }
        result = default;
        return false;
    }
}
