using HgmVm.Bytecode;
using HgmVm.Isa;

namespace HgmVm.Tests.Assembler;

/// <summary>Which opcodes and which words come out of what is written.</summary>
public class BinderTests
{
    private const string Registers = "i: i32, l: i64, s: f32, d: f64, r: ref array i64, o: own array own array u8, e: own array u8";

    [Theory]
    [InlineData("add l, l, l", "add.i64")]
    [InlineData("add i, i, i", "add.i32")]
    [InlineData("add d, d, d", "add.f64")]
    [InlineData("add l, l, 5", "add.i64.imm")]
    [InlineData("add.i64 l, l, 5", "add.i64.imm")]
    [InlineData("add.i64.imm l, l, 5", "add.i64.imm")]
    [InlineData("lt i, d, d", "lt.f64")]
    [InlineData("lt i, l, 5", "lt.i64.imm")]
    [InlineData("const s, 1", "const.f32")]
    [InlineData("const d, 1.5", "const.f64")]
    [InlineData("const l, 'a'", "const.i64")]
    [InlineData("trunc d, d", "trunc.f64")]
    [InlineData("trunc l, s", "trunc.f32.i64")]
    [InlineData("trunc.f32 l, s", "trunc.f32")] // a whole name means its opcode, whatever the types
    [InlineData("extend l, i", "extend.i32.i64")]
    [InlineData("extend8 l, l", "extend8.i64")]
    [InlineData("reinterpret d, l", "reinterpret.i64.f64")]
    [InlineData("ld l, r[l]", "array.ld")]
    [InlineData("array.ld l, r[l]", "array.ld")]
    [InlineData("array.ld l, r, l", "array.ld")]
    [InlineData("array.copy r, l, r, l, l", "array.copy")]
    [InlineData("array.copy r[l], r, l, l", "array.copy")]
    [InlineData("array.swap r, l, l", "array.swap")]
    [InlineData("st r[l], l", "array.st")]
    [InlineData("take e, o[l]", "array.take")]
    [InlineData("replace o[l], e", "array.replace")]
    [InlineData("full i, o[l]", "array.full")]
    [InlineData("ref r, r", "ref")]
    [InlineData("ref r, o[l]", "array.ref")]
    public void Operands_decide_the_opcode(string line, string mnemonic) =>
        Assert.Equal([mnemonic, "ret"], Assembling.Mnemonics(Registers, line, "ret"));

    [Theory]
    [InlineData("add.i64 i, i, i", "add.i64")]
    [InlineData("mov i, d", "mov")]
    [InlineData("ret i, d", "ret")]
    [InlineData("ld l, i[d]", "array.ld")]
    public void Types_of_a_full_name_are_left_to_the_verifier(string line, string mnemonic) =>
        Assert.Equal([mnemonic], Assembling.Mnemonics(Registers, line));

    [Fact]
    public void Fields_shorten_the_verb()
    {
        Module module = Assembling.Module("""
            module m
            struct S { varying a: own array u8, varying n: i64 }
            fn f(s: borrow S, r: ref array u8, b: own array u8, n: i64, i: i32) {
                let t: borrow array u8
                ref r, s.a
                tether t, s.a
                ld n, s.n
                st s.n, n
                full i, s.a
                replace s.a, b
            }
            """);
        Assert.Equal([Opcode.RefField, Opcode.TetherField, Opcode.Ld, Opcode.St, Opcode.Full, Opcode.Replace],
            module.Functions[0].Code.Select(word => word.Opcode));
        Assert.Equal([new FieldPath(0, [0]), new FieldPath(0, [1])], module.Paths);
    }

    [Fact]
    public void Words_are_laid_out_as_the_row_says()
    {
        List<Instruction> code = Assembling.Code("x: i64, y: i64, i: i32, a: own array u8", "add x, y, -1", "const i, -2", "const x, -3",
            "array.copy a[x], a[y], x", "switch i, end, end, end, end, end", "end: ret y, x, y, x, y");
        Assert.Equal(
        [
            new Instruction(Opcode.AddI64Imm, 0, 1, 0xFFFF),
            Instruction.WithLiteral(Opcode.ConstI32, 2, -2),
            new Instruction(Opcode.ConstI64), new Instruction(unchecked((ulong)-3L)),
            new Instruction(Opcode.ArrayCopy, 3, 0, 3), new Instruction(1UL),
            new Instruction(Opcode.Switch, 2, 5), new Instruction(0x0009_0009_0009_0009UL), new Instruction(9UL),
            new Instruction(Opcode.Ret, 5), new Instruction(0x0000_0001_0000_0001UL), new Instruction(1UL),
        ], code);
    }

