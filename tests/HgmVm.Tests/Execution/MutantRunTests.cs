using HgmVm.Assembler;
using HgmVm.Bytecode;
using HgmVm.Execution;
using HgmVm.Hosting;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Memory;
using HgmVm.Tests.Repository;
using HgmVm.Verification;
using Xunit.Abstractions;

namespace HgmVm.Tests.Execution;

/// <summary>
/// Damaged modules that the verifier accepts all the same are run, with every belief of the verifier checked at every
/// step: whatever they do, it is what the verifier thinks they do.
/// </summary>
public class MutantRunTests(ITestOutputHelper output)
{
    private const int Mutants = 250;

    [Theory]
    [InlineData("interfaces/kept")]
    [InlineData("interfaces/narrow")]
    [InlineData("interfaces/inline-members")]
    [InlineData("interfaces/elements")]
    [InlineData("isa/iface")]
    [InlineData("inline/union-owned")]
    public void A_mutant_that_is_accepted_does_what_the_verifier_believes(string program)
    {
        int seed = Environment.GetEnvironmentVariable("HGMVM_SEED") is { } given ? int.Parse(given, null) : Random.Shared.Next();
        output.WriteLine($"seed: HGMVM_SEED={seed}");
        var random = new Random(seed);
        var resolver = new FileModuleResolver(null, RepositoryRoot.PathOf("stdlib"));
        string text = File.ReadAllText(RepositoryRoot.PathOf($"tests/conformance/{program}.hgm"));
        byte[] whole = ModuleWriter.Write(ModuleAssembler.Assemble(text, "test.hgm", resolver).Module!);
        Module[] others = [.. resolver.LoadProgram(ModuleReader.Read(whole, "").Module!, out _).Skip(1)];
        VerifiedModule[] library = [.. others.Select(module => Verifier.Verify(module).Module!)];
        int run = 0;
        for (int i = 0; i < Mutants * 40 && run < Mutants; i++)
        {
            Module mutant = ModuleReader.Read(whole, "").Module!;
            for (int n = random.Next(1, 4); n > 0; n--) Change(random, mutant);
            if (Verifier.Verify(mutant).Module is not { } accepted) continue;
            Run([accepted, .. library], Any<InnerPolicy>(random), Any<UnionWords>(random));
            run++;
        }
        output.WriteLine($"{run} mutants were run");
        Assert.InRange(run, 1, Mutants);
    }

    private static T Any<T>(Random random)
        where T : struct, Enum => random.GetItems(Enum.GetValues<T>(), 1)[0];

    private static void Run(VerifiedModule[] modules, InnerPolicy inner, UnionWords words)
    {
        using var sink = new MemoryStream();
        var host = new StandardHost(new StandardHostOptions { Input = Stream.Null, Output = sink, Error = sink });
        var options = new LinkOptions
        {
            Host = host.Functions, Mode = Mode.Resilient, Inner = inner, UnionWords = words,
        };
        if (Linker.Link(modules, options).Program is not { } linked) return;
        using var machine = new VirtualMachine(linked, new VmOptions
        {
            Fuel = 3_000,
            Timeout = TimeSpan.FromSeconds(20),
            MaxHeapBytes = 8 << 20,
            MaxStackBytes = 64 << 10,
            Tier = ExecutionTier.Interpreter,
            CheckBeliefs = true,
            VerifyElision = true,
            SelfCheck = SelfCheckLevel.Structures,
        });
        machine.Run();
    }

    /// <summary>One number somewhere: an operand, the type of a register or field, a method, a path.</summary>
    private static void Change(Random random, Module module)
    {
        switch (random.Next(8))
        {
            case 0 when module.Implementations.Find(known => known.Methods.Count > 0) is { } known:
                known.Methods[random.Next(known.Methods.Count)] = random.Next(module.Functions.Count);
                break;
            case 1:
                List<RegisterDefinition> registers = Local(random, module).Registers;
                if (registers.Count == 0) break;
                int register = random.Next(registers.Count);
                ValueType other = Other(random, module, registers[register].Type);
                registers[register] = registers[register] with { Type = other };
                break;
            case 2 when module.Structs.FindAll(known => known.Fields.Count > 0) is { Count: > 0 } structs:
                List<FieldDefinition> fields = structs[random.Next(structs.Count)].Fields;
                int field = random.Next(fields.Count);
                fields[field] = fields[field] with { Type = Other(random, module, fields[field].Type) };
                break;
            case 3 when module.Paths.Count > 0:
                module.Paths[random.Next(module.Paths.Count)] =
                    new FieldPath(random.Next(module.Structs.Count), [(ushort)random.Next(3)]);
                break;
            default:
                List<Instruction> code = Local(random, module).Code;
                int word = random.Next(code.Count), shift = 16 * random.Next(4);
                ulong value = (ulong)random.Next(shift == 0 ? 0x70 : 14);
                code[word] = new Instruction(code[word].Word & ~(0xFFFFUL << shift) | value << shift);
                break;
        }
    }

    private static ValueType Other(Random random, Module module, ValueType type) => random.Next(2) == 0
        ? type with { Kind = type.NamesHeapType ? (ValueKind)((int)ValueKind.Own + random.Next(5)) : type.Kind }
        : type with { Index = (ushort)(type.NamesHeapType ? random.Next(module.HeapTypes.Count) : type.Index) };

    private static FunctionDefinition Local(Random random, Module module)
    {
        List<FunctionDefinition> local = module.Functions.FindAll(function => function.Code.Count > 0);
        return local[random.Next(local.Count)];
    }
}
