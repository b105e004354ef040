using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Linking;

namespace HgmVm.Elision;

/// <summary>
/// Finds the checks of one function that an earlier check proves on every path, with nothing between that could end it.
/// A forward analysis over portable code: a fact is the position of the check that proves it, and where paths meet only
/// what all of them prove is left.
/// </summary>
internal sealed class FunctionElision
{
    private readonly ProgramEffects _effects;
    private readonly LinkedFunction _function;
    private readonly List<Instruction> _code;
    private readonly LinkedType[] _types;
    private readonly FactTable _facts;
    private readonly Dictionary<int, int[]> _entries = [];
    private readonly SortedSet<int> _pending = [];
    private readonly Dictionary<int, List<HoistedCheck>> _hoisted = [];
    private readonly Func<int, bool> _isChecked;

    private FunctionElision(ProgramEffects effects, LinkedFunction function, Func<int, bool> isChecked)
    {
        _effects = effects;
        _function = function;
        _isChecked = isChecked;
        _code = function.Definition.Code;
        _types = [.. function.Definition.Registers.Select(register => function.Module.Link(register.Type))];
        _facts = new FactTable(_code, _types);
    }

    /// <summary>The proofs of a function.</summary>
    /// <param name="effects">What its callees can do.</param>
    /// <param name="function">A local function.</param>
    /// <param name="isChecked">True for registers whose uses are checked: a <c>ref</c> that is not used in fast mode.</param>
    public static ElisionFacts Analyse(ProgramEffects effects, LinkedFunction function, Func<int, bool> isChecked)
    {
        var analysis = new FunctionElision(effects, function, isChecked);
        var proofs = new ElisionFacts();
        TetherElision.Find(effects, function, proofs);
        TetherHoisting.Find(effects, function, proofs);
        if (analysis._facts.IsUseless) return proofs;
        analysis.Solve();
        analysis.Hoist();
        foreach (int target in analysis._entries.Keys) analysis.Walk(target, null, proofs);
        foreach ((int header, List<HoistedCheck> checks) in analysis._hoisted) proofs.AddHoisted(header, checks);
        return proofs;
    }

    /// <summary>
    /// Moves checks that every round of a loop makes first to where the loop is entered, as far as nothing in the loop
    /// could end what they prove. Whatever moves is tried, and what then is not proved in the loop moves back.
    /// </summary>
    private void Hoist()
    {
        foreach ((int header, List<HoistedCheck> checks) in LoopChecks.Find(_code, _facts, _isChecked))
            _hoisted.Add(header, checks);
        while (_hoisted.Count > 0)
        {
            Solve();
            var proofs = new ElisionFacts();
            foreach (int target in _entries.Keys) Walk(target, null, proofs);
            bool allHold = true;
            foreach (int header in _hoisted.Keys.ToArray())
            {
                List<HoistedCheck> checks = _hoisted[header];
                int good = checks.FindIndex(check => proofs.Alive(check.Position, check.Register) == 0);
                if (good < 0) continue;
                // Those after it would be made before it.
                allHold = false;
                if (good == 0) _hoisted.Remove(header);
                else checks.RemoveRange(good, checks.Count - good);
            }
            if (allHold) return;
        }
        Solve();
    }

    private void Solve()
    {
        _entries.Clear();
        _entries[0] = new int[_facts.Count];
        _pending.Add(0);
        while (_pending.Count > 0)
        {
            int target = _pending.Min;
            _pending.Remove(target);
            Walk(target, Meet, null);
        }
    }

    /// <summary>Goes from a target to the next one or to the end of the path.</summary>
    private void Walk(int target, Action<int, int[]>? arrive, ElisionFacts? proofs)
    {
        var state = (int[])_entries[target].Clone();
        for (int position = target; ;)
        {
            Instruction at = _code[position];
            OpcodeRow row = OpcodeTable.Row(at.Opcode);
            Apply(position, at, row, state, proofs);
            if (arrive is not null) Jump(position, at, state, arrive);
            _facts.Ranges.Decide(at, position, isTaken: false, state);
            if (row.Flow is not (Flow.Next or Flow.Branch or Flow.Call)) return;
            position += row.WordCount(at);
            if (!_facts.IsTarget(position)) continue;
            if (_hoisted.TryGetValue(position, out List<HoistedCheck>? checks))
                foreach (HoistedCheck check in checks)
                    SetAlive(check.Register, ElisionFacts.HoistedTo(position), state);
            arrive?.Invoke(position, state);
            return;
        }
    }

    /// <summary>Arrives where the instruction jumps, with what it means that it does.</summary>
    private void Jump(int position, Instruction at, int[] state, Action<int, int[]> arrive)
    {
        int[]? taken = null;
        foreach (int label in CodeShape.Labels(_code, position))
        {
            taken ??= (int[])state.Clone();
            _facts.Ranges.Decide(at, position, isTaken: true, taken);
            arrive(label, taken);
        }
    }

