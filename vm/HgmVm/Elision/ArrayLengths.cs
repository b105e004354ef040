using HgmVm.Isa;
using HgmVm.Linking;

namespace HgmVm.Elision;

/// <summary>
/// Which registers hold the lengths of which arrays where control falls into a loop: asked for on the straight way
/// there, and nothing changed since. That is how loops over arrays begin, so no more is looked at.
/// </summary>
internal static class ArrayLengths
{
    /// <summary>For each array register, the register with its length.</summary>
    public static Dictionary<int, int> Before(ProgramEffects effects, LinkedFunction function, int header)
    {
        List<Instruction> code = function.Definition.Code;
        var lengths = new Dictionary<int, int>();
        HashSet<int> joins = Joins(code);
        for (int position = 0; position < header;)
        {
            if (joins.Contains(position)) lengths.Clear();
            Instruction at = code[position];
            OpcodeRow row = OpcodeTable.Row(at.Opcode);
            Effects own = effects.Of(function, at);
            foreach (int written in CodeShape.Written(code, position)) Forget(lengths, written);
            foreach (int array in lengths.Keys.ToArray())
            {
                int type = function.Module.Link(function.Definition.Registers[array].Type).Id;
                if (own.MayEnd(type) || own.MayResize(type)) lengths.Remove(array);
            }
            if (at.Opcode == Opcode.ArrayLen) lengths[at.B] = at.A;
            if (at.Opcode == Opcode.ArrayNew) lengths[at.A] = at.B;
            position += row.WordCount(at);
        }
        return lengths;
    }

    private static void Forget(Dictionary<int, int> lengths, int written)
    {
        lengths.Remove(written);
        foreach ((int array, int length) in lengths.ToArray())
            if (length == written) lengths.Remove(array);
    }

    private static HashSet<int> Joins(List<Instruction> code)
    {
        var joins = new HashSet<int>();
        for (int position = 0; position < code.Count;)
        {
            joins.UnionWith(CodeShape.Labels(code, position));
            position += OpcodeTable.Row(code[position].Opcode).WordCount(code[position]);
        }
        return joins;
    }
}
