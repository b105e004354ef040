using System.Diagnostics;
using HgmVm.Isa;

namespace HgmVm.Tests.Repository;

/// <summary>What is derived from the opcode declarations is checked in, so it can be stale: these tests say
/// when.</summary>
public class GeneratedFilesTests
{
    [Fact]
    public void GeneratedFilesAreCurrent()
    {
        string generator = Path.Combine(AppContext.BaseDirectory, "HgmVm.IsaGen.dll");
        var start = new ProcessStartInfo("dotnet", [generator, "--check"])
        {
            WorkingDirectory = RepositoryRoot.Folder,
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
    }

    [Fact]
    public void EveryPortableOpcodeIsOnTheInstructionSetPage()
    {
        string page = File.ReadAllText(RepositoryRoot.PathOf("vm/docs/isa.md"));
        string[] missing = [.. OpcodeTable.Rows.Where(row => !row.IsInternal && !page.Contains($"`{row.Mnemonic}`"))
            .Select(row => row.Mnemonic)];
        Assert.Empty(missing);
    }
}
