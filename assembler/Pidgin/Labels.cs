using System.Diagnostics.CodeAnalysis;

namespace Pidgin;

public abstract partial class Parser<TToken, T>
{
    /// <summary>Names what is expected where this begins, in place of what its parts would say.</summary>
    public Parser<TToken, T> Labelled(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        return new LabelledParser<TToken, T>(this, label);
    }
}

internal sealed class LabelledParser<TToken, T>(Parser<TToken, T> parser, string label) : Parser<TToken, T>
{
    internal override bool TryParse(ref ParseState<TToken> state, [MaybeNullWhen(false)] out T result)
    {
        if (state.Expected is not { } expected) return parser.TryParse(ref state, out result);
        int start = state.Position;
        int known = state.Furthest == start ? expected.Count : 0;
        int refusals = state.Refusals;
        bool success = parser.TryParse(ref state, out result);
        // Refusals further on speak for themselves; refusals right here are what the label stands for.
        if (state.Furthest == start && state.Refusals != refusals)
        {
            expected.RemoveRange(known, expected.Count - known);
            expected.Add(label);
        }
        return success;
    }
}
