using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Linking;

namespace HgmVm.Elision;

/// <summary>
/// Finds tethers that every round of a loop sets and ends for the same object, and that can as well last through all
/// rounds (option B): set where control falls into the loop, ended where it falls out. What is left in the loop is the
/// check that the object is alive.
/// </summary>
/// <remarks>
/// Between the end of a tether and the next one, around the loop, the object is tethered then though the program does
/// not say so. That nobody notices: what lies there is straight code that looks at no tether of the type. Only what
/// nobody can see lies before the tether in a round, so a dead reference traps at the same line, if perhaps before
/// another that is met on the way.
/// </remarks>
internal sealed class TetherHoisting
{
    private readonly ProgramEffects _effects;
    private readonly LinkedFunction _function;
    private readonly List<Instruction> _code;
    private readonly List<int> _starts = [];
    private readonly HashSet<int> _targets = [];

    private TetherHoisting(ProgramEffects effects, LinkedFunction function)
    {
        _effects = effects;
        _function = function;
        _code = function.Definition.Code;
        for (int position = 0; position < _code.Count; position += RowAt(position).WordCount(_code[position]))
        {
            _starts.Add(position);
            _targets.UnionWith(CodeShape.Labels(_code, position));
        }
    }

    /// <summary>Adds what can be hoisted to the facts of a function, whose unobserved tethers are known.</summary>
    public static void Find(ProgramEffects effects, LinkedFunction function, ElisionFacts facts)
    {
        List<Instruction> code = function.Definition.Code;
        if (!code.Exists(at => at.Opcode == Opcode.Tether)) return;
        var analysis = new TetherHoisting(effects, function);
        foreach (int last in analysis._starts)
        {
            if (CodeShape.Labels(code, last).ToArray() is not [int header] || header > last) continue;
            if (analysis.Hoist(header, last, facts) is { } hoisted) facts.AddHoistedTether(hoisted);
        }
    }

    private OpcodeRow RowAt(int position) => OpcodeTable.Row(_code[position].Opcode);

    private HoistedTether? Hoist(int header, int last, ElisionFacts facts)
    {
        int[] loop = [.. _starts.Where(position => position >= header && position <= last)];
        if (!IsEnteredFromAbove(header, last)) return null;
        int[] tethers = [.. loop.Where(ChangesTethers)];
        if (tethers is not [int set, int end] || _code[set].Opcode != Opcode.Tether
            || _code[end].Opcode != Opcode.Untether || _code[end].A != _code[set].A) return null;
        (int register, int from) = (_code[set].A, _code[set].B);
        if (!CanBeHoisted(register, from, end, facts)) return null;
        foreach (int position in loop)
        {
            bool writes = CodeShape.Written(_code, position).Any(written => written == from
                || (written == register && position != set && position != end));
            if (writes) return null;
        }
        int[] before = [.. loop.Where(position => position < set)];
        int[] after = [.. loop.Where(position => position > end)];
        bool isQuiet = before.All(position => LoopChecks.IsQuiet(RowAt(position)))
            && after.All(position => position == last || RowAt(position).Flow is Flow.Next or Flow.Call)
            && loop.All(position => (position > header && position <= set) || position > end
                ? !_targets.Contains(position) : true);
        int type = TypeOf(register).Id;
        bool isSeen = before.Concat(after).Any(position =>
            _effects.Of(_function, _code[position]).LooksAtTethers(type));
        if (!isQuiet || isSeen) return null;
        int exit = RowAt(last).Flow == Flow.Branch ? last + RowAt(last).WordCount(_code[last]) : -1;
        return new HoistedTether(register, from, header, set, end, last, exit);
    }

    /// <summary>True for a loop that is one piece, entered by falling into it and repeated at its end alone.</summary>
    private bool IsEnteredFromAbove(int header, int last)
    {
        int before = _starts.FindLast(position => position < header);
        if (header == 0 || RowAt(before).Flow is not (Flow.Next or Flow.Branch or Flow.Call)) return false;
        if (RowAt(last).Flow is not (Flow.Branch or Flow.Jump)) return false;
        foreach (int position in _starts)
        {
            bool isInside = position >= header && position <= last;
            foreach (int label in CodeShape.Labels(_code, position))
            {
                if (label < header || label > last) continue;
                if (!isInside || (label == header && position != last)) return false;
            }
        }
        return true;
    }

    /// <summary>True when the tether is that of an object as a whole, somebody may look at it, and its end passes no
    /// other one on.</summary>
    private bool CanBeHoisted(int register, int from, int end, ElisionFacts facts) =>
        TypeOf(from).Kind is ValueKind.Own or ValueKind.Ref && _effects.IsWhole(TypeOf(register))
        && !facts.IsUnobserved(register)
        && _function.Module.Verified.Facts[_function.IndexInModule] is { } known
        && !known.OtherTethers.ContainsKey(end) && !known.Unreachable.Contains(end);

    private bool ChangesTethers(int position)
    {
        Instruction at = _code[position];
        return at.Opcode switch
        {
            Opcode.Untether or Opcode.Tether or Opcode.TetherField or Opcode.TetherSoft or Opcode.TetherInl
                or Opcode.ArrayTether or Opcode.ArrayTetherInl or Opcode.Lock => true,
            Opcode.Mov => TypeOf(at.A).Kind == ValueKind.Borrow,
            _ => false,
        };
    }

    private LinkedType TypeOf(int register) => _function.Module.Link(_function.Definition.Registers[register].Type);
}

/// <summary>A tether that lasts through all rounds of a loop.</summary>
/// <param name="Register">The borrow.</param>
/// <param name="From">What is tethered.</param>
/// <param name="Header">Where the loop starts: the tether is set on the way in.</param>
/// <param name="Set">The instruction that set it in each round.</param>
/// <param name="End">The one that ended it.</param>
/// <param name="Last">The jump back to the start.</param>
/// <param name="Exit">Where the loop is left by falling out of it, with the tether set; -1 when it never is.</param>
internal sealed record HoistedTether(int Register, int From, int Header, int Set, int End, int Last, int Exit)
{
    /// <summary>True where the object is tethered only because the tether was hoisted.</summary>
    public bool IsBetween(int position) =>
        (position >= Header && position < Set) || (position > End && position <= Last);
}
