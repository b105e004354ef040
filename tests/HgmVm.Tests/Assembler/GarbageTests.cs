using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HgmVm.Assembler;
using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Parsing;
using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;

namespace HgmVm.Tests.Assembler;

/// <summary>
/// Whatever a file holds: messages, a bounded number of them, in linear time, and never an exception.
/// </summary>
public class GarbageTests
{
    private const string Valid = """
        module ships
        mode normal
        import std.io
        struct Ship mode fast {
            varying name: own array u8
            final id: i32, varying hook: fn(i64, ref Ship) -> (i64, i32)
        }
        drop Ship(self: borrow Ship) { ret }
        global count: i64 = 0x5_0
        host fn io.write(fd: i32, bytes: borrow array u8) -> i64
        fn burn(ship: ref Ship, amount: i64) -> i64 {
            let s: borrow Ship, left: f64
            tether s, ship
          again:
            const left, -1.5e-3
            const left, nan:0x1
            ld     left, a['x']
            str s, "a\n\x41\u{20AC}"
            call io.write(left, 5) -> left, s
            jmp again
        }
        """;

    // Characters that mean something, so that random texts get past the lexer.
    private const string Alphabet = "abfnx_019.,:=->()[]{}\"'\\;+-e \n\t\u00E9\uD83D";

