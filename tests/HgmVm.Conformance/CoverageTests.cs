using HgmVm.Isa;
using HgmVm.Verification;

namespace HgmVm.Conformance;

/// <summary>The suite is complete: every opcode, every trap and every rule of the verifier has its program.</summary>
public class CoverageTests
{
    private static readonly Lazy<IReadOnlyList<Expectations>> s_all = new(() => [.. Repository.Programs.Select(Expectations.Read)]);

    /// <summary>
    /// Rules that no text can break, because the assembler cannot write such a module or finds the mistake itself. The
    /// verifier's unit tests break them on modules made by hand.
    /// </summary>
    private static readonly HashSet<string> s_onlyInBinaryModules =
    [
        "HGM2001", "HGM2002", "HGM2003", "HGM2004", "HGM2006", "HGM2008", "HGM2009", "HGM2010", "HGM2011",
        "HGM2012", "HGM2013", "HGM2014", "HGM2021", "HGM2022", "HGM2023", "HGM2024", "HGM2025", "HGM2030", "HGM2031",
        "HGM2033", "HGM2035", "HGM2060", "HGM2061", "HGM2062",
    ];

    [Fact]
    public void EveryPortableOpcodeHasAProgram()
    {
        string[] missing = [.. OpcodeTable.Rows.Where(row => !row.IsInternal)
            .Where(row => !Repository.Programs.Contains($"tests/conformance/isa/{row.Mnemonic}.hgm"))
            .Select(row => $"tests/conformance/isa/{row.Mnemonic}.hgm")];
        Assert.True(missing.Length == 0, "missing:\n  " + string.Join("\n  ", missing));
    }

    [Fact]
    public void EveryProgramOfAnOpcodeUsesIt()
    {
        string[] without = [.. OpcodeTable.Rows.Where(row => !row.IsInternal)
            .Select(row => (Opcode: (ushort)row.Opcode, Path: $"tests/conformance/isa/{row.Mnemonic}.hgm"))
            .Where(pair => Repository.Programs.Contains(pair.Path) && !Uses(pair.Path, pair.Opcode))
            .Select(pair => pair.Path)];
        Assert.True(without.Length == 0, "do not contain their opcode:\n  " + string.Join("\n  ", without));
    }

    [Fact]
    public void EveryTrapKindIsProvoked()
    {
        HashSet<string> provoked = [.. s_all.Value.Select(program => program.Trap?.Name).OfType<string>()];
        string[] missing = [.. Enum.GetValues<TrapKind>().Where(kind => kind != TrapKind.None)
            .Select(kind => kind.Name()).Where(name => !provoked.Contains(name))];
        Assert.Empty(missing);
    }

    [Fact]
    public void EveryRuleOfTheVerifierIsBroken()
    {
        HashSet<string> broken = [.. s_all.Value.SelectMany(program => program.Errors).Select(error => error.Name)];
        string[] missing = [.. VerifierDiagnostics.All.Select(descriptor => descriptor.Code)
            .Where(code => !broken.Contains(code) && !s_onlyInBinaryModules.Contains(code))];
        Assert.Empty(missing);
    }

    [Fact]
    public void TheListOfRulesThatOnlyBinaryModulesBreakIsCurrent()
    {
        HashSet<string> broken = [.. s_all.Value.SelectMany(program => program.Errors).Select(error => error.Name)];
        HashSet<string> known = [.. VerifierDiagnostics.All.Select(descriptor => descriptor.Code)];
        Assert.DoesNotContain(s_onlyInBinaryModules, code => broken.Contains(code) || !known.Contains(code));
    }

    private static bool Uses(string path, ushort opcode)
    {
        if (ProgramRun.Assemble(path) is not { } module) return false;
        foreach (Bytecode.FunctionDefinition function in module.Functions)
        {
            for (int position = 0; position < function.Code.Count;)
            {
                Instruction instruction = function.Code[position];
                if (instruction.Op == opcode) return true;
                position += Math.Max(1, OpcodeTable.Row(instruction.Opcode).WordCount(instruction));
            }
        }
        return false;
    }
}
