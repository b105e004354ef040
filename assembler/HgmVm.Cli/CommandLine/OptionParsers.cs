using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace HgmVm.Cli.CommandLine;

/// <summary>Options whose values are read by rules of our own: sizes, durations, counts and closed lists of
/// words.</summary>
internal static class OptionParsers
{
    /// <summary>An option that takes one of a few words.</summary>
    public static Option<T> Choice<T>(string name, string description, (string Word, T Value)[] choices,
        string valueName,
        bool recursive = false)
    {
        string list = string.Join(", ", choices.Select(choice => choice.Word));
        var option = new Option<T>(name)
        {
            Description = $"{description}: {list}",
            HelpName = valueName,
            Recursive = recursive,
            CustomParser = result => Parse(result, text =>
            {
                foreach ((string word, T value) in choices)
                {
                    if (word == text) return value;
                }
                throw new FormatException($"`{text}` is not one of {list}");
            }),
        };
        option.CompletionSources.Add([.. choices.Select(choice => choice.Word)]);
        return option;
    }

    /// <summary>An option with one value that <paramref name="read"/> understands, or refuses with a
    /// FormatException.</summary>
    public static Option<T?> Value<T>(string name, string description, string valueName, Func<string, T> read)
        where T : struct => new(name)
        {
            Description = description,
            HelpName = valueName,
            CustomParser = result => Parse<T?>(result, text => read(text)),
        };

    /// <summary>A number of bytes: <c>65536</c>, <c>512K</c>, <c>64M</c>, <c>2G</c>, in powers of 1024.</summary>
    public static long Size(string text) => Scaled(text, 1024, "a size like 64M, in bytes, K, M, G or T");

    /// <summary>A count: <c>5000</c>, <c>10M</c>, in powers of 1000.</summary>
    public static long Count(string text) => Scaled(text, 1000, "a count like 5000 or 10M");

    /// <summary>A time: <c>1.5</c> and <c>1.5s</c> are seconds; <c>200ms</c>, <c>2m</c>, <c>1h</c>.</summary>
    public static TimeSpan Duration(string text)
    {
        (string number, double milliseconds) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (text[..^2], 1.0),
            _ when text.EndsWith('s') => (text[..^1], 1_000.0),
            _ when text.EndsWith('m') => (text[..^1], 60_000.0),
            _ when text.EndsWith('h') => (text[..^1], 3_600_000.0),
            _ => (text, 1_000.0),
        };
        const NumberStyles Plain = NumberStyles.AllowDecimalPoint;
        bool good = double.TryParse(number, Plain, CultureInfo.InvariantCulture, out double value) && value > 0;
        double total = value * milliseconds;
        // A year is longer than any run and safely inside every timer's range.
        if (!good || total < 1 || total > TimeSpan.MillisecondsPerDay * 365.0)
            throw new FormatException($"`{text}` is not a time like 500ms, 10s or 2m, from 1ms to 365 days");
        return TimeSpan.FromMilliseconds(total);
    }

    private static long Scaled(string text, long unit, string what)
    {
        int power = text.Length == 0 ? -1 : "KMGT".IndexOf(char.ToUpperInvariant(text[^1]));
        string digits = (power >= 0 ? text[..^1] : text).Replace("_", "", StringComparison.Ordinal);
        long factor = 1;
        for (int i = 0; i <= power; i++) factor *= unit;
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            || value <= 0 || value > long.MaxValue / factor)
        {
            throw new FormatException($"`{text}` is not {what}");
        }
        return value * factor;
    }

    private static T? Parse<T>(ArgumentResult result, Func<string, T> read)
    {
        try
        {
            return read(result.Tokens[^1].Value);
        }
        catch (FormatException problem)
        {
            string option = (result.Parent as OptionResult)?.Option.Name ?? result.Argument.Name;
            result.AddError($"{option}: {problem.Message}");
            return default;
        }
    }
}
