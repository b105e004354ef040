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
        int receiver = CodeShape.Receiver(linked.Definition.Code, position);
        if (receiver >= 0) words.AddRange(OfMethod(linked, receiver, facts, position));
        for (int i = 0; i < row.OperandCount; i++)
        {
            int register = CodeShape.Place(linked.Definition.Code, position, i);
            if (CodeShape.IsReached(row, i) && OfReference(linked, register, facts, position) is { } state)
                words.Add(state);
            if (row[i].Role == OperandRole.Index) words.Add($"index {Of(linked, facts.InBounds(position), position)}");
        }
        if (IsTether(at) && facts.IsUnobserved(at.A)) words.Add("tether not set, nothing looks at it");
        foreach (HoistedTether hoisted in facts.HoistedTethers)
        {
            if (position == hoisted.Set)
                words.Add(string.Create(CultureInfo.InvariantCulture, $"tether hoisted to {hoisted.Header}"));
            if (position == hoisted.End)
                words.Add("tether goes on, and ends where the loop is left");
        }
        if (at.Opcode == Opcode.Lock && facts.NullOrAlive(position) is not 0 and int proof)
            words.Add($"{linked.Definition.Registers[at.B].Name} only compared with null, {Of(linked, proof, position)}");
        return words.Count == 0 ? null : string.Join("; ", words);
    }

    private static bool IsTether(Instruction at) =>
        at.Opcode is Opcode.Tether or Opcode.TetherField or Opcode.ArrayTether or Opcode.Lock;

    private static string? OfReference(LinkedFunction function, int register, ElisionFacts facts, int position)
    {
        RegisterDefinition definition = function.Definition.Registers[register];
        if (definition.Type.Kind != ValueKind.Ref) return null;
        string state = function.ModeOf(register) == Mode.Fast
            ? "unchecked, fast mode" : Of(function, facts.Alive(position, register), position);
        return $"{definition.Name} {state}";
    }

    /// <summary>How many functions the method can be, and whether its object is checked.</summary>
    private IEnumerable<string> OfMethod(LinkedFunction function, int receiver, ElisionFacts facts, int position)
    {
        FieldPath path = function.Module.Module.Paths[function.Definition.Code[position].A];
        LinkedInterface target = program.Interfaces[function.Module.StructIds[path.StructIndex]];
        LinkedFunction[] candidates = [.. target.Implementations.Values.Select(methods => methods[path.Fields[0]])];
        yield return candidates.Length == 1 ? $"always {candidates[0].QualifiedName}"
            : string.Create(CultureInfo.InvariantCulture, $"one of {candidates.Length} implementations");
        if (OfReference(function, receiver, facts, position) is { } state) yield return state;
    }

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
