using HgmVm.Assembler;
using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Tests.Repository;

namespace HgmVm.Tests.Assembler;

/// <summary>What the disassembler prints, as approved, and what it does with modules that make no sense.</summary>
public class DisassemblyTests
{
    private const string Folder = "disassembly";

    public static TheoryData<string> Cases => [.. Directory.GetFiles(RepositoryRoot.PathOf($"tests/approved/{Folder}"), "*.hgm")
        .Select(path => Path.GetFileNameWithoutExtension(path)).Order()];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Reads_as_approved(string name)
    {
        string text = ApprovedFile.Read($"{Folder}/{name}.hgm");
        ApprovedFile.Check($"{Folder}/{name}.txt", ModuleDisassembler.Disassemble(Assembling.Module(text, name + ".hgm")));
    }

    [Fact]
    public void Positions_stand_in_comments()
    {
        Module module = Assembling.Module("module m\nfn f(x: i64) {\nconst x, 5\nret\n}");
        string text = ModuleDisassembler.Disassemble(module, new DisassemblyOptions { ShowPositions = true });
        Assert.Contains("const.i64   x, 5 ; 0\n", text);
        Assert.Contains("ret ; 2\n", text);
    }

    [Fact]
    public void Indices_that_lead_nowhere_are_shown()
    {
        var module = new Module("m");
        module.Signatures.Add(new Signature([], []));
        var function = new FunctionDefinition { Name = "f", Signature = 0 };
        function.Registers.Add(new RegisterDefinition("x", new ValueType(ValueKind.Ref, 7)));
        function.Code.AddRange([
            new Instruction(Opcode.Jmp, 9), new Instruction(Opcode.Mov, 0, 3), new Instruction(Opcode.Ld, 0, 0, 4),
            new Instruction(Opcode.Trap, 2), new Instruction(Opcode.Func, 0, 5), new Instruction(0xFFFF_FFFF_FFFF_0FFF),
            new Instruction(Opcode.ConstI64, 0),
        ]);
        module.Functions.Add(function);
        string text = ModuleDisassembler.Disassemble(module);
        foreach (string part in (string[])["x: ref ?7", "jmp         ?9", "mov         x, ?3", "ld          x, x.?4", "trap        ?2",
            "func        x, ?5", "?word 0xffffffffffff0fff", "const.i64   x, ? ; ?cut off"])
            Assert.Contains(part, text);
    }

    [Fact]
    public void Types_without_end_are_cut_off()
    {
        var module = new Module("m");
        module.HeapTypes.Add(HeapType.Array(new ValueType(ValueKind.Own, 0)));
        module.Signatures.Add(new Signature(Enumerable.Repeat(new ValueType(ValueKind.Function, 0), 255), []));
        module.Globals.Add(new GlobalDefinition("g", new ValueType(ValueKind.Own, 0), 0));
        module.Globals.Add(new GlobalDefinition("h", new ValueType(ValueKind.Function, 0), 0));
        string text = ModuleDisassembler.Disassemble(module);
        Assert.Contains("?heap type 0 refers to itself", text);
        Assert.True(text.Length < 100_000);
    }

    [Fact]
    public void Tables_out_of_order_are_written_out()
    {
        Module module = Assembling.Module("module m\nglobal a: own array u8\nglobal b: own array i64\nfn f() {\ntrap \"one\"\ntrap \"two\"\n}");
        module.Globals.Reverse();
        module.Strings.Reverse();
        (module.Functions[0].Code[0], module.Functions[0].Code[1]) =
            (new Instruction(Opcode.Trap, 1), new Instruction(Opcode.Trap, 0));
        string text = ModuleDisassembler.Disassemble(module);
        Assert.Contains("table type ref array u8\ntable type ref array i64\ntable type fn()\n", text);
        Assert.Contains("table text \"two\"\ntable text \"one\"\n", text);
        Assert.Equal(ModuleWriter.Write(module), ModuleWriter.Write(Assembling.Module(text)));
    }

    [Fact]
    public void Paths_to_elements_out_of_order_are_written_out()
    {
        Module module = Assembling.Module("""
            module m
            struct Pos { varying x: i64 }
            struct Ship { varying rows: inline [2]inline [3]i64, varying at: inline [2]inline Pos }
            fn f(s: borrow Ship, x: i64) {
            ld x, s.rows[1][2]
            ld x, s.at[0].x
            ret
            }
            """);
        module.Paths.Reverse();
        (module.Functions[0].Code[0], module.Functions[0].Code[1]) =
            (new Instruction(Opcode.Ld, 1, 0, 1), new Instruction(Opcode.Ld, 1, 0, 0));
        string text = ModuleDisassembler.Disassemble(module);
        Assert.Contains("table field Ship.at[0].x\ntable field Ship.rows[1][2]\n", text);
        Assert.Equal(ModuleWriter.Write(module), ModuleWriter.Write(Assembling.Module(text)));
    }

    [Theory]
    [InlineData(true, "?union with mode fast, drop 3")]
    [InlineData(false, "?interface with mode fast, drop 3")]
    public void What_unions_and_interfaces_cannot_have_is_marked(bool isUnion, string expected)
    {
        var module = new Module("m");
        module.Structs.Add(new StructDefinition
        {
            Name = "U", IsUnion = isUnion, IsInterface = !isUnion, Mode = Mode.Fast, Destructor = 3,
        });
        if (isUnion) module.Structs[0].Variants.Add(0);
        string text = ModuleDisassembler.Disassemble(module);
        Assert.Contains(expected, text);
        Assert.Null(ModuleAssembler.Assemble(text, "again.hgm", NoModules.Instance).Module);
    }

    [Fact]
    public void Every_float_survives()
    {
        var random = new Random(99);
        var lines = new List<string> { "module m" };
        var bits = new List<ulong>();
        for (int i = 0; i < 2_000; i++)
        {
            ulong any = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            if (i % 8 == 0) any |= 0x7FF0_0000_0000_0000;
            if (i % 8 == 1) any &= 0x800F_FFFF_FFFF_FFFF;
            bits.Add(any);
        }
        var module = new Module("m");
        for (int i = 0; i < bits.Count; i++)
        {
            bool narrow = i % 2 == 0;
            ulong value = narrow ? bits[i] >> 32 : bits[i];
            module.Globals.Add(new GlobalDefinition($"g{i}", new ValueType(narrow ? ValueKind.F32 : ValueKind.F64), value));
        }
        Module again = Assembling.Module(ModuleDisassembler.Disassemble(module));
        Assert.Equal(module.Globals, again.Globals);
    }
}
