using HgmVm.Isa;
using HgmVm.Linking;

namespace HgmVm.Elision;

/// <summary>
/// A loop and the array registers of it whose length and elements stay where they are from its entry to its end: no
/// write to the register, and nothing that could end or resize an array of that type. A compiler may keep both at hand.
/// </summary>
/// <param name="Entry">The only way in: where the loop starts, if control falls into it, or the jump to its test right
/// before it.</param>
/// <param name="Header">Where the loop starts.</param>
/// <param name="End">One past its last instruction.</param>
/// <param name="Arrays">The arrays.</param>
internal sealed record LoopArrays(int Entry, int Header, int End, IReadOnlyList<SteadyArray> Arrays)
{
    /// <summary>The loops of a function, each register with the outermost loop that it is good for.</summary>
    public static List<LoopArrays> Find(ProgramEffects effects, LinkedFunction function)
    {
        List<Instruction> code = function.Definition.Code;
        var found = new List<LoopArrays>();
        List<Loop> loops = CodeShape.Loops(code);
        loops.Sort((one, other) => one.End - one.Header == other.End - other.Header
            ? one.Header.CompareTo(other.Header) : (other.End - other.Header).CompareTo(one.End - one.Header));
        foreach ((int header, int end) in loops)
        {
            int entry = EntryOf(code, header, end);
            if (entry < 0) continue;
            List<SteadyArray> arrays = Steady(effects, function, header, end);
            arrays.RemoveAll(array => found.Exists(outer => outer.Header <= header && outer.End >= end
                && outer.Arrays.Any(known => known.Register == array.Register)));
            if (arrays.Count > 0) found.Add(new LoopArrays(entry, header, end, arrays));
        }
        return found;
    }

    /// <summary>Where control comes into a loop; -1 when there are several places, or one elsewhere.</summary>
    private static int EntryOf(List<Instruction> code, int header, int end)
    {
        int entry = header == 0 ? 0 : -1;
        for (int position = 0, next; position < code.Count; position = next)
        {
            OpcodeRow row = OpcodeTable.Row(code[position].Opcode);
            next = position + row.WordCount(code[position]);
            bool fallsIn = row.Flow is Flow.Next or Flow.Branch or Flow.Call;
            bool jumpsIn = code[position].Opcode == Opcode.Jmp;
            if (next == header && (fallsIn || jumpsIn)) entry = fallsIn ? header : position;
            if ((position >= header && position < end) || (position == entry && position < header)) continue;
            foreach (int label in CodeShape.Labels(code, position))
                if (label >= header && label < end) return -1;
        }
        return entry;
    }

    private static List<SteadyArray> Steady(ProgramEffects effects, LinkedFunction function, int header, int end)
    {
        List<Instruction> code = function.Definition.Code;
        // Where control cannot go, a register can be used that never held anything.
        HashSet<int> unreachable = function.Module.Verified.Facts[function.IndexInModule]!.Unreachable;
        var used = new SortedSet<int>();
        var written = new HashSet<int>();
        var all = new Effects();
        for (int position = header; position < end;)
        {
            Instruction at = code[position];
            OpcodeRow row = OpcodeTable.Row(at.Opcode);
            for (int i = 1; i < row.OperandCount; i++)
                if (row[i].Role == OperandRole.Index && !unreachable.Contains(position))
                    used.Add(CodeShape.Place(code, position, i - 1));
            written.UnionWith(CodeShape.Written(code, position));
            all.Add(effects.Of(function, at));
            position += row.WordCount(at);
        }
        Dictionary<int, int> lengths = ArrayLengths.Before(effects, function, header);
        return [.. used.Where(register => !written.Contains(register) && IsSteady(register))
            .Select(register => new SteadyArray(register, LengthOf(register)))];

        int LengthOf(int register) =>
            lengths.TryGetValue(register, out int length) && !written.Contains(length) ? length : -1;

        bool IsSteady(int register)
        {
            LinkedType type = function.Module.Link(function.Definition.Registers[register].Type);
            return effects.IsHeapArray(type) && !all.MayEnd(type.Id) && !all.MayResize(type.Id);
        }
    }
}

/// <param name="Register">An array.</param>
/// <param name="Length">A register that holds its length from the entry of the loop to its end, so that the array is not
/// null either; -1 for none.</param>
internal readonly record struct SteadyArray(int Register, int Length);
