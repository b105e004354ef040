using HgmVm.Execution;
using HgmVm.Isa;
using HgmVm.Linking;

namespace HgmVm.Tests.Compiled;

/// <summary>When code is compiled, how running loops go over, and what stays interpreted.</summary>
public class TierUpTests
{
    private const string Loop = """
        module loops
        fn sum(n: i64) -> i64 {
            let s: i64, i: i64
            const s, 0
            const i, 0
          next:
            add s, s, i
            add i, i, 1
            br.lt i, n, next
            ret s
        }
        """;

    [Fact]
    public void A_running_loop_goes_over_to_compiled_code()
    {
        using var machine = new VirtualMachine(CompiledProgram.Link(Loop),
            new VmOptions { FuelPortion = 100, PortionsUntilCompiled = 2, CompileInForeground = true });
        Assert.Equal(499_999_500_000UL, machine.Call("sum", 1_000_000).Results[0]);
        Assert.Equal(1, machine.Statistics.LoopsTakenOver);
        Assert.Equal(1, machine.Statistics.FunctionsCompiled);
    }

    [Fact]
    public void Compilation_in_the_background_ends_with_the_same_result()
    {
        using var machine = new VirtualMachine(CompiledProgram.Link(Loop), new VmOptions { PortionsUntilCompiled = 1 });
        Assert.Equal(19_999_999_900_000_000UL, machine.Call("sum", 200_000_000).Results[0]);
    }

    [Fact]
    public void A_short_run_is_not_compiled()
    {
        using var machine = new VirtualMachine(CompiledProgram.Link(Loop));
        Assert.Equal(4950UL, machine.Call("sum", 100).Results[0]);
        Assert.Equal(0, machine.Statistics.FunctionsCompiled);
    }

    [Fact]
    public void Fuel_in_compiled_code_is_counted_to_the_unit()
    {
        using var enough = new VirtualMachine(CompiledProgram.Link(Loop),
            new VmOptions { Tier = ExecutionTier.Compiled, Fuel = 999 });
        Assert.Null(enough.Call("sum", 1000).Trap);
        Assert.Equal(999, enough.Statistics.FuelUsed);
        using var tooLittle = new VirtualMachine(CompiledProgram.Link(Loop),
            new VmOptions { Tier = ExecutionTier.Compiled, Fuel = 998 });
        Assert.Equal(TrapKind.Fuel, tooLittle.Call("sum", 1000).Trap?.Kind);
    }

    [Theory]
    [InlineData(ExecutionTier.Auto)]
    [InlineData(ExecutionTier.Compiled)]
    public void A_timeout_ends_an_endless_loop(ExecutionTier tier)
    {
        using var machine = new VirtualMachine(CompiledProgram.Link("module endless\nfn f() {\n  again:\n    jmp again\n}"),
            new VmOptions { Tier = tier, Timeout = TimeSpan.FromMilliseconds(100) });
        Assert.Equal(TrapKind.Timeout, machine.Call("f").Trap?.Kind);
    }

    [Fact]
    public void The_host_can_cancel_compiled_code()
    {
        using var source = new CancellationTokenSource();
        using var machine = new VirtualMachine(CompiledProgram.Link("module endless\nfn f() {\n  again:\n    jmp again\n}"),
            new VmOptions { Tier = ExecutionTier.Compiled, Cancellation = source.Token });
        source.CancelAfter(100);
        Assert.Equal(TrapKind.Timeout, machine.Call("f").Trap?.Kind);
    }

    [Fact]
    public void Both_tiers_use_up_the_stack_at_the_same_call()
    {
        const string Deep = """
            module deep
            fn down(n: i64) -> i64 {
                let x: i64
                br.eq n, 0, end
                sub x, n, 1
                call down(x) -> x
                add x, x, 1
                ret x
              end:
                ret n
            }
            """;
        using var interpreted = new VirtualMachine(CompiledProgram.Link(Deep),
            new VmOptions { Tier = ExecutionTier.Interpreter, MaxStackBytes = 1 << 20 });
        using var compiled = new VirtualMachine(CompiledProgram.Link(Deep),
            new VmOptions { Tier = ExecutionTier.Compiled, MaxStackBytes = 1 << 20 });
        Trap first = interpreted.Call("down", 1_000_000).Trap!, second = compiled.Call("down", 1_000_000).Trap!;
        Assert.Equal(TrapKind.StackOverflow, first.Kind);
        Assert.Equal(first.Kind, second.Kind);
        Assert.Equal(first.Stack, second.Stack);
    }

