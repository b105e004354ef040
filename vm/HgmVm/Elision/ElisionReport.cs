using System.Globalization;
using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Linking;

namespace HgmVm.Elision;

/// <summary>Says for each instruction of a program which of its checks are performed, and what proves the
/// others.</summary>
/// <param name="program">The program.</param>
public sealed class ElisionReport(LinkedProgram program)
{
    private readonly ProgramElision _elision = new(program);

    /// <summary>A few words about the checks of an instruction; null when it has none.</summary>
    /// <param name="moduleName">The module.</param>
    /// <param name="function">Index of a function with code in it.</param>
    /// <param name="position">Where an instruction starts.</param>
    public string? Describe(string moduleName, int function, int position)
    {
        LinkedModule? module = Array.Find(program.Modules, module => module.Module.Name == moduleName);
        LinkedFunction? linked = module?.Functions[function];
        if (linked is null || linked.Host is not null || linked.Module != module) return null;
        Instruction at = linked.Definition.Code[position];
        OpcodeRow row = OpcodeTable.Row(at.Opcode);
        ElisionFacts facts = _elision.Of(linked);
        var words = new List<string>();
        for (int i = 0; i < Math.Min(3, row.OperandCount); i++)
        {
            int register = CodeShape.Place(at, i);
            if (CodeShape.IsReached(row, i) && linked.Definition.Registers[register].Type.Kind == ValueKind.Ref)
            {
                string state = linked.ModeOf(register) == Mode.Fast
                    ? "unchecked, fast mode" : Of(linked, facts.Alive(position, register), position);
                words.Add($"{linked.Definition.Registers[register].Name} {state}");
            }
            if (row[i].Role == OperandRole.Index) words.Add($"index {Of(linked, facts.InBounds(position), position)}");
        }
        if (IsTether(at) && facts.IsUnobserved(at.A)) words.Add("tether not set, nothing looks at it");
        return words.Count == 0 ? null : string.Join("; ", words);
    }

    private static bool IsTether(Instruction at) =>
        at.Opcode is Opcode.Tether or Opcode.TetherField or Opcode.ArrayTether or Opcode.Lock;

    private static string Of(LinkedFunction function, int proof, int position)
    {
        if (proof == 0) return "checked";
        if (proof == ElisionFacts.Several) return "proved by the checks on all paths";
        string place = string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(proof) - 1}");
        if (proof < 0) return $"hoisted to {place}";
        // A proof that stands behind comes around a loop.
        return proof - 1 > position ? $"proved by {place}, a round before" : $"proved by {place}";
    }
}
