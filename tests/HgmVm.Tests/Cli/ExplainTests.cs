using HgmVm.Cli.Commands;
using HgmVm.Diagnostics;
using HgmVm.Isa;

namespace HgmVm.Tests.Cli;

/// <summary>Everything that can be reported can be explained.</summary>
public class ExplainTests
{
    [Fact]
    public void EveryDiagnosticIsExplained()
    {
        foreach (DiagnosticDescriptor descriptor in ExplainCommand.Descriptors())
        {
            CliRun run = CliRun.Of("explain", descriptor.Code);
            Assert.Equal(0, run.ExitCode);
            Assert.StartsWith($"{descriptor.Code}: {descriptor.Title}", run.Output);
            Assert.True(descriptor.Explanation.Length > 40, $"{descriptor.Code} is hardly explained");
        }
    }

    [Fact]
    public void CodesAreUniqueAndInTheRangeOfTheirLayer()
    {
        string[] codes = [.. ExplainCommand.Descriptors().Select(descriptor => descriptor.Code)];
        Assert.Equal(codes.Length, codes.Distinct().Count());
        Assert.All(codes, code => Assert.Matches("^HGM[0-4][0-9]{3}$", code));
        // One list that somebody forgot would leave a whole range out.
        Assert.Equal(["0", "1", "2", "3", "4"], codes.Select(code => code[3..4]).Distinct().Order());
    }

    [Fact]
    public void EveryTrapAndOpcodeIsExplained()
    {
        foreach (TrapKind kind in Enum.GetValues<TrapKind>().Where(kind => kind != TrapKind.None))
            Assert.StartsWith($"trap {kind.Name()}", CliRun.Of("explain", kind.Name()).Output);
        foreach (OpcodeRow row in OpcodeTable.Rows.Where(row => !row.IsInternal))
            Assert.Contains($"opcode {row.Mnemonic},", CliRun.Of("explain", row.Mnemonic).Output);
    }

    [Fact]
    public void ALowerCaseCodeIsUnderstood() => Assert.StartsWith("HGM3001:", CliRun.Of("explain", "hgm3001").Output);

    [Fact]
    public void TheListNamesAll()
    {
        string output = CliRun.Of("explain").Output;
        Assert.All(ExplainCommand.Descriptors(), descriptor => Assert.Contains(descriptor.Code, output));
        Assert.Contains("dead-reference", output);
    }
}