    /// <summary>Past what the JIT optimises a function stays interpreted, and compiled callers call it all the
    /// same.</summary>
    [Fact]
    public void A_function_that_is_too_large_stays_interpreted()
    {
        string body = string.Concat(Enumerable.Repeat("    add n, n, 1\n    xor n, n, 5\n", 4000));
        string text = $$"""
            module large
            fn huge(n: i64) -> i64 {
            {{body}}    ret n
            }
            fn caller(n: i64) -> i64 {
                call huge(n) -> n
                add n, n, 1
                ret n
            }
            """;
        using var interpreted = new VirtualMachine(CompiledProgram.Link(text),
            new VmOptions { Tier = ExecutionTier.Interpreter });
        using var compiled = new VirtualMachine(CompiledProgram.Link(text),
            new VmOptions { Tier = ExecutionTier.Compiled });
        Assert.Equal(interpreted.Call("caller", 3).Results, compiled.Call("caller", 3).Results);
        KeptInterpreted kept = Assert.Single(compiled.Statistics.KeptInterpreted);
        Assert.Equal("large.huge", kept.Function);
    }

    /// <summary>Functions of both tiers that call each other in their last step take no stack, guest or
    /// native.</summary>
    [Fact]
    public void Tail_calls_between_the_tiers_take_no_stack()
    {
        string body = string.Concat(Enumerable.Repeat("    add m, m, 1\n    xor m, m, 5\n", 4000));
        string text = $$"""
            module tails
            fn large(n: i64) -> i64 {
                let m: i64
                br.eq n, 0, end
                sub n, n, 1
                tailcall small(n)
              end:
                const m, 0
            {{body}}    ret m
            }
            fn small(n: i64) -> i64 {
                tailcall large(n)
            }
            """;
        using var interpreted = new VirtualMachine(CompiledProgram.Link(text),
            new VmOptions { Tier = ExecutionTier.Interpreter });
        using var compiled = new VirtualMachine(CompiledProgram.Link(text),
            new VmOptions { Tier = ExecutionTier.Compiled, MaxStackBytes = VmOptions.LeastStackBytes });
        Assert.Equal(interpreted.Call("small", 100_000).Results, compiled.Call("small", 100_000).Results);
        Assert.NotEmpty(compiled.Statistics.KeptInterpreted);
    }

    /// <summary>The callee is written into the loop, whose function has a much smaller frame; it is called once, when
    /// the loop has long gone over.</summary>
    [Fact]
    public void A_loop_goes_over_only_where_all_that_it_calls_has_room()
    {
        string registers = string.Join(", ", Enumerable.Range(0, 180).Select(i => $"r{i}: i64"));
        string text = $$"""
            module room
            fn wide(n: i64) -> i64 {
                let {{registers}}
                add r0, n, 1
                ret r0
            }
            fn spin(n: i64) -> i64 {
                let i: i64
                const i, 1000
              next:
                br.ne i, 10, on
                call wide(n) -> n
              on:
                sub i, i, 1
                br.gt i, 0, next
                ret n
            }
            fn deep(n: i64) -> i64 {
                let {{registers}}
                sub r0, n, 1
                br.lt r0, 0, bottom
                call deep(r0) -> r0
                ret r0
              bottom:
                call spin(n) -> r0
                ret r0
            }
            """;
        LinkedProgram program = CompiledProgram.Link(text);
        int taken = 0, refused = 0;
        for (ulong depth = 30; depth < 60; depth++)
        {
            using var interpreted = new VirtualMachine(program, Small(ExecutionTier.Interpreter));
            using var mixed = new VirtualMachine(program, Small(ExecutionTier.Auto));
            Trap? expected = interpreted.Call("deep", depth).Trap, trap = mixed.Call("deep", depth).Trap;
            Assert.Equal(expected?.Kind, trap?.Kind);
            Assert.Equal(expected?.Stack, trap?.Stack);
            if (trap is null) taken += mixed.Statistics.LoopsTakenOver;
            else if (trap.Stack[0].Function == "room.spin") refused++;
        }
        Assert.True(taken > 0, "loops go over where there is room");
        Assert.True(refused > 0, "some depth leaves room for the loop, and not for its callee");

        // Compilation begins in the loop: the way down takes less than a hundred units of fuel.
        static VmOptions Small(ExecutionTier tier) => new()
        {
            Tier = tier, MaxStackBytes = VmOptions.LeastStackBytes, FuelPortion = 100, PortionsUntilCompiled = 2,
            CompileInForeground = true,
        };
    }
}
