using HgmVm.Execution;
using HgmVm.Isa;
using HgmVm.Tests.Compiled;

namespace HgmVm.Tests.Execution;

/// <summary>Steps that take as long as their operands say end at a limit all the same.</summary>
public class BulkStepTests
{
    private const int Bytes = 1 << 26;

    /// <summary>A second of work for any memory. One after the other instead of in a loop, whose jump back would look
    /// at the clock in place of the steps.</summary>
    private const int Steps = 64;

    public static TheoryData<string, ExecutionTier> Cases()
    {
        var data = new TheoryData<string, ExecutionTier>();
        string[] steps =
        [
            "array.fill a[0], n, 7",
            "array.copy a[1], a[0], less",
            "array.fill pods[0], less16, r",
            "array.copy a[0], a[1], less",
            "array.resize a, 0\narray.resize a, n",
            "array.insert a[0], 7\narray.pop x, a",
            "array.remove x, a[0]\narray.push a, x",
            "alloc p\narray.insert pods[0], p\narray.pop p, pods\nfree p",
            "array.remove p, pods[0]\narray.push pods, p",
        ];
        foreach (string step in steps)
        {
            data.Add(step, ExecutionTier.Interpreter);
            data.Add(step, ExecutionTier.Compiled);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_timeout_ends_a_program_of_few_long_steps(string step, ExecutionTier tier)
    {
        string text = $$"""
            module bulk
            struct Pod { varying x: i64 }
            fn f(n: i64) {
                let a: own array u8, pods: own array inline Pod, p: own Pod, x: i32, less: i64
                let less16: i64, r: ref Pod
                array.new a, n
                div less, n, 16
                array.new pods, less
                add less16, less, 0
                ref r, pods[1]
                sub less, n, 1
            {{string.Join("\n", Enumerable.Repeat(step, Steps))}}
                free a
                free pods
                ret
            }
            """;
        using var machine = new VirtualMachine(CompiledProgram.Link(text),
            new VmOptions { Tier = tier, Timeout = TimeSpan.FromMilliseconds(50) });
        Assert.Equal(TrapKind.Timeout, machine.Call("f", Bytes).Trap?.Kind);
    }
}
