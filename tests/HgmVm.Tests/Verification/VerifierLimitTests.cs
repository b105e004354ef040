using System.Diagnostics;
using System.Text;
using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Verification;

namespace HgmVm.Tests.Verification;

/// <summary>Code made to cost time or memory gets an answer soon, within bounds.</summary>
public class VerifierLimitTests
{
    internal static IEnumerable<string> Provoked => ["HGM2060", "HGM2061", "HGM2062"];

    [Fact]
    public void A_jump_in_every_word_with_all_registers_is_refused_within_the_limits()
    {
        Module module = Function(ModuleLimits.MaxRegisters, new ValueType(ValueKind.Borrow));
        List<Instruction> code = module.Functions[0].Code;
        for (int i = 1; i < ModuleLimits.MaxCodeWords; i++) code.Add(new Instruction(Opcode.BrZ, 0, i));
        code.Add(new Instruction(Opcode.Ret));
        Assert.Equal(["HGM2060"], Timed(module).Diagnostics.Select(d => d.Code));
    }

    [Fact]
    public void Loops_that_run_backwards_through_each_other_end()
    {
        Module module = Function(1_000, new ValueType(ValueKind.I64));
        List<Instruction> code = module.Functions[0].Code;
        // Each block writes one register and goes to the block before it, the first to the last: a state travels the
        // wrong way round, one step a pass.
        const int Blocks = 15_000;
        for (int i = 0; i < Blocks; i++)
        {
            code.Add(Instruction.WithLiteral(Opcode.ConstI32, 0, i));
            code.Add(new Instruction(Opcode.BrZ, 0, Math.Max(0, 3 * (i - 1))));
            code.Add(new Instruction(Opcode.Jmp, i == 0 ? 3 * (Blocks - 1) : 3 * (i * 7919 % Blocks)));
        }
        Assert.True(Timed(module).IsSuccess);
    }

    [Fact]
    public void Straight_code_of_full_length_is_quick()
    {
        Module module = Function(16_000, new ValueType(ValueKind.I64));
        List<Instruction> code = module.Functions[0].Code;
        for (int i = 0; i < ModuleLimits.MaxCodeWords - 1; i++)
            code.Add(Instruction.WithLiteral(Opcode.ConstI32, 0, i));
        code.Add(new Instruction(Opcode.Ret));
        Assert.True(Timed(module).IsSuccess);
    }

    [Fact]
    public void More_than_255_tethers_of_one_type_are_refused()
    {
        foreach (int count in (int[])[256, 257])
        {
            string registers = string.Join(", ", Enumerable.Range(0, count).Select(i => $"b{i}: borrow Node"));
            var body = new StringBuilder();
            for (int i = 0; i < count; i++) body.Append(null, $"tether b{i}, r\n");
            for (int i = 0; i < count; i++) body.Append(null, $"untether b{i}\n");
            ModuleSketch sketch = RuleCase.World().Function("f(r: ref Node)", registers, body + "ret");
            Assert.Equal(count == 256 ? [] : ["HGM2061"], Timed(sketch.Module).Diagnostics.Select(d => d.Code));
        }
    }

    [Fact]
    public void Errors_end_with_a_remark_that_there_are_more()
    {
        ModuleSketch sketch = RuleCase.World().Function("f(x: i64, y: i32)", "", new StringBuilder().Insert(0,
            "mov x, y\n", 3_000) + "ret");
        VerificationResult result = Timed(sketch.Module);
        Assert.Equal(1_000, result.Diagnostics.Count);
        Assert.Equal("HGM2062", result.Diagnostics[^1].Code);
    }

    private static Module Function(int registers, ValueType type)
    {
        var module = new Module("big");
        if (type.IsReference)
        {
            module.Structs.Add(new StructDefinition { Name = "S" });
            module.HeapTypes.Add(HeapType.Struct(0));
        }
        module.Signatures.Add(new Signature([new ValueType(ValueKind.I32)], []));
        var function = new FunctionDefinition { Name = "f", Signature = 0 };
        function.Registers.Add(new RegisterDefinition("c", new ValueType(ValueKind.I32)));
        for (int i = 1; i < registers; i++) function.Registers.Add(new RegisterDefinition($"r{i}", type));
        module.Functions.Add(function);
        return module;
    }

    /// <summary>Verifies; fails only when it takes far longer than anything bounded does, on a busy machine
    /// too.</summary>
    private static VerificationResult Timed(Module module)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        VerificationResult result = Verifier.Verify(module);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 60);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256L << 20);
        return result;
    }
}
