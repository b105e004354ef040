using System.Globalization;
using System.Text;
using HgmVm.Isa;
using HgmVm.Tests.Repository;

namespace HgmVm.Tests.Isa;

/// <summary>
/// The numbers of portable opcodes stand in module files, so they are for ever: <c>tests/approved/opcodes.txt</c> lists
/// them with their operands, and keeps the numbers of opcodes that were taken out.
/// </summary>
public class ApprovedOpcodesTests
{
    private const string FileName = "opcodes.txt";
    private const string Retired = "retired";

    [Fact]
    public void PortableOpcodesAreTheApprovedOnes() =>
        ApprovedFile.Check(FileName, Describe(ApprovedFile.Read(FileName)));

    [Fact]
    public void NoNumberIsUsedAgain()
    {
        foreach ((int number, string[] words) in Lines(ApprovedFile.Read(FileName)))
        {
            if (OpcodeTable.Find(number) is not { } row) continue;
            Assert.True(words[1] != Retired, $"0x{number:X3} was {words[^1]} once; give {row.Mnemonic} another number");
            Assert.True(words[1] == row.Mnemonic,
                $"0x{number:X3} is {words[1]} in tests/approved/{FileName} and {row.Mnemonic} now; a number keeps its "
                + "opcode (for a mere change of name edit that line)");
        }
    }

    [Fact]
    public void AnOpcodeThatIsTakenOutKeepsItsLine()
    {
        string text = Describe("0FE gone.i64 def:i64\n0FF retired old.i64\n");
        Assert.Contains("0FE retired gone.i64\n0FF retired old.i64\n", text, StringComparison.Ordinal);
    }

    private static string Describe(string approved)
    {
        var lines = new SortedDictionary<int, string>();
        foreach ((int number, string[] words) in Lines(approved))
            lines[number] = $"{number:X3} {Retired} {(words[1] == Retired ? words[2] : words[1])}";
        foreach (OpcodeRow row in OpcodeTable.Rows.Where(row => !row.IsInternal))
            lines[(int)row.Opcode] = Describe(row);
        var text = new StringBuilder();
        foreach (string line in lines.Values) text.Append(line).Append('\n');
        return text.ToString();
    }

    private static string Describe(OpcodeRow row)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{(int)row.Opcode:X3} {row.Mnemonic}");
        for (int i = 0; i < row.OperandCount; i++)
        {
            OperandSpec operand = row[i];
            text.Append(' ').Append(operand.Role.ToString().ToLowerInvariant());
            if (operand.Class == OperandClass.None) continue;
            text.Append(':').Append(operand.Class.ToString().ToLowerInvariant());
        }
        if (row.Extension != Extension.None) text.Append(" +").Append(row.Extension.ToString().ToLowerInvariant());
        return text.ToString();
    }

    private static IEnumerable<(int Number, string[] Words)> Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
            .Select(words => (int.Parse(words[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture), words));
}
