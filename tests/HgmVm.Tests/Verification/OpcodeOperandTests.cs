using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Verification;

namespace HgmVm.Tests.Verification;

/// <summary>Every opcode refuses operands that do not exist, and registers of a type that it cannot use.</summary>
public class OpcodeOperandTests
{
    private static readonly string[] s_ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"];

    private static readonly string[] s_types =
    [
        "i32", "i64", "f32", "f64", "fn()", "own Node", "ref Node", "borrow Node", "con Node", "own array i64", "ref array i64",
    ];

    public static TheoryData<string> Mnemonics =>
        [.. OpcodeTable.Rows.Where(row => !row.IsInternal).Select(row => row.Mnemonic)];

    [Theory]
    [MemberData(nameof(Mnemonics))]
    public void Operands_that_do_not_exist_are_refused(string mnemonic)
    {
        OpcodeRow row = OpcodeTable.Find(mnemonic)!;
        var first = new Instruction(row.Opcode, 0xFFFF, 0xFFFF, 0xFFFF);
        var words = new List<Instruction> { first };
        // Lists are as long as their count says, and counts are operands too: a list that is cut off is refused as
        // well.
        for (int i = 1; i < Math.Min(row.WordCount(first), 3); i++) words.Add(new Instruction(ulong.MaxValue));
        Assert.NotEmpty(Verify(words));
    }

    [Theory]
    [MemberData(nameof(Mnemonics))]
    public void Registers_of_wrong_types_are_refused_and_others_taken(string mnemonic)
    {
        OpcodeRow row = OpcodeTable.Find(mnemonic)!;
        for (int operand = 0; operand < row.OperandCount; operand++)
        {
            if (!row[operand].IsRegister) continue;
            int refused = s_types.Where((_, register) => IsRefused(row, operand, register)).Count();
            Assert.True(refused < s_types.Length, $"the {s_ordinals[operand]} operand of {mnemonic} takes nothing");
            Assert.True(refused > 0 || row[operand].Class == OperandClass.Any,
                $"the {s_ordinals[operand]} operand of {mnemonic} takes all");
        }
    }

    private static bool IsRefused(OpcodeRow row, int operand, int register)
    {
        var words = new List<Instruction> { new(row.Opcode) };
        for (int i = 1; i < row.WordCount(words[0]); i++) words.Add(default);
        int word = operand < 3 ? 0 : 1, place = operand < 3 ? operand + 1 : operand - 3;
        words[word] = new Instruction(words[word].Word | (ulong)register << (16 * place));
        return Verify(words).Any(error => error.StartsWith("HGM2031", StringComparison.Ordinal)
            && error.Contains($"the {s_ordinals[operand]} operand", StringComparison.Ordinal));
    }

    private static IReadOnlyList<string> Verify(IEnumerable<Instruction> words)
    {
        ModuleSketch sketch = RuleCase.World().Function("f()", string.Join(", ", s_types.Select((type, i) => $"r{i}: {type}")), "ret");
        FunctionDefinition function = sketch.Module.Functions[^1];
        function.Lines.Clear();
        function.Code.Clear();
        function.Code.AddRange(words);
        function.Code.Add(new Instruction(Opcode.Unreachable));
        return [.. Verifier.Verify(sketch.Module).Diagnostics.Select(error => $"{error.Code} {error.Message}")];
    }
}