    [Fact]
    public void Random_characters_never_throw() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text => Check(text ?? "")).QuickCheckThrowOnFailure();

    [Fact]
    public void Random_tokens_never_throw()
    {
        string[] pieces =
        [
            "fn ", "struct ", "{", "}", "(", ")", "[", "]", "\n", ",", ":", "->", "=", "let ", "own ", "array ", "module m",
            "x", "x.y", "5", "1.5", "\"s\"", "'c'", "host ", "extern ", "drop ", "line ", "mode ", "final ", "-", "..", "nan:",
        ];
        Arbitrary<int[]> arrays = Gen.Choose(0, pieces.Length - 1).ArrayOf().ToArbitrary();
        Prop.ForAll(arrays, chosen => Check(string.Concat(chosen.Select(i => pieces[i])))).QuickCheckThrowOnFailure();
        Prop.ForAll(arrays, chosen => Check("module m\nfn f() {\n" + string.Concat(chosen.Select(i => pieces[i]))))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Random_letters_that_mean_something_never_throw()
    {
        Arbitrary<char[]> arrays = Gen.Elements(Alphabet.ToCharArray()).ArrayOf().ToArbitrary();
        Prop.ForAll(arrays, letters => Check(new string(letters))).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Mutations_of_a_valid_text_never_throw()
    {
        var random = new Random(20_26);
        for (int round = 0; round < 3_000; round++)
        {
            var text = new StringBuilder(Valid);
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                int at = random.Next(text.Length);
                switch (random.Next(4))
                {
                    case 0: text.Remove(at, Math.Min(random.Next(1, 12), text.Length - at)); break;
                    case 1: text.Insert(at, Alphabet[random.Next(Alphabet.Length)]); break;
                    case 2: text[at] = (char)random.Next(0x180); break;
                    default: text.Insert(at, Valid.AsSpan(random.Next(Valid.Length - 20), random.Next(20))); break;
                }
            }
            Assert.True(Check(text.ToString()), text.ToString());
        }
    }

    [Fact]
    public void Every_beginning_and_every_end_of_a_valid_text_is_judged()
    {
        for (int length = 0; length <= Valid.Length; length++)
        {
            Assert.True(Check(Valid[..length]));
            Assert.True(Check(Valid[length..]));
        }
    }

    public static TheoryData<string, string> Monsters => new()
    {
        { "parentheses", new string('(', 300_000) },
        { "parentheses in a body", $"module m\nfn f() {{\n call f{new string('(', 300_000)}\n}}" },
        { "brackets", "module m\nfn f() { ld x, a" + new string('[', 300_000) },
        { "braces", new string('{', 300_000) },
        { "closing braces", new string('}', 300_000) },
        { "function types", "module m\nfn f(a: " + string.Concat(Enumerable.Repeat("fn(", 300_000)) },
        { "result chains", "module m\nfn f(a: " + string.Concat(Enumerable.Repeat("fn() -> ", 100_000)) },
        { "array types", "module m\nglobal g: " + string.Concat(Enumerable.Repeat("own array ", 100_000)) },
        { "one long name", "module " + new string('a', 1 << 20) },
        { "one long number", "module m\nfn f() { const x, " + new string('1', 1 << 20) },
        { "one long float", "module m\nfn f() { const x, 0." + new string('1', 1 << 20) },
        { "quotes", new string('"', (1 << 20) + 1) },
        { "apostrophes", new string('\'', 1 << 20) },
        { "hyphens", string.Concat(Enumerable.Repeat("a-", 1 << 19)) },
        { "dots", new string('.', 1 << 20) },
        { "signs", string.Concat(Enumerable.Repeat("+-", 1 << 19)) },
        { "escapes", "module m\nfn f() { trap \"" + string.Concat(Enumerable.Repeat("\\q", 1 << 19)) },
        { "operands without commas", "module m\nfn f() { add " + string.Concat(Enumerable.Repeat("x ", 1 << 19)) },
        { "line ends", new string('\n', 1 << 20) },
        { "items of one letter", string.Concat(Enumerable.Repeat("a\n", 1 << 19)) },
        { "labels", "module m\nfn f() {" + string.Concat(Enumerable.Repeat("a:", 1 << 19)) },
        { "half characters", new string('\uD800', 1 << 20) },
        { "half characters in a string", "module m\nfn f() { trap \"" + new string('\uDC00', 1 << 19) },
    };

    [Theory]
    [MemberData(nameof(Monsters))]
    public void Monsters_are_refused_with_few_messages_and_soon(string name, string text)
    {
        var watch = Stopwatch.StartNew();
        Assert.True(Check(text), name);
        // Linear work takes some hundredths of a second; anything quadratic in a megabyte takes minutes.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{name}: {watch.Elapsed}");
    }

    [Fact]
    public void Deep_nesting_is_one_message()
    {
        foreach (string text in (string[])[new string('(', 300_000), new string('[', 300_000), new string('{', 300_000),
            new string('}', 300_000), "module m\nglobal g: " + string.Concat(Enumerable.Repeat("fn(", 300_000)),
            "module m\nhost fn f(a: " + string.Concat(Enumerable.Repeat("own array ", 300_000)) + "u8)"])
        {
            var bag = new DiagnosticBag(new SourceText(text, "deep.hgm"));
            ModuleParser.Parse(bag.Source, bag);
            Assert.Single(bag.ToList());
        }
    }

    [Fact]
    public void A_line_of_a_mebibyte_parses()
    {
        string labels = string.Join(", ", Enumerable.Repeat("label", 150_000));
        var source = new SourceText($"module m\nfn f() {{\n switch x, {labels}\n}}", "m.hgm");
        var bag = new DiagnosticBag(source);
        ModuleSyntax module = ModuleParser.Parse(source, bag);
        Assert.Empty(bag.ToList());
        Assert.Equal(150_001, ((InstructionSyntax)((FunctionSyntax)module.Items[0]).Body[0]).Operands.Length);
    }

    /// <summary>Parses and renders; true when the tree and the messages are in bounds.</summary>
    private static bool Check(string text)
    {
        var source = new SourceText(text, "garbage.hgm");
        var bag = new DiagnosticBag(source);
        ModuleSyntax module = ModuleParser.Parse(source, bag);
        var messages = bag.ToList();
        string page = DiagnosticRenderer.RenderAll(messages, _ => source, colour: true);
        return messages.Count <= SyntaxLimits.MaxErrors + 1 && page.Length <= 700 * (messages.Count + 1)
            && module.Items.All(item => item.Span.Start >= 0 && item.Span.End <= text.Length)
            && messages.All(m => m.Span is { Line: > 0, Column: > 0, Length: > 0 } && !m.Message.Contains('\n'));
    }
}
