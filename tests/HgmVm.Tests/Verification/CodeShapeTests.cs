using HgmVm.Bytecode;
using HgmVm.Diagnostics;
using HgmVm.Isa;
using HgmVm.Verification;

namespace HgmVm.Tests.Verification;

/// <summary>Words that are no instructions, jumps into nowhere, numbers that name nothing.</summary>
public class CodeShapeTests
{
    private static readonly (string Code, Instruction[] Words)[] s_cases =
    [
        ("HGM2020", []),
        ("HGM2020", [new(Opcode.Nop)]),
        ("HGM2020", [new(Opcode.BrZ, 0, 0)]),
        ("HGM2021", [new((Opcode)0x3FF), new(Opcode.Ret)]),
        ("HGM2021", [new(Opcode.XHalt)]),
        ("HGM2021", [new((Opcode)0xFFFF)]),
        ("HGM2022", [new(Opcode.ConstI64, 1)]),
        ("HGM2022", [new(Opcode.Ret, 5)]),
        ("HGM2022", [new(Opcode.Switch, 0, 65_535)]),
        ("HGM2023", [new(Opcode.Ret, 0, 1)]),
        ("HGM2023", [new(Opcode.Jmp, 0, 0, 1)]),
        ("HGM2023", [new(Opcode.ConstI64, 1, 7), new(0UL), new(Opcode.Ret)]),
        ("HGM2023", [new(Opcode.Switch, 0, 1), new(1UL << 16)]),
        ("HGM2024", [new(Opcode.Jmp, 1)]),
        ("HGM2024", [new(Opcode.ConstI64, 1), new(0UL), new(Opcode.Jmp, 1)]),
        ("HGM2024", [new(Opcode.BrNz, 0, 60_000), new(Opcode.Ret)]),
        ("HGM2024", [new(Opcode.Switch, 0, 1), new(9UL)]),
        ("HGM2025", [new(Opcode.Switch, 0, 0)]),
        ("HGM2030", [new(Opcode.Free, 99), new(Opcode.Ret)]),
        ("HGM2030", [new(Opcode.Ret, 1), new(99UL)]),
        ("HGM2030", [new(Opcode.TailCall, 99)]),
        ("HGM2030", [new(Opcode.Trap, 99)]),
        ("HGM2030", [new(Opcode.GlobalLd, 1, 99), new(Opcode.Ret)]),
        ("HGM2030", [new(Opcode.Ld, 1, 2, 99), new(Opcode.Ret)]),
    ];

    internal static IEnumerable<string> Provoked => s_cases.Select(c => c.Code).Append("HGM2026").Append("HGM2012");

    [Fact]
    public void Each_wrong_shape_is_refused_with_its_code()
    {
        foreach ((string code, Instruction[] words) in s_cases)
        {
            IReadOnlyList<Diagnostic> errors = Verify(words);
            Assert.True(errors is [{ } only] && only.Code == code && only.Function == "f",
                $"{string.Join(' ', words.Select(w => w.Word.ToString("X16")))}: {code} expected, got "
                + string.Join("; ", errors.Select(d => $"{d.Code} {d.Message}")));
        }
    }

    [Fact]
    public void Right_shapes_are_accepted()
    {
        Assert.Empty(Verify([new(Opcode.Ret)]));
        Assert.Empty(Verify([new(Opcode.Jmp, 0)]));
        Assert.Empty(Verify([new(Opcode.ConstI64, 1), new(ulong.MaxValue), new(Opcode.Ret)]));
        Assert.Empty(Verify([new(Opcode.Switch, 0, 2), new(2UL | 3UL << 16), new(Opcode.Ret),
            new(Opcode.Unreachable)]));
    }

    [Fact]
    public void Soft_tethers_need_the_permission_of_the_module()
    {
        ModuleSketch sketch = RuleCase.World().Function("f(r: ref Node)", "b: borrow Node", "tether.soft b, r\nuntether b\nret");
        Assert.Empty(Verifier.Verify(sketch.Module).Diagnostics);
        sketch.Module.AllowsSoftTethers = false;
        Assert.Equal("HGM2026", Assert.Single(Verifier.Verify(sketch.Module).Diagnostics).Code);
    }

    [Fact]
    public void A_line_starts_at_an_instruction()
    {
        ModuleSketch sketch = RuleCase.World().Function("f(x: i64)", "", "const.i64 x, 1\nret");
        sketch.Module.Functions[^1].Lines.Insert(1, new LineEntry(1, 5));
        Assert.Equal("HGM2012", Assert.Single(Verifier.Verify(sketch.Module).Diagnostics).Code);
    }

    private static IReadOnlyList<Diagnostic> Verify(Instruction[] words)
    {
        ModuleSketch sketch = RuleCase.World().Function("f(c: i32, x: i64, o: ref Other)", "", "ret");
        sketch.Module.Functions[^1].Code.Clear();
        sketch.Module.Functions[^1].Lines.Clear();
        sketch.Module.Functions[^1].Code.AddRange(words);
        return Verifier.Verify(sketch.Module).Diagnostics;
    }
}
