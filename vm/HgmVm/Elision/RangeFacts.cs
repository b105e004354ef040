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
    private readonly Dictionary<int, int> _notNegative = [];
    private readonly Dictionary<(int Lower, int Upper), int> _below = [];
    private readonly Dictionary<(int Length, int Array), int> _lengths = [];
    private readonly List<(int Register, int Other, int Array)> _concerns = [];

    /// <param name="code">Portable code of a function.</param>
    /// <param name="types">Its registers.</param>
    /// <param name="indices">The registers that are indices of accesses.</param>
    /// <param name="first">Number of the first fact.</param>
    public RangeFacts(List<Instruction> code, LinkedType[] types, IEnumerable<int> indices, int first)
    {
        _code = code;
        _types = types;
        _first = first;
        var wanted = new HashSet<int>(indices);
        if (wanted.Count == 0) return;
        AddSources(wanted);
        foreach (int register in wanted)
            if (types[register].Kind == ValueKind.I64) Add(_notNegative, register, (register, -1, -1));
        var equal = new List<(int, int)>();
        ForEach((position, at) =>
        {
            if (Comparison(at) is { } pair && wanted.Contains(pair.Lower))
                Add(_below, pair, (pair.Lower, pair.Upper, -1));
            else if (at.Opcode is Opcode.BrEqI64 or Opcode.BrNeI64 && equal.Count < MostEqualities)
                equal.Add((at.A, at.B));
            if (LengthOf(at) is { } length) AddLength(length);
        });
        foreach ((int one, int other) in equal)
            foreach ((int length, int array) in _lengths.Keys.ToArray())
            {
                if (length == one) AddLength((other, array));
                else if (length == other) AddLength((one, array));
            }
    }

    /// <summary>Number of facts.</summary>
    public int Count => _concerns.Count;

    /// <summary>For each fact, the registers that it is about; the second may be -1.</summary>
    public IEnumerable<(int Fact, int Register, int Other)> Concerns =>
        _concerns.Select((concern, i) => (_first + i, concern.Register, concern.Other));

    /// <summary>True when something with these effects can end the fact: only lengths do.</summary>
    public bool IsEndedBy(int fact, Effects effects)
    {
        int array = _concerns[fact - _first].Array;
        return array >= 0 && FactTable.MayShorten(effects, _types[array]);
    }

    /// <summary>What proves that an index is in range; 0 for nothing.</summary>
    public int InRange(int array, int index, int[] state)
    {
        if (!IsNotNegative(index, state)) return 0;
        foreach (((int lower, int upper), int fact) in _below)
        {
            if (lower == index && state[fact] != 0 && _lengths.TryGetValue((upper, array), out int length)
                && state[length] != 0) return state[fact];
        }
        return 0;
    }

    /// <summary>The facts that hold after an instruction because of those before it.</summary>
    public List<int> GainedBy(Instruction at, int position, int[] state)
    {
        var gained = new List<int>();
        if (Count == 0) return gained;
        if (MakesNotNegative(at, position, state) && _notNegative.TryGetValue(at.A, out int fact)) gained.Add(fact);
        if (LengthOf(at) is { } length)
        {
            if (_lengths.TryGetValue(length, out fact)) gained.Add(fact);
            if (_notNegative.TryGetValue(length.Length, out fact)) gained.Add(fact);
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
        if (Below(at, isTaken) is { } pair && _below.TryGetValue(pair, out int fact)) state[fact] = proof;
        bool isBelowUnsigned = at.Opcode == (isTaken ? Opcode.BrLtuI64 : Opcode.BrGeuI64);
        if (isBelowUnsigned && IsLength(at.B, state))
        {
            if (_below.TryGetValue((at.A, at.B), out fact)) state[fact] = proof;
            if (_notNegative.TryGetValue(at.A, out fact)) state[fact] = proof;
        }
        if (IsNotNegativeAfter(at, isTaken) && _notNegative.TryGetValue(at.A, out fact)) state[fact] = proof;
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

    /// <summary>The first register of the pair is below the second one.</summary>
    private static (int Lower, int Upper)? Below(Instruction at, bool isTaken) => (isTaken, at.Opcode) switch
    {
        (true, Opcode.BrLtI64) or (false, Opcode.BrGeI64) => (at.A, at.B),
        (true, Opcode.BrGtI64) or (false, Opcode.BrLeI64) => (at.B, at.A),
        _ => null,
    };

    /// <summary>The pair that a branch on either way may say something about.</summary>
    private static (int Lower, int Upper)? Comparison(Instruction at) => at.Opcode switch
    {
        Opcode.BrLtI64 or Opcode.BrGeI64 or Opcode.BrLtuI64 or Opcode.BrGeuI64 => (at.A, at.B),
        Opcode.BrGtI64 or Opcode.BrLeI64 => (at.B, at.A),
        _ => null,
    };

    /// <summary>An array is at least as long as a register says, after this instruction.</summary>
    private static (int Length, int Array)? LengthOf(Instruction at) => at.Opcode switch
    {
        Opcode.ArrayLen => (at.A, at.B),
        Opcode.ArrayNew or Opcode.ArrayResize => (at.B, at.A),
        _ => null,
    };

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

    private bool IsNotNegative(int register, int[] state) =>
        _notNegative.TryGetValue(register, out int fact) && state[fact] != 0;

    /// <summary>Below some register, so that one more is a number still.</summary>
    private bool IsBelowAny(int register, int[] state) =>
        _below.Any(pair => pair.Key.Lower == register && state[pair.Value] != 0);

    /// <summary>Below the length of some array.</summary>
    private bool IsBounded(int register, int[] state) => _below.Any(pair => pair.Key.Lower == register
        && state[pair.Value] != 0 && IsLength(pair.Key.Upper, state));

    private bool IsLength(int register, int[] state) =>
        _lengths.Any(pair => pair.Key.Length == register && state[pair.Value] != 0);

    private void Equate(int one, int other, int[] state)
    {
        foreach (((int length, int array), int fact) in _lengths)
        {
            int equal = length == one ? other : length == other ? one : -1;
            if (equal >= 0 && state[fact] != 0 && _lengths.TryGetValue((equal, array), out int gained))
                state[gained] = state[fact];
        }
    }

    /// <summary>Adds the registers that indices are copies or sums of.</summary>
    private void AddSources(HashSet<int> wanted)
    {
        for (int before = -1, pass = 0; before != wanted.Count && pass < MostPasses; pass++)
        {
            before = wanted.Count;
            ForEach((_, at) =>
            {
                if (!wanted.Contains(at.A)) return;
                if (at.Opcode is Opcode.Mov or Opcode.AddI64Imm or Opcode.AddI64) wanted.Add(at.B);
                if (at.Opcode == Opcode.AddI64) wanted.Add(at.C);
            });
        }
    }

    private void AddLength((int Length, int Array) pair) => Add(_lengths, pair, (pair.Length, pair.Array, pair.Array));

    private void Add<TKey>(Dictionary<TKey, int> facts, TKey key, (int, int, int) concern) where TKey : notnull
    {
        if (_concerns.Count == Most || !facts.TryAdd(key, _first + _concerns.Count)) return;
        _concerns.Add(concern);
    }

    private void ForEach(Action<int, Instruction> visit)
    {
        for (int position = 0; position < _code.Count;)
        {
            visit(position, _code[position]);
            position += OpcodeTable.Row(_code[position].Opcode).WordCount(_code[position]);
        }
    }
}
