using HgmVm.Isa;

namespace HgmVm.Elision;

/// <summary>Reads operands off verified portable code by the rows of its opcodes.</summary>
internal static class CodeShape
{
    public static int Place(Instruction at, int index) => index switch { 0 => at.A, 1 => at.B, _ => at.C };

    /// <summary>An operand, which may stand in the extension word of the instruction.</summary>
    public static int Place(List<Instruction> code, int position, int index) =>
        index < 3 ? Place(code[position], index) : code[position + 1].Place(index - 3);

    /// <summary>True for an operand through which an object is reached: a dead reference traps there.</summary>
    public static bool IsReached(OpcodeRow row, int operand) =>
        (row.Traps & TrapKinds.DeadReference) != 0 && row[operand].Role == OperandRole.Use
        && row[operand].Class is OperandClass.Struct or OperandClass.Array or OperandClass.Ref
            or OperandClass.Reference;

    /// <summary>The register with the object whose method an instruction calls; -1 for any other instruction.</summary>
    public static int Receiver(List<Instruction> code, int position) =>
        code[position].Opcode == Opcode.CallIface ? ListEntry(code, position, 0) : -1;

    /// <summary>Registers that hold something else after an instruction.</summary>
    public static IEnumerable<int> Written(List<Instruction> code, int position)
    {
        Instruction at = code[position];
        OpcodeRow row = OpcodeTable.Row(at.Opcode);
        for (int i = 0; i < Math.Min(3, row.OperandCount); i++)
            if (row[i].Role is OperandRole.Def or OperandRole.Move) yield return Place(at, i);
        if (row.Extension != Extension.Call) yield break;
        for (int i = 0; i < at.C; i++) yield return ListEntry(code, position, at.B + i);
    }

    /// <summary>Positions that an instruction can jump to.</summary>
    public static IEnumerable<int> Labels(List<Instruction> code, int position)
    {
        Instruction at = code[position];
        OpcodeRow row = OpcodeTable.Row(at.Opcode);
        for (int i = 0; i < Math.Min(3, row.OperandCount); i++)
            if (row[i].Role == OperandRole.Label) yield return Place(at, i);
        if (row.Extension != Extension.Labels) yield break;
        for (int i = 0; i < at.B; i++) yield return ListEntry(code, position, i);
    }

    /// <summary>From each target of a jump back to the last instruction that jumps there, in order.</summary>
    public static List<Loop> Loops(List<Instruction> code)
    {
        int[] ends = new int[code.Count];
        for (int position = 0, next; position < code.Count; position = next)
        {
            next = position + OpcodeTable.Row(code[position].Opcode).WordCount(code[position]);
            foreach (int label in Labels(code, position))
                if (label <= position) ends[label] = next;
        }
        var loops = new List<Loop>();
        for (int header = 0; header < ends.Length; header++)
            if (ends[header] > 0) loops.Add(new Loop(header, ends[header]));
        return loops;
    }

    private static int ListEntry(List<Instruction> code, int position, int index) =>
        code[position + 1 + index / 4].Place(index % 4);
}

/// <summary>Code that a jump back closes.</summary>
/// <param name="Header">Its first position.</param>
/// <param name="End">Behind its last one.</param>
internal sealed record Loop(int Header, int End)
{
    public bool Contains(int position) => position >= Header && position < End;
}
