using HgmVm.Bytecode;
using HgmVm.Execution;
using HgmVm.Hosting;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Verification;

namespace HgmVm.Tests.Execution;

/// <summary>The machine as a host embeds it: a module made in code, verified, linked, run and called.</summary>
public class VirtualMachineTests
{
    private static readonly ValueType s_i64 = new(ValueKind.I64);

    [Fact]
    public void A_recursive_function_can_be_called_from_the_host()
    {
        using var machine = new VirtualMachine(Link(Fibonacci()));
        RunResult result = machine.Call("fib", 20);
        Assert.Null(result.Trap);
        Assert.Equal(6765UL, Assert.Single(result.Results));
    }

    [Fact]
    public void Fuel_is_counted_to_the_unit()
    {
        LinkedProgram program = Link(Fibonacci());
        using var free = new VirtualMachine(program);
        free.Call("fib", 15);
        long used = free.Statistics.FuelUsed;
        using var enough = new VirtualMachine(program, new VmOptions { Fuel = used });
        Assert.Null(enough.Call("fib", 15).Trap);
        using var short1 = new VirtualMachine(program, new VmOptions { Fuel = used - 1 });
        Assert.Equal(TrapKind.Fuel, short1.Call("fib", 15).Trap?.Kind);
    }

    [Fact]
    public void Deep_recursion_ends_with_a_trap_and_a_short_report()
    {
        using var machine = new VirtualMachine(Link(Fibonacci()), new VmOptions { MaxStackBytes = 1 << 20 });
        RunResult result = machine.Call("fib", 1_000_000_000);
        Assert.Equal(TrapKind.StackOverflow, result.Trap?.Kind);
        Assert.Equal(RunResult.LimitExitCode, result.ExitCode);
        Assert.True(result.Trap!.Stack.Count <= 50);
    }

    private static LinkedProgram Link(Module module)
    {
        VerificationResult verified = Verifier.Verify(module);
        Assert.Empty(verified.Diagnostics);
        LinkResult linked = Linker.Link([verified.Module!],
            new LinkOptions { Host = new HostFunctions(), RequireMain = false });
        Assert.Empty(linked.Diagnostics);
        return linked.Program!;
    }

    private static Module Fibonacci()
    {
        var module = new Module("fibonacci");
        module.Signatures.Add(new Signature([s_i64], [s_i64]));
        var fib = new FunctionDefinition { Name = "fib", Signature = 0 };
        fib.Registers.AddRange([new("n", s_i64), new("x", s_i64), new("y", s_i64)]);
        fib.Code.AddRange(
        [
            new Instruction(Opcode.BrLtI64Imm, 0, 2, 9),
            new Instruction(Opcode.AddI64Imm, 1, 0, -1),
            new Instruction(Opcode.Call, 0, 1, 1), Places(1, 1),
            new Instruction(Opcode.AddI64Imm, 2, 0, -2),
            new Instruction(Opcode.Call, 0, 1, 1), Places(2, 2),
            new Instruction(Opcode.AddI64, 0, 1, 2),
            new Instruction(Opcode.Nop),
            new Instruction(Opcode.Ret, 1), Places(0, 0),
        ]);
        module.Functions.Add(fib);
        return module;
    }

    private static Instruction Places(int first, int second) => new((ulong)(uint)first | (ulong)(uint)second << 16);
}
