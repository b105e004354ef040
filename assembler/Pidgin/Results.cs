using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Pidgin;

/// <summary>The result of a parser that has nothing to say.</summary>
public sealed class Unit
{
    private Unit()
    {
    }

    public static Unit Value { get; } = new();
}

/// <summary>A value or none.</summary>
/// <remarks>A struct in Pidgin. As a class it needs no code of its own for each parser that an optional part is put
/// into.</remarks>
public sealed class Maybe<T>
{
    internal static readonly Maybe<T> None = new();

    private readonly T? _value;

    private Maybe()
    {
    }

    public Maybe(T value)
    {
        _value = value;
        HasValue = true;
    }

    public bool HasValue { get; }

    /// <exception cref="InvalidOperationException">There is none.</exception>
    public T Value => HasValue ? _value! : throw new InvalidOperationException("There is no value.");

    public T? GetValueOrDefault() => _value;

    public T GetValueOrDefault(T value) => HasValue ? _value! : value;
}

/// <summary>Makes <see cref="Maybe{T}"/> values.</summary>
public static class Maybe
{
    public static Maybe<T> Just<T>(T value) => new(value);

    public static Maybe<T> Nothing<T>() => Maybe<T>.None;
}

/// <summary>Something that could have stood where an error is: what a <c>Labelled</c> parser is called.</summary>
public readonly record struct Expected<TToken>
{
    internal Expected(string label) => Label = label;

    public string? Label { get; }
}

/// <summary>What went wrong, at the furthest token that no parser could read.</summary>
public sealed class ParseError<TToken>
{
    internal ParseError(Maybe<TToken> unexpected, ImmutableArray<Expected<TToken>> expected)
    {
        Unexpected = unexpected;
        Expected = expected;
    }

    /// <summary>True when the input ended too early.</summary>
    public bool EOF => !Unexpected.HasValue;

    /// <summary>The token that could not be read; none at the end.</summary>
    public Maybe<TToken> Unexpected { get; }

    /// <summary>What could have stood there, each once.</summary>
    public IEnumerable<Expected<TToken>> Expected { get; }
}

/// <summary>The outcome of a run: a value or an error.</summary>
public sealed class Result<TToken, T>
{
    private readonly T? _value;

    internal Result(T value) => _value = value;

    internal Result(ParseError<TToken> error) => Error = error;

    [MemberNotNullWhen(false, nameof(Error))]
    public bool Success => Error is null;

    public ParseError<TToken>? Error { get; }

    /// <exception cref="InvalidOperationException">The run failed.</exception>
    public T Value => Success ? _value! : throw new InvalidOperationException("The run failed: see Error.");
}

/// <summary>Runs parsers.</summary>
public static class ParserExtensions
{
    /// <summary>
    /// Reads from the start of the input; what is left over does not matter, unless the parser ends with <c>End</c>.
    /// </summary>
    public static Result<TToken, T> Parse<TToken, T>(this Parser<TToken, T> parser, ReadOnlySpan<TToken> input)
    {
        ArgumentNullException.ThrowIfNull(parser);
        var state = new ParseState<TToken>(input, null);
        if (parser.TryParse(ref state, out T? value)) return new Result<TToken, T>(value);
        var again = new ParseState<TToken>(input, []);
        _ = parser.TryParse(ref again, out _);
        bool atEnd = again.Furthest < 0 || again.Furthest >= input.Length;
        Maybe<TToken> unexpected = atEnd ? Maybe.Nothing<TToken>() : Maybe.Just(input[again.Furthest]);
        return new Result<TToken, T>(new ParseError<TToken>(unexpected, [.. again.Expected!.Distinct().Select(label =>
            new Expected<TToken>(label))]));
    }
}
