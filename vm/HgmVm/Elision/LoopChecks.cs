using HgmVm.Isa;

namespace HgmVm.Elision;

/// <summary>
/// Finds the checks that each round of a loop makes before it does anything that shows: they could as well be made
/// once, where control falls into the loop. A store shows: who looks at the memory of a program that ended with a trap
/// finds there what the program did before it, however it was run.
/// </summary>
internal static class LoopChecks
{
    /// <summary>For each loop header that control can fall into: its first checks, in order.</summary>
    public static IEnumerable<(int Header, List<HoistedCheck> Checks)> Find(List<Instruction> code, FactTable facts,
        Func<int, bool> isChecked)
    {
        var headers = new SortedSet<int>();
        var fallsInto = new HashSet<int>();
        for (int position = 0; position < code.Count;)
        {
            OpcodeRow row = OpcodeTable.Row(code[position].Opcode);
            foreach (int label in CodeShape.Labels(code, position))
                if (label <= position) headers.Add(label);
            position += row.WordCount(code[position]);
            if (row.Flow is Flow.Next or Flow.Branch or Flow.Call) fallsInto.Add(position);
        }
        foreach (int header in headers)
            if (fallsInto.Contains(header) && FirstChecks(code, facts, isChecked, header) is { Count: > 0 } checks)
                yield return (header, checks);
    }

    private static List<HoistedCheck> FirstChecks(List<Instruction> code, FactTable facts, Func<int, bool> isChecked,
        int header)
    {
        var checks = new List<HoistedCheck>();
        var written = new HashSet<int>();
        for (int position = header; position == header || !facts.IsTarget(position);)
        {
            Instruction at = code[position];
            OpcodeRow row = OpcodeTable.Row(at.Opcode);
            if (ReachedBy(at, row) is { } register && facts.AliveOf(register) >= 0)
            {
                // One that is not made here cannot move, and those behind it would trap in its place.
                if (written.Contains(register) || !isChecked(register)) break;
                checks.Add(new HoistedCheck(register, position));
            }
            if (!IsQuiet(row)) break;
            foreach (int changed in CodeShape.Written(code, position)) written.Add(changed);
            position += row.WordCount(at);
        }
        return checks;
    }

    /// <summary>The one operand through which an instruction reaches an object first.</summary>
    private static int? ReachedBy(Instruction at, OpcodeRow row)
    {
        for (int i = 0; i < Math.Min(3, row.OperandCount); i++)
            if (CodeShape.IsReached(row, i)) return CodeShape.Place(at, i);
        return null;
    }

    /// <summary>True when nobody can see that an instruction was done, and nothing but a dead reference can end
    /// it.</summary>
    public static bool IsQuiet(OpcodeRow row) => row.Flow == Flow.Next && (row.Opcode switch
    {
        Opcode.Ld or Opcode.ArrayLen or Opcode.Check or Opcode.Full or Opcode.Mov or Opcode.Ref or Opcode.Null
            or Opcode.GlobalLd => true,
        >= Opcode.ConstI32 and <= Opcode.Func => true,
        _ => IsNumeric(row),
    });

    private static bool IsNumeric(OpcodeRow row)
    {
        if (row.Traps != 0 || row.MayFree) return false;
        for (int i = 0; i < row.OperandCount; i++)
        {
            OperandSpec operand = row[i];
            bool isNumber = operand.Class is OperandClass.I32 or OperandClass.I64 or OperandClass.F32
                or OperandClass.F64;
            if (!isNumber) return false;
        }
        return row.OperandCount > 0;
    }
}
