using HgmVm.Isa;

namespace HgmVm.Lowering;

/// <summary>
/// Collects executable words and patches what is known only at the end: jump distances, and the distance to a callee's
/// frame, which lies behind all temporaries.
/// </summary>
internal sealed class CodeBuilder
{
    private readonly List<Instruction> _words = [];
    private readonly List<int> _starts = [];
    private readonly List<(int Word, int Position)> _origins = [];
    private readonly Dictionary<int, int> _wordOf = [];
    private readonly HashSet<int> _hoisted = [];
    private readonly Dictionary<int, int> _waysIn = [];
    private readonly List<(int Word, int Target)> _shortJumps = [];
    private readonly List<(int Word, int Target)> _longJumps = [];
    private readonly List<(int Word, int Half, int From, int Target)> _tableEntries = [];
    private readonly List<(int Word, int Place)> _frameDistances = [];

    /// <summary>Number of words so far.</summary>
    public int Count => _words.Count;

    /// <summary>True after <see cref="Finish"/> when a fused branch could not reach its target in 16 bits.</summary>
    public bool IsTooFar { get; private set; }

    /// <summary>From here on, words come from this position of the module's code.</summary>
    public void Begin(int position)
    {
        _origins.Add((_words.Count, position));
        _wordOf[position] = _words.Count;
    }

    /// <summary>
    /// From here on, words come from this position, but its own code stands elsewhere: a check that was moved away from
    /// it.
    /// </summary>
    public void BeginHoisted(int position)
    {
        _hoisted.Add(_words.Count);
        _origins.Add((_words.Count, position));
    }

    /// <summary>Here starts what control passes once on its way into the loop at a position.</summary>
    public void MarkWayIn(int header) => _waysIn[header] = _words.Count;

    /// <summary>Makes a number that is no position a target for jumps.</summary>
    public void MarkLabel(int label) => _wordOf[label] = _words.Count;

    public void Emit(Opcode op, int a = 0, int b = 0, int c = 0) => Start(new Instruction(op, a, b, c));

    public void EmitLiteral(Opcode op, int a, int literal) => Start(Instruction.WithLiteral(op, a, literal));

    public void EmitWord(ulong word) => _words.Add(new Instruction(word));

    /// <summary>Four operands of an extension word, lowest first.</summary>
    public void EmitPlaces(int first, int second = 0, int third = 0, int fourth = 0) =>
        EmitWord((ushort)first | (ulong)(ushort)second << 16 | (ulong)(ushort)third << 32
            | (ulong)(ushort)fourth << 48);

    /// <summary>A list of slots, four to a word.</summary>
    public void EmitList(IReadOnlyList<int> slots)
    {
        for (int i = 0; i < slots.Count; i += 4)
            EmitPlaces(slots[i], At(i + 1), At(i + 2), At(i + 3));

        int At(int index) => index < slots.Count ? slots[index] : 0;
    }

    /// <summary>The word before holds a jump to a position of the module's code in its place c.</summary>
    public void ShortJump(int target) => _shortJumps.Add((_words.Count - 1, target));

    /// <summary>Sets the place c of the word before.</summary>
    public void PatchShort(int distance) => Patch(_words.Count - 1, 3, (ushort)(short)distance);

    /// <summary>The word before holds a jump to a position of the module's code in its literal.</summary>
    public void LongJump(int target) => _longJumps.Add((_words.Count - 1, target));

    /// <summary>Half of the word before is an entry of the switch at <paramref name="from"/>.</summary>
    public void TableEntry(int half, int from, int target) => _tableEntries.Add((_words.Count - 1, half, from, target));

    /// <summary>The word before holds the distance to a callee's frame in this place (1 = a, 2 = b, 3 = c).</summary>
    public void FrameDistance(int place) => _frameDistances.Add((_words.Count - 1, place));

    public LoweredCode Finish(int frameSlots, int linkageSlots)
    {
        foreach ((int word, int target) in _shortJumps)
        {
            int distance = _wordOf[target] - word;
            IsTooFar |= distance != (short)distance;
            Patch(word, 3, (ushort)(short)distance);
        }
        foreach ((int word, int target) in _longJumps)
        {
            Instruction jump = _words[word];
            jump.Literal = _wordOf[target] - word;
            _words[word] = jump;
        }
        foreach ((int word, int half, int from, int target) in _tableEntries)
        {
            ulong distance = (uint)(_wordOf[target] - from);
            _words[word] = new Instruction(_words[word].Word | distance << (32 * half));
        }
        foreach ((int word, int place) in _frameDistances) Patch(word, place, (ushort)(frameSlots + linkageSlots));
        return new LoweredCode([.. _words], frameSlots, _origins, _starts, _hoisted, _waysIn);
    }

    private void Start(Instruction first)
    {
        _starts.Add(_words.Count);
        _words.Add(first);
    }

    private void Patch(int word, int place, ushort value)
    {
        ulong mask = 0xFFFFUL << (16 * place);
        _words[word] = new Instruction(_words[word].Word & ~mask | (ulong)value << (16 * place));
    }
}