    private void Meet(int target, int[] state)
    {
        if (!_entries.TryGetValue(target, out int[]? known))
        {
            _entries[target] = (int[])state.Clone();
            _pending.Add(target);
            return;
        }
        bool changed = false;
        for (int i = 0; i < known.Length; i++)
        {
            int met = ElisionFacts.Join(known[i], state[i]);
            changed |= met != known[i];
            known[i] = met;
        }
        if (changed) _pending.Add(target);
    }

    private void Apply(int position, Instruction at, OpcodeRow row, int[] state, ElisionFacts? proofs)
    {
        Check(position, at, row, state, proofs);
        int moved = MovedFact(at, state, position), movedOrNull = MovedNullOrAlive(at, state, position);
        List<RangeFact> gained = _facts.Ranges.GainedBy(at, position, state);
        EndBy(_effects.Of(_function, at), state);
        foreach (int register in CodeShape.Written(_code, position))
            if (!IsCopied(at, register)) _facts.Forget(register, state);
        foreach (RangeFact fact in gained) state[fact.Number] = ElisionFacts.ProofAt(position);
        if (moved != 0) SetAlive(at.A, moved, state);
        else if (movedOrNull != 0) state[_facts.NullOrAliveOf(at.A)] = movedOrNull;
    }

    /// <summary>True for what a <c>mov</c> copies instead of moving it.</summary>
    private bool IsCopied(Instruction at, int register) => at.Opcode == Opcode.Mov && register == at.B
        && register != at.A && _types[register].Kind is not (ValueKind.Own or ValueKind.Con or ValueKind.Borrow);

    private void SetAlive(int register, int proof, int[] state) =>
        state[_facts.AliveOf(register)] = state[_facts.NullOrAliveOf(register)] = proof;

    /// <summary>Notes what is proved already, and what this instruction proves by checking.</summary>
    private void Check(int position, Instruction at, OpcodeRow row, int[] state, ElisionFacts? proofs)
    {
        if (at.Opcode == Opcode.Lock && _facts.NullOrAliveOf(at.B) is >= 0 and int nullOrAlive
            && state[nullOrAlive] != 0) proofs?.AddNullOrAlive(position, state[nullOrAlive]);
        int receiver = CodeShape.Receiver(_code, position);
        if (receiver >= 0) CheckAlive(position, receiver, state, proofs);
        for (int i = 0; i < row.OperandCount; i++)
        {
            if (CodeShape.IsReached(row, i)) CheckAlive(position, CodeShape.Place(_code, position, i), state, proofs);
            if (row[i].Role != OperandRole.Index || _facts.InBoundsOf(position) is not (>= 0 and int inBounds))
                continue;
            if (state[inBounds] == 0) state[inBounds] = _facts.InRange(inBounds, state);
            if (state[inBounds] != 0) proofs?.AddInBounds(position, state[inBounds]);
            else state[inBounds] = ElisionFacts.ProofAt(position);
        }
    }

    private void CheckAlive(int position, int register, int[] state, ElisionFacts? proofs)
    {
        if (_facts.AliveOf(register) is not (>= 0 and int alive) || !_isChecked(register)) return;
        if (state[alive] != 0) proofs?.AddAlive(position, register, state[alive]);
        else SetAlive(register, ElisionFacts.ProofAt(position), state);
    }

    /// <summary>The proof that the register A has after a move or a new reference; 0 for none.</summary>
    private int MovedFact(Instruction at, int[] state, int position)
    {
        if (at.Opcode is not (Opcode.Mov or Opcode.Ref or Opcode.Iface) || _facts.AliveOf(at.A) < 0) return 0;
        return _types[at.B].Kind switch
        {
            ValueKind.Ref => state[_facts.AliveOf(at.B)],
            // What an owner holds is alive. A borrow's object may be undead, and a reference to that is dead from the
            // start.
            ValueKind.Own => ElisionFacts.ProofAt(position),
            _ => 0,
        };
    }

    /// <summary>The proof that the register A has, after a new reference, that it is null or its object lives: an owner
    /// that is not empty holds something alive.</summary>
    private int MovedNullOrAlive(Instruction at, int[] state, int position)
    {
        if (at.Opcode is Opcode.RefField or Opcode.ArrayRef or Opcode.GlobalRef or Opcode.Null)
            return _facts.AliveOf(at.A) < 0 ? 0 : ElisionFacts.ProofAt(position);
        bool isCopy = at.Opcode is Opcode.Mov or Opcode.Ref && _facts.AliveOf(at.A) >= 0;
        return isCopy && _types[at.B].Kind == ValueKind.Ref ? state[_facts.NullOrAliveOf(at.B)] : 0;
    }

    private void EndBy(Effects effects, int[] state)
    {
        if (effects.IsNothing) return;
        for (int i = 0; i < state.Length; i++)
            if (state[i] != 0 && _facts.IsEndedBy(i, effects)) state[i] = 0;
    }
}
