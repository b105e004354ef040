using System.Collections.Immutable;
using HgmVm.Assembler.Parsing;
using HgmVm.Assembler.Text;

namespace HgmVm.Assembler.Syntax;

/// <summary>
/// A name with dots, e.g. <c>std.io.print_i64</c>. The lexer interns them: equal names of one text are the same object,
/// so that a name met ten thousand times costs one string, and maps may be keyed by reference.
/// </summary>
public sealed class DottedName
{
    internal DottedName(string text, Keyword keyword)
    {
        Text = text;
        Keyword = keyword;
        Parts = text.Contains('.', StringComparison.Ordinal) ? [.. text.Split('.')] : [text];
    }

    public string Text { get; }

    internal Keyword Keyword { get; }

    public ImmutableArray<string> Parts { get; }

    /// <summary>True when it has no dot.</summary>
    public bool IsSimple => Parts.Length == 1;

    /// <summary>All but the last part, with dots; empty for a simple name.</summary>
    public string Prefix => IsSimple ? "" : Text[..(Text.Length - Last.Length - 1)];

    public string First => Parts[0];

    public string Last => Parts[^1];

    public override string ToString() => Text;
}

/// <summary>
/// A name where it stands in the text. No spaces stand inside one, so the parts' places follow from its own.
/// </summary>
public sealed record NameSyntax(DottedName Name, TextSpan Span)
{
    public string Text => Name.Text;

    public bool IsSimple => Name.IsSimple;

    /// <summary>Where one part stands, counted from 0.</summary>
    public TextSpan PartSpan(int part)
    {
        int start = Span.Start;
        for (int i = 0; i < part; i++) start += Name.Parts[i].Length + 1;
        return new TextSpan(start, Name.Parts[part].Length);
    }

    public override string ToString() => Text;
}