    [Fact]
    public void Calls_hold_arguments_then_results()
    {
        List<Instruction> code = Assembling.Module("module m\nhost fn io.f(a: i64, b: i64, c: i64) -> i64, i64\n"
            + "fn main(x: i64, y: i64) {\ncall io.f(y, x, y) -> x, y\nret\n}").Functions[1].Code;
        Assert.Equal([new Instruction(Opcode.Call, 0, 3, 2), new Instruction(0x0000_0001_0000_0001UL),
            new Instruction(1UL),
            new Instruction(Opcode.Ret)], code);
    }

    [Fact]
    public void The_line_table_follows_the_text()
    {
        FunctionDefinition function = Assembling.Module("module m\nfn f() {\nnop\nnop nop_is_fine\n}".Replace(" nop_is_fine", "\n\n  l: jmp l")).Functions[0];
        Assert.Equal([new LineEntry(0, 3), new LineEntry(1, 4), new LineEntry(2, 6)], function.Lines);
        Assert.Equal("test.hgm", Assembling.Module("module m").SourceName);
    }

    [Fact]
    public void Line_directives_replace_the_lines_of_the_text()
    {
        Module module = Assembling.Module("module m\nsource \"real.hgm\"\nline 70\nstruct S { }\nfn f() {\nnop\nline 12\nnop\nline 0\nnop\n}");
        Assert.Equal([new LineEntry(1, 12), new LineEntry(2, 0)], module.Functions[0].Lines);
        Assert.Equal("real.hgm", module.SourceName);
        Assert.Equal(70, module.Structs[0].Line);
    }

    [Fact]
    public void Tables_are_in_order_of_first_use_and_hold_nothing_else()
    {
        Module module = Assembling.Module("""
            module m
            fn second(a: own array f64) { trap "b" }
            fn third(b: own array own S) { trap "a" }
            global first: own array u8
            struct S { varying f: own array i64 }
            """);
        Assert.Equal([HeapType.Array(new(ValueKind.I64)), HeapType.Array(new(ValueKind.U8)),
            HeapType.Array(new(ValueKind.F64)),
            HeapType.Struct(0), HeapType.Array(new(ValueKind.Own, 3))], module.HeapTypes);
        Assert.Equal(["b"u8.ToArray(), "a"u8.ToArray()], module.Strings);
    }

    [Theory]
    [InlineData("f64", "0x1.8p3", 12.0)]
    [InlineData("f64", "-0x1p-1074", -5e-324)]
    [InlineData("f64", "0x1.fffffffffffff8p0", 2.0)]
    [InlineData("f64", "0x1.fffffffffffff7p0", 1.9999999999999998)]
    [InlineData("f64", "0x0.8p-1074", 0.0)]
    [InlineData("f64", "0x0.80000001p-1074", 5e-324)]
    [InlineData("f64", "0x1p-999999999999", 0.0)]
    [InlineData("f64", "18446744073709551615", 18446744073709551616.0)]
    [InlineData("f32", "0x1.000001p0", 1.0)]
    [InlineData("f32", "0x1.0000018p0", 1.0000001192092896)]
    [InlineData("f32", "16777217", 16777216.0)]
    [InlineData("f32", "1.00000005960464477539062500001", 1.0000001192092896)]
    public void Floats_are_rounded_once(string type, string literal, double expected)
    {
        GlobalDefinition global = Assembling.Module($"module m\nglobal g: {type} = {literal}").Globals[0];
        ulong bits = type == "f32" ? BitConverter.SingleToUInt32Bits((float)expected)
            : BitConverter.DoubleToUInt64Bits(expected);
        Assert.Equal(bits, global.InitialBits);
    }

    [Fact]
    public void A_name_that_could_not_be_declared_is_reported_once() =>
        Assert.Single(Assembling.Diagnose("module m\nfn f() {\nlet x: i46\nconst x, 5\nadd x, x, x\nret x\n}"));
}
