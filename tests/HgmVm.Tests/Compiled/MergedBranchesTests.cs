using System.Text;
using HgmVm.Execution;
using HgmVm.Linking;

namespace HgmVm.Tests.Compiled;

/// <summary>Branches that compiled code writes together mean what they mean one by one, which is what the interpreter
/// does with them, at every edge of the numbers.</summary>
public class MergedBranchesTests
{
    private static readonly string[] s_comparisons = ["eq", "ne", "lt", "le", "gt", "ge", "ltu", "leu", "gtu", "geu"];

    private static readonly string[] s_sums = ["add", "sub", "or", "xor", "mul"];

    private static readonly long[] s_edges = [long.MinValue, -21, -20, -1, 0, 19, 20, 21, long.MaxValue];

    [Theory]
    [InlineData("i32")]
    [InlineData("i64")]
    public void A_leap_over_a_sum(string type)
    {
        var names = new List<string>();
        var text = new StringBuilder("module leaps\n");
        foreach (string comparison in s_comparisons)
        {
            foreach (string sum in s_sums)
            {
                Add($"{comparison}_{sum}", $"br.{comparison} a, b, over", $"{sum} x, x, y");
                Add($"{comparison}_{sum}_self", $"br.{comparison} x, b, over", $"{sum} x, x, x");
                Add($"{comparison}_{sum}_literal", $"br.{comparison} a, 20, over", $"{sum} x, x, -7");
            }
        }
        // One number for the sum is enough: what matters is whether it is done.
        BothTiersAgree(type, text.ToString(), names, (a, b) => [a, b, 3, 5]);

        void Add(string name, string branch, string sum)
        {
            names.Add(name);
            text.Append($$"""
                fn {{name}}(a: {{type}}, b: {{type}}, x: {{type}}, y: {{type}}) -> {{type}} {
                    {{branch}}
                    {{sum}}
                  over:
                    ret x
                }

                """);
        }
    }

    [Theory]
    [InlineData("i32")]
    [InlineData("i64")]
    public void Two_bounds_of_a_number(string type)
    {
        string[] bounds = ["gt", "ge", "lt", "le", "gtu"];
        int[] limits = [-20, 20, short.MinValue];
        var names = new List<string>();
        var text = new StringBuilder("module bounds\n");
        foreach (string one in bounds)
        {
            foreach (string other in bounds)
            {
                foreach (int low in limits)
                {
                    foreach (int high in limits) Add(one, other, low, high);
                }
            }
        }
        BothTiersAgree(type, text.ToString(), names, (a, _) => [a], isSecondUsed: false);

        void Add(string one, string other, int low, int high)
        {
            string name = $"{one}_{other}_{names.Count}";
            names.Add($"{name}_out");
            names.Add($"{name}_in");
            names.Add($"{name}_entered");
            text.Append($$"""
                fn {{name}}_out(a: {{type}}) -> i64 {
                    let r: i64
                    br.{{one}} a, {{low}}, out
                    br.{{other}} a, {{high}}, out
                    const r, 1
                    ret r
                  out:
                    const r, 2
                    ret r
                }
                fn {{name}}_in(a: {{type}}) -> i64 {
                    let r: i64
                    br.{{one}} a, {{low}}, out
                    br.{{other}} a, {{high}}, in
                  out:
                    const r, 2
                    ret r
                  in:
                    const r, 1
                    ret r
                }
                fn {{name}}_entered(a: {{type}}) -> i64 {
                    let r: i64
                    const r, 0
                    br.eq a, 20, second
                    br.{{one}} a, {{low}}, out
                  second:
                    br.{{other}} a, {{high}}, out
                    const r, 1
                  out:
                    ret r
                }

                """);
        }
    }

    private static void BothTiersAgree(string type, string text, List<string> names,
        Func<long, long, long[]> arguments, bool isSecondUsed = true)
    {
        LinkedProgram program = CompiledProgram.Link(text + CallOfEach(type, names, arguments(0, 0).Length));
        using var compiled = new VirtualMachine(program, new VmOptions { Tier = ExecutionTier.Compiled });
        compiled.Call("all");
        using var interpreted = new VirtualMachine(program, new VmOptions { Tier = ExecutionTier.Interpreter });
        foreach (string name in names)
        {
            foreach (long a in s_edges)
            {
                foreach (long b in isSecondUsed ? [long.MinValue, -1, 20] : new long[1])
                {
                    ulong[] given = [.. arguments(a, b).Select(Word)];
                    ulong expected = interpreted.Call(name, given).Results[0];
                    ulong result = compiled.Call(name, given).Results[0];
                    Assert.True((uint)expected == (uint)result && (type == "i32" || expected == result),
                        $"{name}({a}, {b}): {expected:x} and {result:x}");
                }
            }
        }
        Assert.True(compiled.Statistics.FunctionsCompiled > 0);

        // The upper half of a number of 32 bits is nobody's business.
        ulong Word(long number) => type == "i32" ? (uint)number : (ulong)number;
    }

    /// <summary>A function that comes to all others, so that they are compiled in one go.</summary>
    private static string CallOfEach(string type, List<string> names, int parameters)
    {
        string arguments = string.Join(", ", Enumerable.Repeat("zero", parameters));
        string result = names.Exists(name => name.EndsWith("_entered", StringComparison.Ordinal)) ? "i64" : type;
        return $$"""
            fn all() {
                let zero: {{type}}, result: {{result}}
                const zero, 0
            {{string.Join("\n", names.Select(name => $"    call {name}({arguments}) -> result"))}}
                ret
            }
            """;
    }
}
