using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Linking;

namespace HgmVm.Elision;

/// <summary>
/// Finds tethers that every round of a loop sets and ends for the same object, and that can as well last through all
/// rounds (option B): set in the first round, ended where the loop is left. What stays in the other rounds are the
/// checks that the tether made.
/// </summary>
/// <remarks>
/// The code before the tether is executed once more, for the first round, in front of the loop. So the tether is set
/// where it was, after the same tests and outputs, and a loop that is left before its first tether never sets one.
/// Between the end of a tether and the next one, around the loop, the object is tethered then though the program does
/// not say so. That nobody notices: what lies there is straight code that looks at no tether of the type.
/// </remarks>
internal sealed class TetherHoisting
{
    /// <summary>Most words before the tether in a loop: they are there twice.</summary>
    private const int MostWordsBefore = 32;

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
        if (!code.Exists(at => at.Opcode == Opcode.Untether)) return;
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
        if (tethers is not [int set, int end] || _code[end].Opcode != Opcode.Untether || _code[end].A != _code[set].A)
            return null;
        if (set - header > MostWordsBefore || !CanBeHoisted(set, end, facts) || !IsOfOneObject(loop, set, end))
            return null;
        int[] between = [.. loop.Where(position => position < set || position > end)];
        return IsStraight(between, header, set, end, last) && IsUnseen(between, TypeOf(_code[set].A).Id)
            ? new HoistedTether(_code[set].A, header, set, end, last) : null;
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

    /// <summary>True when somebody may look at the tether, and its end passes no other one on (P4).</summary>
    private bool CanBeHoisted(int set, int end, ElisionFacts facts) =>
        _code[set].Opcode is Opcode.Tether or Opcode.TetherField or Opcode.TetherInl or Opcode.ArrayTether
            or Opcode.ArrayTetherInl
        && !facts.IsUnobserved(_code[set].A)
        && _function.Module.Verified.Facts[_function.IndexInModule] is { } known
        && !known.OtherTethers.ContainsKey(end) && !known.Unreachable.Contains(end);

    /// <summary>
    /// True when each round tethers through the same registers. What an owner in a field or an element holds may be
    /// another object each time, which the code in the loop looks at; an inline element has to keep its place.
    /// </summary>
    private bool IsOfOneObject(int[] loop, int set, int end)
    {
        Instruction at = _code[set];
        OpcodeRow row = RowAt(set);
        int[] from = [.. Enumerable.Range(1, Math.Min(3, row.OperandCount) - 1).Where(index => row[index].IsRegister)
            .Select(index => CodeShape.Place(at, index))];
        bool isElement = at.Opcode is Opcode.ArrayTether or Opcode.ArrayTetherInl;
        LinkedType element = isElement ? _effects.ElementOf(TypeOf(at.B)) : default;
        bool isInline = isElement && element.Kind == ValueKind.Inline;
        foreach (int position in loop)
        {
            bool writes = CodeShape.Written(_code, position).Any(written =>
                (from.Contains(written) && !IsOnlyConstant(loop, position, set, written))
                || (written == at.A && position != set && position != end));
            if (writes) return false;
            if (!isInline) continue;
            Effects effects = _effects.Of(_function, _code[position]);
            if (effects.MayEnd(element.Id) || effects.MayResize(TypeOf(at.B).Id)) return false;
        }
        return true;
    }

    /// <summary>True for an instruction on the way to the tether that loads the same number in each round, as an index
    /// that the text has as a literal.</summary>
    private bool IsOnlyConstant(int[] loop, int position, int set, int register) => position < set
        && _code[position].Opcode is Opcode.ConstI64 or Opcode.ConstI32
        && loop.Count(other => CodeShape.Written(_code, other).Contains(register)) == 1;

    /// <summary>True when nothing jumps to where the tether is not set, and whatever jumps from there leaves the
    /// loop.</summary>
    private bool IsStraight(int[] between, int header, int set, int end, int last) =>
        between.All(position => position == last || RowAt(position).Flow is Flow.Next or Flow.Branch or Flow.Call)
        && !_starts.Exists(position => _targets.Contains(position)
            && ((position > header && position <= set) || (position > end && position <= last)));

    /// <summary>True when no instruction looks at a tether of the type, nor runs anything that waited for the end of
    /// one.</summary>
    private bool IsUnseen(int[] between, int type) => between.All(position =>
    {
        Effects effects = _effects.Of(_function, _code[position]);
        return !effects.LooksAtTethers(type) && (effects.IsNothing || !_effects.MayRunLate);
    });

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
/// <param name="Header">Where the loop starts. The code from there to the tether is executed in front of the loop,
/// for the first round.</param>
/// <param name="Set">The instruction that sets it.</param>
/// <param name="End">The one that ended it in each round.</param>
/// <param name="Last">The jump back to the start.</param>
internal sealed record HoistedTether(int Register, int Header, int Set, int End, int Last)
{
    /// <summary>True where the object is tethered only because the tether was hoisted.</summary>
    public bool IsBetween(int position) =>
        (position >= Header && position < Set) || (position > End && position <= Last);

    /// <summary>True for positions of the loop.</summary>
    public bool Covers(int position) => position >= Header && position <= Last;
}
