using HgmVm.Elision;
using HgmVm.Isa;

namespace HgmVm.Lowering;

/// <summary>
/// Loops with a tether that lasts through all rounds:
/// <code>
///        the code before the tether      where it jumps, it leaves the loop as the program does
///        the tether
///        jump to body
///   loop: the code before the tether     where it jumps, it ends the tether first
///        the checks of the tether
///   body: ...
///        jump to loop
///   out: the tether ends                 one for each place that the loop is left for
/// </code>
/// </summary>
internal sealed partial class FunctionLowering
{
    /// <summary>Ways out of the loop whose code is being lowered, by the place that they lead to.</summary>
    private readonly SortedDictionary<int, int> _waysOut = [];
    private int _labels;
    private int _bodyLabel;
    private bool _isFirstRound;

    private HoistedTether? HoistedOf(Predicate<HoistedTether> isMeant)
    {
        if (_proofs is not null)
            foreach (HoistedTether tether in _proofs.HoistedTethers)
                if (isMeant(tether)) return tether;
        return null;
    }

    /// <summary>The first round up to the tether, which traps where it would.</summary>
    private void EmitWayIn(HoistedTether tether)
    {
        (int position, Instruction at, Instruction extension) = (_position, _at, _extension);
        _code.MarkWayIn(tether.Header);
        // A proof that is put to the test asks for the register, which may hold an old borrow.
        if (_elision!.Verifies) ForgetBorrow(tether);
        _isFirstRound = true;
        for (_position = tether.Header; _position <= tether.Set;)
        {
            OpcodeRow row = Fetch();
            _code.BeginHoisted(_position);
            LowerInstruction(row);
            _frame.ReleaseTemporaries();
            _position += row.WordCount(_at);
        }
        _isFirstRound = false;
        _lastProved = (-1, -1);
        _bodyLabel = NewLabel();
        if (tether.Set > tether.Header) Jump(_bodyLabel);
        (_position, _at, _extension) = (position, at, extension);
    }

    private void ForgetBorrow(HoistedTether tether)
    {
        _code.BeginHoisted(tether.Header);
        EmitConstant(Slot(tether.Register), 0);
    }

    /// <summary>Lowers an instruction; of a tether that goes on around the loop only what it checks.</summary>
    private void LowerInLoop(OpcodeRow row)
    {
        if (HoistedOf(tether => tether.End == _position) is not null) return;
        if (HoistedOf(tether => tether.Set == _position) is not { } hoisted)
        {
            LowerInstruction(row);
            return;
        }
        if (_elision!.Counts) Emit(Opcode.CountUnobserved);
        CheckAsTether(hoisted);
        _code.MarkLabel(_bodyLabel);
    }

    private void CheckAsTether(HoistedTether tether)
    {
        switch (_at.Opcode)
        {
            case Opcode.Tether or Opcode.TetherInl:
                Reach(_at.B);
                break;
            case Opcode.ArrayTether or Opcode.ArrayTetherInl when ElementOf(_at.B).Kind == Bytecode.ValueKind.Inline:
                ElementBorrow(_at.B, _at.C);
                break;
            default:
                KeepIfSame(tether);
                break;
        }
    }

    /// <summary>The owner in a field or an element may hold another object than in the round before.</summary>
    private void KeepIfSame(HoistedTether tether)
    {
        const int BehindTheTether = 3;
        int held = _frame.Temporary(3);
        if (_at.Opcode == Opcode.TetherField) BorrowOfField(held);
        else FromElement(Opcode.ArrayBorrow, Opcode.BorrowField, held);
        Emit(Opcode.BrEqI64, held, Slot(tether.Register), BehindTheTether);
        Emit(Opcode.UntetherLast, Slot(tether.Register));
        Emit(Opcode.TetherOwn, Slot(tether.Register), held);
    }

    private void BorrowOfField(int target)
    {
        var field = Field(_at.C);
        Emit(OwnerForms.Of(Opcode.BorrowField, field.IsMarked), target, Reach(_at.B), field.Offset);
    }

    /// <summary>Where a jump has to go: where the tether is set around the loop, to its end first.</summary>
    private int WayOutTo(int target)
    {
        if (_isFirstRound || HoistedOf(tether => tether.IsBetween(_position)) is not { } tether
            || tether.Covers(target)) return target;
        if (!_waysOut.TryGetValue(target, out int label)) _waysOut.Add(target, label = NewLabel());
        return label;
    }

    /// <summary>Behind the last instruction of a loop: the ends of its tether, one for each place that the loop is left
    /// for. The next instruction is reached by falling into it.</summary>
    private void EmitWaysOut(int words)
    {
        if (HoistedOf(tether => tether.Last == _position) is not { } tether) return;
        int next = _position + words;
        bool fallsOut = OpcodeTable.Row(_at.Opcode).Flow == Flow.Branch;
        if (fallsOut && !_waysOut.ContainsKey(next)) _waysOut.Add(next, NewLabel());
        bool leadsOn = _waysOut.Remove(next, out int last);
        if (fallsOut && _waysOut.Count > 0) Jump(last);
        foreach ((int target, int label) in _waysOut)
        {
            EndTether(tether, label);
            Jump(target);
        }
        if (leadsOn) EndTether(tether, last);
        _waysOut.Clear();
    }

    private void EndTether(HoistedTether tether, int label)
    {
        _code.MarkLabel(label);
        _code.BeginHoisted(tether.End);
        Emit(Opcode.UntetherLast, Slot(tether.Register));
    }

    private void Jump(int target)
    {
        EmitLiteral(Opcode.XJmp, 0, 0);
        _code.LongJump(target);
    }

    /// <summary>A number for a target of jumps that no instruction of the module has.</summary>
    private int NewLabel() => _source.Count + _labels++;

    /// <summary>Reads the instruction at the position.</summary>
    private OpcodeRow Fetch()
    {
        _at = _source[_position];
        OpcodeRow row = OpcodeTable.Row(_at.Opcode);
        _extension = row.WordCount(_at) > 1 ? _source[_position + 1] : default;
        return row;
    }
}
