using System.Text.RegularExpressions;
using HgmVm.Isa;

namespace HgmVm.Tests.Isa;

/// <summary>What assembler, verifier and pages may assume of the rows.</summary>
public partial class OpcodeTableTests
{
    public static TheoryData<string> Derived => [.. OpcodeTable.Rows.Select(row => row.Mnemonic).Where(IsDerived)];

    [Fact]
    public void NumbersAscendAndNamesAreUnique()
    {
        int[] numbers = [.. OpcodeTable.Rows.Select(row => (int)row.Opcode)];
        Assert.Equal(numbers.Distinct().Order(), numbers);
        Assert.All(numbers, number => Assert.InRange(number, 0, OpcodeLimits.Count - 1));
        Assert.Equal(numbers.Length, OpcodeTable.Rows.Select(row => row.Mnemonic).Distinct().Count());
    }

    [Fact]
    public void RowsAreFoundByNumberAndByName()
    {
        foreach (OpcodeRow row in OpcodeTable.Rows)
        {
            Assert.Same(row, OpcodeTable.Find((int)row.Opcode));
            Assert.Same(row, OpcodeTable.Row(row.Opcode));
            Assert.Same(row, OpcodeTable.Find(row.Mnemonic));
        }
        int[] none = [-1, OpcodeLimits.Count, int.MaxValue, int.MinValue];
        Assert.All(none, number => Assert.Null(OpcodeTable.Find(number)));
        Assert.Null(OpcodeTable.Find("no.such.opcode"));
    }

    [Fact]
    public void EveryEnumMemberHasARow() =>
        Assert.Equal(Enum.GetValues<Opcode>(), OpcodeTable.Rows.Select(row => row.Opcode));

    [Fact]
    public void NamesFollowTheGrammar()
    {
        Assert.DoesNotContain(OpcodeTable.Rows, row => !NameGrammar().IsMatch(row.Mnemonic));
    }

    [Fact]
    public void OperandsSurvivePacking()
    {
        foreach (OperandRole role in Enum.GetValues<OperandRole>())
        {
            foreach (OperandClass operandClass in Enum.GetValues<OperandClass>())
            {
                var operands = new OperandSpec[OpcodeRow.MaxOperands];
                Array.Fill(operands, new OperandSpec(role, operandClass));
                ulong packed = OpcodeRow.Pack(operands);
                var row = new OpcodeRow(Opcode.Nop, "nop", packed, Extension.None, Flow.Next, 0, false);
                bool empty = role == OperandRole.None && operandClass == OperandClass.None;
                Assert.Equal(empty ? 0 : OpcodeRow.MaxOperands, row.OperandCount);
                for (int i = 0; i < row.OperandCount; i++) Assert.Equal(operands[i], row[i]);
            }
        }
    }

    [Fact]
    public void RowsSayWhatTheBodiesTake()
    {
        foreach (OpBody body in OpBody.All.Values)
        {
            OpcodeRow? row = OpcodeTable.Find(body.Op.Mnemonic);
            Assert.True(row is not null, $"no row for {body}; run: dotnet run --project vm/HgmVm.IsaGen");
            Assert.Equal(body.ParameterCount + 1, row.OperandCount);
            Assert.Equal(OperandRole.Def, row[0].Role);
            for (int i = 1; i < row.OperandCount; i++) Assert.Equal(OperandRole.Use, row[i].Role);
            Assert.Equal(body.Op.Traps, row.Traps);
            Assert.False(row.MayFree);
            Assert.Equal(Extension.None, row.Extension);
        }
    }

    [Theory]
    [MemberData(nameof(Derived))]
    public void DerivedOpcodesKeepTheOperandsOfTheirBase(string mnemonic)
    {
        OpcodeRow row = OpcodeTable.Find(mnemonic)!;
        bool branch = mnemonic.StartsWith("br.", StringComparison.Ordinal);
        bool literal = mnemonic.EndsWith(".imm", StringComparison.Ordinal);
        OpcodeRow original = OpcodeTable.Find(mnemonic[(branch ? 3 : 0)..^(literal ? 4 : 0)])!;

        OperandSpec[] expected = [.. Operands(original).Skip(branch ? 1 : 0)];
        if (literal) expected[^1] = expected[^1] with { Role = OperandRole.Imm16 };
        if (branch) expected = [.. expected, new OperandSpec(OperandRole.Label, OperandClass.None)];

        Assert.Equal(expected, Operands(row));
        Assert.Equal(branch ? Flow.Branch : Flow.Next, row.Flow);
        Assert.Equal(original.Traps, row.Traps);
    }

    [Fact]
    public void EveryIntegerBinaryOpcodeHasItsTwins()
    {
        foreach (OpBody body in OpBody.All.Values.Where(body => body.ParameterCount == 2))
        {
            bool comparison = body.IsComparison;
            string name = body.Op.Mnemonic;
            AssertExists(name + ".imm", !body.TakesFloats);
            AssertExists("br." + name, comparison);
            AssertExists("br." + name + ".imm", comparison && !body.TakesFloats);
        }
    }

    private static void AssertExists(string mnemonic, bool expected)
    {
        bool exists = OpcodeTable.Find(mnemonic) is not null;
        Assert.True(exists == expected, $"{mnemonic} {(expected ? "is missing: give its base the number" : "makes no sense")}");
    }

    private static IEnumerable<OperandSpec> Operands(OpcodeRow row) =>
        Enumerable.Range(0, row.OperandCount).Select(i => row[i]);

    private static bool IsDerived(string mnemonic) =>
        mnemonic.EndsWith(".imm", StringComparison.Ordinal)
        || (mnemonic.StartsWith("br.", StringComparison.Ordinal) && mnemonic is not ("br.nz" or "br.z"));

    [GeneratedRegex(@"^[a-z][a-z0-9]*([._][a-z0-9]+)*$")]
    private static partial Regex NameGrammar();
}
