using HgmVm.Isa;
using HgmVm.Verification;

namespace HgmVm.Conformance;

/// <summary>The suite is complete: every opcode, every trap and every rule of the verifier has its program.</summary>
public class CoverageTests
{
    private static readonly Lazy<IReadOnlyList<Expectations>> s_all =
        new(() => [.. Repository.Programs.Select(Expectations.Read)]);

    /// <summary>
    /// Rules that no text can break, because the assembler cannot write such a module or finds the mistake itself. The
    /// verifier's unit tests break them on modules made by hand.
    /// </summary>
    private static readonly HashSet<string> s_onlyInBinaryModules =
    [
        "HGM2001", "HGM2002", "HGM2003", "HGM2004", "HGM2006", "HGM2008", "HGM2009", "HGM2010", "HGM2011",
        "HGM2012", "HGM2013", "HGM2014", "HGM2018", "HGM2021", "HGM2022", "HGM2023", "HGM2024", "HGM2025", "HGM2030",
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

    /// <summary>Each trap that an opcode declares is provoked at an instruction with that opcode, and avoided by
    /// one.</summary>
    [Fact]
    public void EveryTrapOfEveryOpcodeIsProvoked()
    {
        var provoked = new HashSet<(ushort, TrapKind)>();
        foreach (Expectations program in s_all.Value)
        {
            if (program.Trap is not { } trap || TrapNames.Parse(trap.Name) is not { } kind) continue;
            foreach (ushort opcode in OpcodesAt(program.Path, trap.Line)) provoked.Add((opcode, kind));
        }
        string[] missing = [.. OpcodeTable.Rows.Where(row => !row.IsInternal)
            .SelectMany(row => Kinds(row.Traps).Select(kind => (Row: row, Kind: kind)))
            .Where(pair => !provoked.Contains(((ushort)pair.Row.Opcode, pair.Kind)))
            .Select(pair => $"{pair.Row.Mnemonic}: {pair.Kind.Name()}")];
        Assert.True(missing.Length == 0, $"{missing.Length} missing:\n  " + string.Join("\n  ", missing));
    }

    private static IEnumerable<TrapKind> Kinds(TrapKinds set) =>
        Enum.GetValues<TrapKind>().Where(kind => kind != TrapKind.None && ((int)set >> (int)kind & 1) != 0);

    private static IEnumerable<ushort> OpcodesAt(string path, int line)
    {
        if (ProgramRun.Assemble(path) is not { } module) yield break;
        foreach (Bytecode.FunctionDefinition function in module.Functions)
        {
            for (int position = 0; position < function.Code.Count;)
            {
                Instruction instruction = function.Code[position];
                int at = function.Lines.FindLast(entry => entry.Position <= position).Line;
                if (at == line) yield return instruction.Op;
                position += Math.Max(1, OpcodeTable.Row(instruction.Opcode).WordCount(instruction));
            }
        }
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
