using Pidgin;
using static Pidgin.Parser;
using static Pidgin.Parser<char>;

namespace HgmVm.Tests.Pidgin;

/// <summary>
/// What our grammar relies on in Pidgin, over characters for legibility. It uses public API alone, so the same tests
/// run against the real package (<c>-p:UsePidginPackage=true</c>) and hold both to the same behaviour.
/// </summary>
public class PidginTests
{
    private static readonly Parser<char, char> _a = Is('a'), _b = Is('b'), _c = Is('c'), _comma = Is(',');

    private static Parser<char, char> Is(char wanted) => Token(c => c == wanted).Labelled(wanted.ToString());

    private static bool Accepts<T>(Parser<char, T> parser, string text) =>
        parser.Before(End).Parse(text.AsSpan()).Success;

    private static string Text(IEnumerable<char> letters) => string.Concat(letters);

    [Fact]
    public void A_token_is_read_if_it_fits()
    {
        Assert.Equal('a', _a.Parse("abc".AsSpan()).Value);
        Assert.False(_a.Parse("b".AsSpan()).Success);
        Assert.False(_a.Parse("".AsSpan()).Success);
    }

    [Fact]
    public void Sequences_read_one_after_another()
    {
        Assert.Equal('b', _a.Then(_b).Parse("ab".AsSpan()).Value);
        Assert.Equal('a', _a.Before(_b).Parse("ab".AsSpan()).Value);
        Assert.Equal('b', _b.Between(_a, _c).Parse("abc".AsSpan()).Value);
        Assert.Equal("ba", _a.Then(_b, (a, b) => $"{b}{a}").Parse("ab".AsSpan()).Value);
        Assert.Equal("A", _a.Select(a => a.ToString().ToUpperInvariant()).Parse("a".AsSpan()).Value);
        Assert.False(_a.Then(_b).Parse("aa".AsSpan()).Success);
    }

    [Fact]
    public void Map_takes_one_to_five_parsers()
    {
        string text = "abcab";
        Assert.Equal("a", Map(a => $"{a}", _a).Parse(text.AsSpan()).Value);
        Assert.Equal("ab", Map((a, b) => $"{a}{b}", _a, _b).Parse(text.AsSpan()).Value);
        Assert.Equal("abc", Map((a, b, c) => $"{a}{b}{c}", _a, _b, _c).Parse(text.AsSpan()).Value);
        Assert.Equal("abca", Map((a, b, c, d) => $"{a}{b}{c}{d}", _a, _b, _c, _a).Parse(text.AsSpan()).Value);
        Assert.Equal("abcab", Map((a, b, c, d, e) => $"{a}{b}{c}{d}{e}", _a, _b, _c, _a, _b)
            .Parse(text.AsSpan()).Value);
    }

    [Fact]
    public void End_accepts_the_end_only()
    {
        Assert.True(Accepts(_a, "a"));
        Assert.False(Accepts(_a, "ab"));
        Assert.True(End.Parse("".AsSpan()).Success);
    }

    [Fact]
    public void Alternatives_are_tried_only_where_the_first_read_nothing()
    {
        Parser<char, char> ab = _a.Then(_b), ac = _a.Then(_c);
        Assert.True(Accepts(OneOf(ab, _c), "c"));
        Assert.False(Accepts(OneOf(ab, ac), "ac"));
        Assert.True(Accepts(OneOf(Try(ab), ac), "ac"));
        Assert.False(Accepts(OneOf(ab, _c), "b"));
    }

    [Fact]
    public void Optional_gives_nothing_or_a_value_but_not_half_of_one()
    {
        Parser<char, Maybe<char>> maybe = _a.Then(_b).Optional();
        Assert.Equal('b', maybe.Parse("ab".AsSpan()).Value.Value);
        Assert.False(maybe.Parse("c".AsSpan()).Value.HasValue);
        Assert.Equal('\0', maybe.Parse("c".AsSpan()).Value.GetValueOrDefault());
        Assert.False(maybe.Parse("ac".AsSpan()).Success);
        Assert.Throws<InvalidOperationException>(() => maybe.Parse("".AsSpan()).Value.Value);
    }

    [Fact]
    public void Many_reads_as_long_as_it_can()
    {
        Assert.Equal("aaa", Text(_a.Many().Parse("aaab".AsSpan()).Value));
        Assert.Equal("", Text(_a.Many().Parse("b".AsSpan()).Value));
        Assert.False(_a.Then(_b).Many().Parse("abac".AsSpan()).Success);
    }

    [Fact]
    public void Many_of_something_that_reads_nothing_is_a_mistake() =>
        Assert.Throws<InvalidOperationException>(() => Return(5).Many().Parse("a".AsSpan()));

    [Theory]
    [InlineData("", true, false)]
    [InlineData("a", true, true)]
    [InlineData("a,a,a", true, true)]
    [InlineData("a,", false, false)]
    [InlineData(",a", false, false)]
    [InlineData("a,,a", false, false)]
    [InlineData("aa", false, false)]
    public void Lists_have_separators_between(string text, bool separated, bool atLeastOnce)
    {
        Assert.Equal(separated, Accepts(_a.Separated(_comma), text));
        Assert.Equal(atLeastOnce, Accepts(_a.SeparatedAtLeastOnce(_comma), text));
    }

    [Fact]
    public void Lists_keep_the_items_in_order() =>
        Assert.Equal("abca", Text(OneOf(_a, _b, _c).Separated(_comma).Parse("a,b,c,a".AsSpan()).Value));

    [Fact]
    public void Recursive_grammars_are_knotted_with_Rec()
    {
        Parser<char, int>? depth = null;
        depth = OneOf(Is('(').Then(Rec(() => depth!)).Before(Is(')')).Select(d => d + 1), _a.Select(_ => 0));
        Assert.Equal(3, depth.Parse("(((a)))".AsSpan()).Value);
        Assert.False(depth.Parse("((a)".AsSpan()).Success);
    }

    [Fact]
    public void Errors_name_the_token_and_what_was_expected()
    {
        ParseError<char> error = _a.Then(OneOf(_b, _c)).Parse("ad".AsSpan()).Error!;
        Assert.Equal('d', error.Unexpected.Value);
        Assert.False(error.EOF);
        Assert.Equal(["b", "c"], error.Expected.Select(e => e.Label!).Order());
        error = _a.Then(_b).Parse("a".AsSpan()).Error!;
        Assert.True(error.EOF);
        Assert.False(error.Unexpected.HasValue);
    }

    [Fact]
    public void A_label_stands_for_what_is_expected_at_its_start_only()
    {
        Parser<char, char> pair = _a.Then(OneOf(_b, _c)).Labelled("pair");
        Assert.Equal(["pair"], pair.Parse("x".AsSpan()).Error!.Expected.Select(e => e.Label!));
        Assert.Equal(["b", "c"], pair.Parse("ax".AsSpan()).Error!.Expected.Select(e => e.Label!).Order());
        Parser<char, char> choice = OneOf(pair, Is('x').Labelled("ex"));
        Assert.Equal(["ex", "pair"], choice.Parse("?".AsSpan()).Error!.Expected.Select(e => e.Label!).Order());
    }
}
