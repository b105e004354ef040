using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Linking;

namespace HgmVm.Elision;

/// <summary>
/// What comparisons, lengths and additions say about indices: that a register is not negative, that it is below
/// another one, and that this one is at most the length of an array. Together they prove that an index is in range.
/// </summary>
/// <remarks>
/// Only what the code itself mentions has a fact: registers that are indices or become some, pairs that are compared,
/// lengths that are asked for. Sums cannot overflow where both numbers are below lengths, which are below 2^47.
/// </remarks>
internal sealed class RangeFacts
{
    /// <summary>Most facts of a function. What has none is checked.</summary>
    public const int Most = 256;

    private const int MostEqualities = 64, MostPasses = 4;

    private readonly List<Instruction> _code;
    private readonly LinkedType[] _types;
    private readonly int _first;
    private readonly List<RangeFact> _all = [];

    /// <summary>That the first register is not negative; that it is below the second; that it is at most the length of
    /// the array in the second.</summary>
    private readonly List<RangeFact> _notNegative = [], _below = [], _lengths = [];

    /// <param name="code">Portable code of a function.</param>
    /// <param name="types">Its registers.</param>
    /// <param name="wanted">The registers that are indices of accesses; others that matter are added.</param>
    /// <param name="first">Number of the first fact.</param>
    public RangeFacts(List<Instruction> code, LinkedType[] types, HashSet<int> wanted, int first)
    {
        _code = code;
        _types = types;
        _first = first;
        if (wanted.Count == 0) return;
        AddSources(wanted);
        foreach (int register in wanted)
            if (types[register].Kind == ValueKind.I64) Add(_notNegative, register, -1);
        var equal = new List<Instruction>();
        ForEach(at =>
        {
            if (at.Opcode is Opcode.BrEqI64 or Opcode.BrNeI64 && equal.Count < MostEqualities) equal.Add(at);
            if (IsComparison(at, out int lower, out int upper) && wanted.Contains(lower)) Add(_below, lower, upper);
            if (IsLengthOf(at, out int length, out int array)) Add(_lengths, length, array);
        });
        foreach (Instruction at in equal)
        {
            for (int i = 0; i < _lengths.Count; i++)
            {
                if (_lengths[i].Register == at.A) Add(_lengths, at.B, _lengths[i].Other);
                else if (_lengths[i].Register == at.B) Add(_lengths, at.A, _lengths[i].Other);
            }
        }
    }

    /// <summary>Number of facts.</summary>
    public int Count => _all.Count;

    /// <summary>The facts, in the order of their numbers.</summary>
    public IReadOnlyList<RangeFact> All => _all;

    /// <summary>True when something with these effects can end the fact: only lengths do.</summary>
    public bool IsEndedBy(int fact, Effects effects) => _all[fact - _first].IsLength
        && FactTable.MayShorten(effects, _types[_all[fact - _first].Other]);

    /// <summary>What proves that an index is in range; 0 for nothing.</summary>
    public int InRange(int array, int index, int[] state)
    {
        if (!IsNotNegative(index, state)) return 0;
        foreach (RangeFact below in _below)
        {
            if (below.Register == index && state[below.Number] != 0 && Holds(_lengths, below.Other, array, state))
                return state[below.Number];
        }
        return 0;
    }

    /// <summary>The facts that hold after an instruction because of those before it.</summary>
    public List<RangeFact> GainedBy(Instruction at, int position, int[] state)
    {
        var gained = new List<RangeFact>();
        if (Count == 0) return gained;
        if (MakesNotNegative(at, position, state) && Find(_notNegative, at.A, -1) is { } sign) gained.Add(sign);
        if (IsLengthOf(at, out int length, out int array))
        {
            if (Find(_lengths, length, array) is { } known) gained.Add(known);
            if (Find(_notNegative, length, -1) is { } positive) gained.Add(positive);
        }
        return gained;
    }

    /// <summary>Adds what holds where a branch is taken, or where it is not.</summary>
    public void Decide(Instruction at, int position, bool isTaken, int[] state)
    {
        if (Count == 0) return;
        int proof = ElisionFacts.ProofAt(position);
        bool isEqual = at.Opcode == (isTaken ? Opcode.BrEqI64 : Opcode.BrNeI64);
        if (isEqual) Equate(at.A, at.B, state);
        if (IsBelow(at, isTaken, out int lower, out int upper)) Set(Find(_below, lower, upper), proof, state);
        bool isBelowUnsigned = at.Opcode == (isTaken ? Opcode.BrLtuI64 : Opcode.BrGeuI64);
        if (isBelowUnsigned && IsLength(at.B, state))
        {
            Set(Find(_below, at.A, at.B), proof, state);
            Set(Find(_notNegative, at.A, -1), proof, state);
        }
        if (IsNotNegativeAfter(at, isTaken)) Set(Find(_notNegative, at.A, -1), proof, state);
    }

    private static void Set(RangeFact? fact, int proof, int[] state)
    {
        if (fact is not null) state[fact.Number] = proof;
    }

    private static bool IsNotNegativeAfter(Instruction at, bool isTaken)
    {
        int literal = (short)at.B;
        return (isTaken, at.Opcode) switch
        {
            (true, Opcode.BrGeI64Imm) or (false, Opcode.BrLtI64Imm) => literal >= 0,
            (true, Opcode.BrGtI64Imm) or (false, Opcode.BrLeI64Imm) => literal >= -1,
            _ => false,
        };
    }

