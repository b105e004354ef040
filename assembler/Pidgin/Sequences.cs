using System.Diagnostics.CodeAnalysis;

namespace Pidgin;

public abstract partial class Parser<TToken, T>
{
    /// <summary>Applies a function to the result.</summary>
    public Parser<TToken, U> Select<U>(Func<T, U> selector)
    {
        ArgumentNullException.ThrowIfNull(selector);
        return Parser.Map(selector, this);
    }

    /// <summary>This, then the other, whose result counts.</summary>
    public Parser<TToken, U> Then<U>(Parser<TToken, U> parser) => Then(parser, static (_, result) => result);

    /// <summary>This, then the other; the function puts their results together.</summary>
    public Parser<TToken, R> Then<U, R>(Parser<TToken, U> parser, Func<T, U, R> result) =>
        Parser.Map(result, this, parser);

    /// <summary>This, whose result counts, then the other.</summary>
    public Parser<TToken, T> Before<U>(Parser<TToken, U> parser) => Then(parser, static (result, _) => result);

    /// <summary>This, whose result counts, between two others.</summary>
    public Parser<TToken, T> Between<U, V>(Parser<TToken, U> parser1, Parser<TToken, V> parser2)
    {
        ArgumentNullException.ThrowIfNull(parser1);
        return parser1.Then(this).Before(parser2);
    }
}

public static partial class Parser
{
    /// <summary>Applies a function to the results of parsers, one after another.</summary>
    public static Parser<TToken, R> Map<TToken, T1, R>(Func<T1, R> func, Parser<TToken, T1> parser1)
    {
        ArgumentNullException.ThrowIfNull(func);
        ArgumentNullException.ThrowIfNull(parser1);
        return new MapParser<TToken, T1, R>(func, parser1);
    }

    /// <inheritdoc cref="Map{TToken, T1, R}(Func{T1, R}, Parser{TToken, T1})"/>
    public static Parser<TToken, R> Map<TToken, T1, T2, R>(
        Func<T1, T2, R> func, Parser<TToken, T1> parser1, Parser<TToken, T2> parser2)
    {
        ArgumentNullException.ThrowIfNull(func);
        ArgumentNullException.ThrowIfNull(parser1);
        ArgumentNullException.ThrowIfNull(parser2);
        return new MapParser<TToken, T1, T2, R>(func, parser1, parser2);
    }

    /// <inheritdoc cref="Map{TToken, T1, R}(Func{T1, R}, Parser{TToken, T1})"/>
    public static Parser<TToken, R> Map<TToken, T1, T2, T3, R>(Func<T1, T2, T3, R> func,
        Parser<TToken, T1> parser1, Parser<TToken, T2> parser2, Parser<TToken, T3> parser3) =>
        new MapParser<TToken, T1, T2, T3, R>(func, parser1, parser2, parser3);

    /// <inheritdoc cref="Map{TToken, T1, R}(Func{T1, R}, Parser{TToken, T1})"/>
    public static Parser<TToken, R> Map<TToken, T1, T2, T3, T4, R>(
        Func<T1, T2, T3, T4, R> func, Parser<TToken, T1> parser1,
        Parser<TToken, T2> parser2, Parser<TToken, T3> parser3, Parser<TToken, T4> parser4) =>
        new MapParser<TToken, T1, T2, T3, T4, R>(func, parser1, parser2, parser3, parser4);

    /// <inheritdoc cref="Map{TToken, T1, R}(Func{T1, R}, Parser{TToken, T1})"/>
    public static Parser<TToken, R> Map<TToken, T1, T2, T3, T4, T5, R>(
        Func<T1, T2, T3, T4, T5, R> func, Parser<TToken, T1> parser1, Parser<TToken, T2> parser2,
        Parser<TToken, T3> parser3, Parser<TToken, T4> parser4, Parser<TToken, T5> parser5) =>
        new MapParser<TToken, T1, T2, T3, T4, T5, R>(func, parser1, parser2, parser3, parser4, parser5);
}

internal sealed class MapParser<TToken, T1, R>(Func<T1, R> func, Parser<TToken, T1> parser1) : Parser<TToken, R>
{
    internal override bool TryParse(ref ParseState<TToken> state, [MaybeNullWhen(false)] out R result)
    {
        if (parser1.TryParse(ref state, out T1? value))
        {
            result = func(value);
            return true;
        }
        result = default;
        return false;
    }
}

internal sealed class MapParser<TToken, T1, T2, R>(
    Func<T1, T2, R> func, Parser<TToken, T1> parser1, Parser<TToken, T2> parser2) : Parser<TToken, R>
{
    internal override bool TryParse(ref ParseState<TToken> state, [MaybeNullWhen(false)] out R result)
    {
        if (parser1.TryParse(ref state, out T1? first) && parser2.TryParse(ref state, out T2? second))
        {
            result = func(first, second);
            return true;
        }
        result = default;
        return false;
    }
}

internal sealed class MapParser<TToken, T1, T2, T3, R>(Func<T1, T2, T3, R> func, Parser<TToken, T1> parser1,
    Parser<TToken, T2> parser2, Parser<TToken, T3> parser3) : Parser<TToken, R>
{
    internal override bool TryParse(ref ParseState<TToken> state, [MaybeNullWhen(false)] out R result)
    {
        if (parser1.TryParse(ref state, out T1? first) && parser2.TryParse(ref state, out T2? second)
            && parser3.TryParse(ref state, out T3? third))
        {
            result = func(first, second, third);
            return true;
        }
        result = default;
        return false;
    }
}

internal sealed class MapParser<TToken, T1, T2, T3, T4, R>(
    Func<T1, T2, T3, T4, R> func, Parser<TToken, T1> parser1, Parser<TToken, T2> parser2, Parser<TToken, T3> parser3,
    Parser<TToken, T4> parser4) : Parser<TToken, R>
{
    internal override bool TryParse(ref ParseState<TToken> state, [MaybeNullWhen(false)] out R result)
    {
        if (parser1.TryParse(ref state, out T1? first) && parser2.TryParse(ref state, out T2? second)
            && parser3.TryParse(ref state, out T3? third) && parser4.TryParse(ref state, out T4? fourth))
        {
            result = func(first, second, third, fourth);
            return true;
        }
        result = default;
        return false;
    }
}

internal sealed class MapParser<TToken, T1, T2, T3, T4, T5, R>(
    Func<T1, T2, T3, T4, T5, R> func, Parser<TToken, T1> parser1, Parser<TToken, T2> parser2,
    Parser<TToken, T3> parser3, Parser<TToken, T4> parser4, Parser<TToken, T5> parser5) : Parser<TToken, R>
{
    internal override bool TryParse(ref ParseState<TToken> state, [MaybeNullWhen(false)] out R result)
    {
        if (parser1.TryParse(ref state, out T1? first) && parser2.TryParse(ref state, out T2? second)
            && parser3.TryParse(ref state, out T3? third) && parser4.TryParse(ref state, out T4? fourth)
            && parser5.TryParse(ref state, out T5? fifth))
        {
            result = func(first, second, third, fourth, fifth);
            return true;
        }
        result = default;
        return false;
    }
}
