using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Linking;

namespace HgmVm.Elision;

/// <summary>
/// The facts that can be known in a function, numbered: that the object of a <c>ref</c> register is alive, that the
/// register is null if it is not, and that the index in one register is in range of the array in another.
/// </summary>
internal sealed class FactTable
{
    /// <summary>Most facts times jump targets that are followed; beyond it every check stays.</summary>
    private const long MostStates = 4_000_000;

    private readonly LinkedType[] _types;
    private readonly int[] _alive;
    private readonly List<(int Array, int Index)> _pairs = [];
    private readonly Dictionary<int, int> _pairAt = [];
    private readonly List<int>[] _concerning;
    private readonly List<int> _registers = [];
    private readonly HashSet<int> _targets = [0];

    public FactTable(List<Instruction> code, LinkedType[] types)
    {
        _types = types;
        _alive = new int[types.Length];
        Array.Fill(_alive, -1);
        for (int register = 0; register < types.Length; register++)
        {
            if (types[register].Kind != ValueKind.Ref) continue;
            _alive[register] = _registers.Count;
            _registers.Add(register);
        }
        _concerning = new List<int>[types.Length];
        for (int i = 0; i < _concerning.Length; i++) _concerning[i] = [];
        foreach (int register in _registers)
        {
            _concerning[register].Add(AliveOf(register));
            _concerning[register].Add(NullOrAliveOf(register));
        }
        var known = new Dictionary<(int, int), int>();
        for (int position = 0; position < code.Count; position += OpcodeTable.Row(code[position].Opcode)
            .WordCount(code[position]))
        {
            foreach (int label in CodeShape.Labels(code, position)) _targets.Add(label);
            AddPair(code, position, known);
        }
        bool isAffordable = (long)(FirstRange + RangeFacts.Most) * TargetCount <= MostStates;
        Ranges = new RangeFacts(code, types, isAffordable ? IndicesOf(_pairs) : [], FirstRange);
        foreach (RangeFact fact in Ranges.All)
        {
            _concerning[fact.Register].Add(fact.Number);
            if (fact.Other >= 0 && fact.Other != fact.Register) _concerning[fact.Other].Add(fact.Number);
        }
    }

    /// <summary>What is known about indices.</summary>
    public RangeFacts Ranges { get; }

    private int FirstPair => 2 * _registers.Count;

    private int FirstRange => FirstPair + _pairs.Count;

    /// <summary>Number of facts.</summary>
    public int Count => FirstRange + Ranges.Count;

    /// <summary>True when there is nothing to know, or too much to keep it for each jump target.</summary>
    public bool IsUseless => Count == 0 || (long)Count * TargetCount > MostStates;

    private int TargetCount => _targets.Count;

    public bool IsTarget(int position) => _targets.Contains(position);

    /// <summary>The fact that the object of a register is alive; -1 when it is no <c>ref</c>.</summary>
    public int AliveOf(int register) => _alive[register];

    /// <summary>The fact that the object of a register is alive unless the register is null; -1 when it is no
    /// <c>ref</c>.</summary>
    public int NullOrAliveOf(int register) => _alive[register] < 0 ? -1 : _registers.Count + _alive[register];

    /// <summary>The fact that the index of the instruction at a position is in range; -1 when it has none.</summary>
    public int InBoundsOf(int position) => _pairAt.GetValueOrDefault(position, -1);

    /// <summary>What other facts say about a fact that an index is in range: their proof, or 0.</summary>
    public int InRange(int fact, int[] state) =>
        Ranges.InRange(_pairs[fact - FirstPair].Array, _pairs[fact - FirstPair].Index, state);

    /// <summary>A register holds something else now.</summary>
    public void Forget(int register, int[] state)
    {
        foreach (int fact in _concerning[register]) state[fact] = 0;
    }

    /// <summary>True when something with these effects can end the fact.</summary>
    public bool IsEndedBy(int fact, Effects effects)
    {
        if (fact < FirstPair) return effects.MayEnd(_types[_registers[fact % _registers.Count]].Id);
        if (fact >= FirstRange) return Ranges.IsEndedBy(fact, effects);
        return MayShorten(effects, _types[_pairs[fact - FirstPair].Array]);
    }

    /// <summary>
    /// True when an array that a register of the type stands for may have fewer elements after something with these
    /// effects. What is owned or borrowed is there, and keeps its length even if it ends as an undead object. What a
    /// reference is to may be gone: in fast mode it would then reach whatever shorter array has come to its slot.
    /// </summary>
    public static bool MayShorten(Effects effects, LinkedType type) => effects.MayShorten(type.Id)
        || (type.Kind is not (ValueKind.Own or ValueKind.Borrow) && effects.MayEnd(type.Id));

    private static HashSet<int> IndicesOf(List<(int Array, int Index)> pairs)
    {
        var indices = new HashSet<int>();
        foreach ((int _, int index) in pairs) indices.Add(index);
        return indices;
    }

    /// <summary>A step that takes one element at an index: the operand before the index is the array.</summary>
    private void AddPair(List<Instruction> code, int position, Dictionary<(int, int), int> known)
    {
        Instruction at = code[position];
        bool takesOne = at.Opcode is (>= Opcode.ArrayLd and <= Opcode.ArrayTether)
            or Opcode.ArrayLdField or Opcode.ArrayStField or Opcode.ArrayPass or Opcode.PassElement
            or Opcode.ArrayTakeField or Opcode.ArrayPutField or Opcode.ArrayFullField;
        if (!takesOne) return;
        OpcodeRow row = OpcodeTable.Row(at.Opcode);
        int index = 1;
        while (row[index].Role != OperandRole.Index) index++;
        (int Array, int Index) pair =
            (CodeShape.Place(code, position, index - 1), CodeShape.Place(code, position, index));
        if (!known.TryGetValue(pair, out int fact))
        {
            fact = FirstRange;
            known.Add(pair, fact);
            _pairs.Add(pair);
            _concerning[pair.Array].Add(fact);
            if (pair.Index != pair.Array) _concerning[pair.Index].Add(fact);
        }
        _pairAt.Add(position, fact);
    }
}