    /// <summary>On this side of the branch the one register is below the other.</summary>
    private static bool IsBelow(Instruction at, bool isTaken, out int lower, out int upper) =>
        IsComparison(at, out lower, out upper) && at.Opcode is not (Opcode.BrLtuI64 or Opcode.BrGeuI64)
        && isTaken == at.Opcode is Opcode.BrLtI64 or Opcode.BrGtI64;

    /// <summary>The registers of which a branch may say, on one of its sides, that the first is below the
    /// second.</summary>
    private static bool IsComparison(Instruction at, out int lower, out int upper)
    {
        bool isTurned = at.Opcode is Opcode.BrGtI64 or Opcode.BrLeI64;
        (lower, upper) = isTurned ? (at.B, at.A) : (at.A, at.B);
        return isTurned || at.Opcode is Opcode.BrLtI64 or Opcode.BrGeI64 or Opcode.BrLtuI64 or Opcode.BrGeuI64;
    }

    /// <summary>After this instruction the array is at least as long as the register says.</summary>
    private static bool IsLengthOf(Instruction at, out int length, out int array)
    {
        (length, array) = at.Opcode == Opcode.ArrayLen ? (at.A, at.B) : (at.B, at.A);
        return at.Opcode is Opcode.ArrayLen or Opcode.ArrayNew or Opcode.ArrayResize;
    }

    private bool MakesNotNegative(Instruction at, int position, int[] state) => at.Opcode switch
    {
        Opcode.ConstI64 => (long)_code[position + 1].Word >= 0,
        Opcode.Mov => IsNotNegative(at.B, state),
        Opcode.AddI64Imm => (short)at.C >= 0 && IsNotNegative(at.B, state)
            && (IsBounded(at.B, state) || ((short)at.C <= 1 && IsBelowAny(at.B, state))),
        Opcode.AddI64 => IsNotNegative(at.B, state) && IsNotNegative(at.C, state) && IsBounded(at.B, state)
            && IsBounded(at.C, state),
        Opcode.ShruI64Imm => (short)at.C is > 0 and < 64,
        Opcode.AndI64Imm => (short)at.C >= 0,
        Opcode.ExtenduI32I64 => true,
        _ => false,
    };

    private bool IsNotNegative(int register, int[] state) => Holds(_notNegative, register, -1, state);

    /// <summary>Below some register, so that one more is a number still.</summary>
    private bool IsBelowAny(int register, int[] state) =>
        _below.Exists(fact => fact.Register == register && state[fact.Number] != 0);

    /// <summary>Below the length of some array.</summary>
    private bool IsBounded(int register, int[] state) => _below.Exists(fact => fact.Register == register
        && state[fact.Number] != 0 && IsLength(fact.Other, state));

    private bool IsLength(int register, int[] state) =>
        _lengths.Exists(fact => fact.Register == register && state[fact.Number] != 0);

    private void Equate(int one, int other, int[] state)
    {
        foreach (RangeFact fact in _lengths)
        {
            int equal = fact.Register == one ? other : fact.Register == other ? one : -1;
            if (equal >= 0 && state[fact.Number] != 0)
                Set(Find(_lengths, equal, fact.Other), state[fact.Number], state);
        }
    }

    private static RangeFact? Find(List<RangeFact> facts, int register, int other)
    {
        foreach (RangeFact fact in facts)
            if (fact.Register == register && fact.Other == other) return fact;
        return null;
    }

    private static bool Holds(List<RangeFact> facts, int register, int other, int[] state) =>
        Find(facts, register, other) is { } fact && state[fact.Number] != 0;

    /// <summary>Adds the registers that indices are copies or sums of.</summary>
    private void AddSources(HashSet<int> wanted)
    {
        for (int before = -1, pass = 0; before != wanted.Count && pass < MostPasses; pass++)
        {
            before = wanted.Count;
            ForEach(at =>
            {
                if (!wanted.Contains(at.A)) return;
                if (at.Opcode is Opcode.Mov or Opcode.AddI64Imm or Opcode.AddI64) wanted.Add(at.B);
                if (at.Opcode == Opcode.AddI64) wanted.Add(at.C);
            });
        }
    }

    private void Add(List<RangeFact> facts, int register, int other)
    {
        if (_all.Count == Most || Find(facts, register, other) is not null) return;
        var fact = new RangeFact(_first + _all.Count, register, other, facts == _lengths);
        facts.Add(fact);
        _all.Add(fact);
    }

    private void ForEach(Action<Instruction> visit)
    {
        for (int position = 0; position < _code.Count;)
        {
            visit(_code[position]);
            position += OpcodeTable.Row(_code[position].Opcode).WordCount(_code[position]);
        }
    }
}

/// <summary>Something about one or two registers.</summary>
/// <param name="Number">Its number among the facts of the function.</param>
/// <param name="Register">The register.</param>
/// <param name="Other">The other one; -1 for none.</param>
/// <param name="IsLength">It is about the length of an array, the other register.</param>
internal sealed record RangeFact(int Number, int Register, int Other, bool IsLength);
