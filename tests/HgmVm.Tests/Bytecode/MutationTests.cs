using System.Diagnostics;
using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Verification;
using Xunit.Abstractions;

namespace HgmVm.Tests.Bytecode;

/// <summary>Thousands of damaged modules: reader and verifier answer each of them, and soon.</summary>
public class MutationTests(ITestOutputHelper output)
{
    private readonly byte[] _whole = ModuleWriter.Write(ModuleReaderTests.Everything());

    [Fact]
    public void Damaged_bytes_are_answered()
    {
        Random random = Seeded();
        int accepted = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = [.. _whole];
            for (int n = random.Next(1, 5); n > 0; n--) bytes[random.Next(12, bytes.Length)] = (byte)random.Next(256);
            accepted += Answer(BinaryForm.Seal(bytes)) ? 1 : 0;
        }
        output.WriteLine($"{accepted} of 20,000 were modules");
        Assert.InRange(accepted, 1, 19_999);
    }

    [Fact]
    public void Every_truncation_is_refused()
    {
        for (int length = 0; length < _whole.Length; length++)
            Assert.False(ModuleReader.Read(BinaryForm.Seal(_whole[..length]), "").IsSuccess);
    }

    [Fact]
    public void Bytes_moved_about_are_answered()
    {
        Random random = Seeded();
        for (int i = 0; i < 5_000; i++)
        {
            int from = random.Next(12, _whole.Length), to = random.Next(12, _whole.Length), count = random.Next(1, 40);
            var bytes = new List<byte>(_whole);
            bytes.RemoveRange(from, Math.Min(count, bytes.Count - from));
            bytes.InsertRange(Math.Min(to, bytes.Count), _whole.Skip(to).Take(random.Next(40)));
            Answer(BinaryForm.Seal([.. bytes]));
        }
    }

    [Fact]
    public void Changed_operands_are_answered()
    {
        Random random = Seeded();
        int accepted = 0;
        for (int i = 0; i < 20_000; i++)
        {
            Module module = ModuleReader.Read(_whole, "").Module!;
            for (int n = random.Next(1, 4); n > 0; n--) ChangeOperand(random, module);
            accepted += Verifier.Verify(module).IsSuccess ? 1 : 0;
        }
        output.WriteLine($"{accepted} of 20,000 were accepted");
        Assert.InRange(accepted, 1, 19_999);
    }

    [Fact]
    public void Random_instructions_are_answered()
    {
        Random random = Seeded();
        IReadOnlyList<OpcodeRow> rows = OpcodeTable.Rows;
        for (int i = 0; i < 5_000; i++)
        {
            Module module = ModuleReader.Read(_whole, "").Module!;
            List<Instruction> code = module.Functions[^1].Code;
            code.Clear();
            for (int n = random.Next(1, 60); n > 0; n--)
            {
                Opcode op = rows[random.Next(rows.Count)].Opcode;
                code.Add(new Instruction(op, random.Next(8), random.Next(8), random.Next(8)));
            }
            code.Add(new Instruction(Opcode.Unreachable));
            Verifier.Verify(module);
        }
    }

    private static void ChangeOperand(Random random, Module module)
    {
        FunctionDefinition function = module.Functions.Where(f =>
            f.Code.Count > 0).ElementAt(random.Next(module.Functions.Count(f => f.Code.Count > 0)));
        int index = random.Next(function.Code.Count);
        int shift = 16 * random.Next(4);
        ulong value = random.Next(3) == 0 ? (ulong)random.Next(65_536) : (ulong)random.Next(12);
        function.Code[index] = new Instruction(function.Code[index].Word & ~(0xFFFFUL << shift) | value << shift);
    }

    /// <summary>Reads and verifies; what is read is written back byte for byte. True when the bytes were a
    /// module.</summary>
    private static bool Answer(byte[] bytes)
    {
        var watch = Stopwatch.StartNew();
        ModuleReadResult result = ModuleReader.Read(bytes, "mutant");
        Assert.Equal(result.IsSuccess, result.Diagnostics.Count == 0);
        if (result.IsSuccess)
        {
            Assert.Equal(bytes, ModuleWriter.Write(result.Module));
            VerificationResult verified = Verifier.Verify(result.Module);
            Assert.Equal(verified.IsSuccess, verified.Diagnostics.Count == 0);
        }
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 30);
        return result.IsSuccess;
    }

    private Random Seeded()
    {
        int seed = Environment.GetEnvironmentVariable("HGMVM_SEED") is { } given ? int.Parse(given, null) : Random.Shared.Next();
        output.WriteLine($"seed: HGMVM_SEED={seed}");
        return new Random(seed);
    }
}
