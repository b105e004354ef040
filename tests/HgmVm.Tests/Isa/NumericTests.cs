using FsCheck;
using FsCheck.Fluent;
using HgmVm.Isa;

namespace HgmVm.Tests.Isa;

/// <summary>Every numeric body against exact arithmetic: all pairs of known edges, and random operands.</summary>
public class NumericTests
{
    private static readonly Dictionary<string, Func<ulong, ulong, Expected>> s_rules = CreateRules();

    public static TheoryData<string> Mnemonics =>
        [.. OpBody.All.Keys.Intersect(s_rules.Keys).Order(StringComparer.Ordinal)];

    [Fact]
    public void EveryNumericOpcodeHasARule()
    {
        string missing = string.Join(", ", OpBody.All.Keys.Except(s_rules.Keys));
        Assert.True(missing.Length == 0, $"say in IntegerReference or FloatReference what these should do: {missing}");
        string left = string.Join(", ", s_rules.Keys.Except(OpBody.All.Keys));
        Assert.True(left.Length == 0, $"no opcode has these rules: {left}");
    }

    [Theory]
    [MemberData(nameof(Mnemonics))]
    public void EdgesAgreeWithExactArithmetic(string mnemonic)
    {
        OpBody body = OpBody.All[mnemonic];
        ulong[] edges = Edges(body);
        foreach (ulong b in edges)
        {
            foreach (ulong c in body.ParameterCount == 1 ? [0UL] : edges)
            {
                string? problem = Disagreement(body, b, c);
                Assert.True(problem is null, problem);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Mnemonics))]
    public void RandomOperandsAgreeWithExactArithmetic(string mnemonic)
    {
        OpBody body = OpBody.All[mnemonic];
        Gen<ulong> operand = Gen.OneOf(
            Gen.Elements(Edges(body)),
            Gen.Choose(-200, 200).Select(small => Mask(body, (ulong)small)),
            Gen.Choose(int.MinValue, int.MaxValue).Two()
                .Select(halves => Mask(body, (ulong)halves.Item1 << 32 | (uint)halves.Item2)));
        Property agrees = Prop.ForAll(operand.Two().ToArbitrary(),
            pair =>
            {
                string? problem = Disagreement(body, pair.Item1, pair.Item2);
                return (problem is null).Label(problem ?? "agrees");
            });
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), agrees);
    }

    [Theory]
    [MemberData(nameof(Mnemonics))]
    public void DeclaredTrapsAreThoseThatHappen(string mnemonic)
    {
        OpBody body = OpBody.All[mnemonic];
        ulong[] edges = Edges(body);
        TrapKinds seen = TrapKinds.None;
        foreach (ulong b in edges)
        {
            foreach (ulong c in body.ParameterCount == 1 ? [0UL] : edges)
                seen |= (TrapKinds)(1 << (int)body.RunOptimised(b, c).Trap);
        }
        Assert.Equal(body.Op.Traps, seen & ~(TrapKinds)1);
    }

    private static string? Disagreement(OpBody body, ulong b, ulong c)
    {
        Expected expected = s_rules[body.Op.Mnemonic](b, c);
        Outcome optimised = body.RunOptimised(b, c);
        string what = $"{body} 0x{b:X}, 0x{c:X}: expected {expected}";
        if (!expected.Allows(optimised)) return $"{what}, got {optimised} when inlined";
        Outcome alone = body.RunAlone(b, c);
        return expected.Allows(alone) ? null : $"{what}, got {alone} when called";
    }

    private static ulong[] Edges(OpBody body) => body.TakesFloats
        ? body.OperandWidth == 32 ? NumericEdges.Single : NumericEdges.Double
        : NumericEdges.Integers(body.OperandWidth);

    private static ulong Mask(OpBody body, ulong bits) => body.OperandWidth == 32 ? (uint)bits : bits;

    private static Dictionary<string, Func<ulong, ulong, Expected>> CreateRules()
    {
        var rules = new Dictionary<string, Func<ulong, ulong, Expected>>();
        foreach (int width in (int[])[32, 64])
        {
            FloatFormat f = width == 32 ? FloatFormat.Single : FloatFormat.Double;
            foreach ((string verb, Func<ulong, ulong, Expected> rule) in IntegerReference.Rules(width))
                rules.Add($"{verb}.i{width}", rule);
            foreach ((string verb, Func<ulong, ulong, Expected> rule) in FloatReference.Rules(f))
                rules.Add($"{verb}.f{width}", rule);
            AddConversions(rules, f, width, 32);
            AddConversions(rules, f, width, 64);
            rules.Add($"reinterpret.f{width}.i{width}", (b, _) => b);
            rules.Add($"reinterpret.i{width}.f{width}", (b, _) => b);
        }
        rules.Add("wrap.i64.i32", (b, _) => IntegerReference.Wrap(b, 32));
        rules.Add("extend.i32.i64", (b, _) => IntegerReference.Wrap(IntegerReference.Signed(b, 32), 64));
        rules.Add("extendu.i32.i64", (b, _) => IntegerReference.Wrap(IntegerReference.Unsigned(b, 32), 64));
        rules.Add("demote.f64.f32", (b, _) => FloatReference.Change(FloatFormat.Double, FloatFormat.Single, b));
        rules.Add("promote.f32.f64", (b, _) => FloatReference.Change(FloatFormat.Single, FloatFormat.Double, b));
        return rules;
    }

    private static void AddConversions(
        Dictionary<string, Func<ulong, ulong, Expected>> rules, FloatFormat f, int width, int integer)
    {
        rules.Add($"trunc.f{width}.i{integer}", (b, _) => FloatReference.Truncate(f, b, integer, false, false));
        rules.Add($"truncu.f{width}.i{integer}", (b, _) => FloatReference.Truncate(f, b, integer, true, false));
        rules.Add($"truncsat.f{width}.i{integer}", (b, _) => FloatReference.Truncate(f, b, integer, false, true));
        rules.Add($"truncsatu.f{width}.i{integer}", (b, _) => FloatReference.Truncate(f, b, integer, true, true));
        rules.Add($"convert.i{integer}.f{width}", (b, _) => f.Round(new(IntegerReference.Signed(b, integer), 1)));
        rules.Add($"convertu.i{integer}.f{width}", (b, _) => f.Round(new(IntegerReference.Unsigned(b, integer), 1)));
    }
}
