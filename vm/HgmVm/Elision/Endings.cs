using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Linking;

namespace HgmVm.Elision;

/// <summary>
/// What the end of an object can end besides: all that it owns, by the types of its fields, what their destructors do,
/// and what undead objects were given meanwhile, which any free may find.
/// </summary>
internal sealed class Endings
{
    private readonly LinkedProgram _program;
    private readonly Dictionary<int, Ending> _known = [];
    private readonly HashSet<int> _expired = [];

    /// <summary>For each type: the unions and interfaces that an object of it may be referred to by.</summary>
    private readonly ILookup<int, int> _alsoKnownAs;
    private readonly bool _isExpiredAnything;

    public Endings(LinkedProgram program)
    {
        _program = program;
        _alsoKnownAs = program.Types.SelectMany(type => type.Variants.Select(variant => (variant, type.Id)))
            .ToLookup(pair => pair.variant, pair => pair.Id);
        var held = new HashSet<int>();
        foreach (LinkedFunction function in program.Functions)
            if (function.Host is null) FindHeld(function, held);
        var owned = new HashSet<int>();
        foreach (int type in held) AddOwnedBy(type, owned, []);
        _isExpiredAnything = !owned.All(type => Collect(type, _expired));
    }

    /// <summary>True when an undead object may be given something that has a destructor.</summary>
    public bool MayRunLate => _isExpiredAnything
        || _expired.Any(type => _program.Types[type].Destructor is not null);

    /// <summary>The effects of the end of an object of a type, and the destructors that run on the way.</summary>
    /// <param name="typeId">The type of the owner that is freed.</param>
    public Ending Of(int typeId)
    {
        if (_known.TryGetValue(typeId, out Ending? known)) return known;
        var types = new HashSet<int>(_expired);
        var effects = new Effects();
        if (_isExpiredAnything || !Collect(typeId, types)) effects.AddAnything();
        var destructors = new List<LinkedFunction>();
        foreach (int type in types)
        {
            effects.AddEnd(type);
            foreach (int other in _alsoKnownAs[type]) effects.AddEnd(other);
            if (_program.Types[type].Destructor is { } destructor) destructors.Add(destructor);
        }
        return _known[typeId] = new Ending(effects, destructors);
    }

    /// <summary>Adds a type and what objects of it own, transitively; false when that cannot be told.</summary>
    private bool Collect(int typeId, HashSet<int> types)
    {
        if (!types.Add(typeId)) return true;
        LinkedHeapType type = _program.Types[typeId];
        if (type.Kind is not (HeapKind.Struct or HeapKind.Array or HeapKind.Fixed)) return false;
        foreach (int variant in type.Variants)
            if (!Collect(variant, types)) return false;
        foreach (LinkedType part in type.Parts)
        {
            bool isKnown = part.Kind switch
            {
                ValueKind.Own or ValueKind.Inline => Collect(part.Id, types),
                <= ValueKind.Function or ValueKind.Ref or ValueKind.Con => true,
                _ => false,
            };
            if (!isKnown) return false;
        }
        return true;
    }

    /// <summary>The types that fields and elements of an object own, inline members' included.</summary>
    private void AddOwnedBy(int typeId, HashSet<int> owned, HashSet<int> seen)
    {
        if (!seen.Add(typeId)) return;
        LinkedHeapType type = _program.Types[typeId];
        foreach (int variant in type.Variants) AddOwnedBy(variant, owned, seen);
        foreach (LinkedType part in type.Parts)
        {
            if (part.Kind == ValueKind.Own) owned.Add(part.Id);
            else if (part.Kind == ValueKind.Inline) AddOwnedBy(part.Id, owned, seen);
        }
    }

    /// <summary>
    /// Notes the types of objects that a function tethers or constrains: one that is freed meanwhile waits as an undead
    /// one, and can be given owners.
    /// </summary>
    private void FindHeld(LinkedFunction function, HashSet<int> held)
    {
        List<Instruction> code = function.Definition.Code;
        for (int position = 0; position < code.Count;)
        {
            Instruction at = code[position];
            if (at.Opcode is Opcode.Tether or Opcode.TetherField or Opcode.TetherSoft or Opcode.TetherInl
                or Opcode.ArrayTether or Opcode.ArrayTetherInl or Opcode.Lock or Opcode.Con)
                AddHeld(function.Module.Link(function.Definition.Registers[at.A].Type).Id, held);
            position += OpcodeTable.Row(at.Opcode).WordCount(at);
        }
    }

    /// <summary>The tether of a member may be that of anything with members.</summary>
    private void AddHeld(int typeId, HashSet<int> held)
    {
        held.Add(typeId);
        if (!_program.Types[typeId].MayBeInner) return;
        foreach (LinkedHeapType type in _program.Types)
        {
            if (Array.Exists(type.Parts, part => part.Kind == ValueKind.Inline))
                held.Add(type.Id);
        }
    }

    /// <param name="Effects">What ends.</param>
    /// <param name="Destructors">What runs; their effects come on top.</param>
    public sealed record Ending(Effects Effects, IReadOnlyList<LinkedFunction> Destructors);
}
