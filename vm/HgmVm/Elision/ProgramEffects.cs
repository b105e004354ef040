using HgmVm.Bytecode;
using HgmVm.Isa;
using HgmVm.Linking;

namespace HgmVm.Elision;

/// <summary>
/// The effects of every function of a program and of every method of its interfaces, their callees included: the least
/// solution over the call graph.
/// </summary>
internal sealed class ProgramEffects
{
    private static readonly Effects s_nothing = new();
    private static readonly Effects s_anything = MakeAnything();

    private readonly LinkedProgram _program;
    private readonly Effects[] _effects;
    private readonly Endings _endings;

    /// <summary>The functions that references are made to, by signature: no other can be called through one.</summary>
    private readonly Dictionary<LinkedSignature, List<int>> _referenced = [];

    public ProgramEffects(LinkedProgram program)
    {
        _program = program;
        _endings = new Endings(program);
        foreach (LinkedFunction function in program.Functions) FindReferences(function);
        _effects = new Effects[program.Functions.Length + program.Interfaces.Values.Sum(known => known.MethodCount)];
        for (int i = 0; i < _effects.Length; i++) _effects[i] = new Effects();
        var callees = new List<int>[_effects.Length];
        foreach (LinkedFunction function in program.Functions) callees[function.Number] = AddOwn(function);
        foreach (LinkedInterface known in program.Interfaces.Values)
            for (int i = 0; i < known.MethodCount; i++)
            {
                callees[MethodNumber(known, i)] =
                    [.. known.Implementations.Values.Select(methods => methods[i].Number)];
            }
        bool changed;
        do
        {
            changed = false;
            for (int i = 0; i < _effects.Length; i++)
                foreach (int callee in callees[i]) changed |= _effects[i].Add(_effects[callee]);
        }
        while (changed);
    }

    /// <summary>True when some free may run a destructor of what an undead object was given, once that is no longer
    /// tethered.</summary>
    public bool MayRunLate => _endings.MayRunLate;

    /// <summary>What an array consists of.</summary>
    public LinkedType ElementOf(LinkedType array) => _program.Types[array.Id].Element;

    /// <summary>False for fixed arrays, which have neither a length nor elements elsewhere.</summary>
    public bool IsHeapArray(LinkedType type) => _program.Types[type.Id].IsArray;

    /// <summary>True for a type of whole objects without inline members: its tether is one bit, that of the
    /// object.</summary>
    public bool IsWhole(LinkedType type)
    {
        LinkedHeapType heapType = _program.Types[type.Id];
        return heapType is { Kind: HeapKind.Struct or HeapKind.Array, MayBeInner: false }
            && heapType is { IsUnion: false, IsInterface: false }
            && Array.TrueForAll(heapType.Parts, part => part.Kind is <= ValueKind.Con);
    }

    /// <summary>What an instruction can do, calls with all that they come to.</summary>
    public Effects Of(LinkedFunction function, Instruction at)
    {
        List<int> callees = Callees(function, at);
        if (callees.Count == 0) return Own(function, at);
        if (callees.Count == 1 && OpcodeTable.Row(at.Opcode).Extension == Extension.Call) return _effects[callees[0]];
        var all = new Effects();
        foreach (int callee in callees) all.Add(_effects[callee]);
        all.Add(Own(function, at));
        return all;
    }

    /// <summary>What an instruction does itself, without what it calls.</summary>
    private Effects Own(LinkedFunction function, Instruction at)
    {
        OpcodeRow row = OpcodeTable.Row(at.Opcode);
        var own = new Effects();
        switch (at.Opcode)
        {
            case Opcode.Call or Opcode.TailCall or Opcode.CallRef or Opcode.TailCallRef or Opcode.CallIface:
                return s_nothing;
            case Opcode.Free or Opcode.Replace or Opcode.ArrayReplace:
                if (EndedBy(function, at) is not { } type) return s_anything;
                return type.Kind == ValueKind.Con ? s_nothing : _endings.Of(type.Id).Effects;
            case Opcode.ArrayPop or Opcode.ArrayRemove:
                own.AddShorten(TypeOf(function, at.B).Id, function.ModeOf(at.B) != Mode.Fast);
                AddMoved(own, TypeOf(function, at.B));
                return own;
            case Opcode.ArrayResize:
                own.AddShorten(TypeOf(function, at.A).Id, function.ModeOf(at.A) != Mode.Fast);
                AddMoved(own, TypeOf(function, at.A));
                return own;
            case Opcode.ArrayPush or Opcode.ArrayInsert:
                own.AddGrow(TypeOf(function, at.A).Id, function.ModeOf(at.A) != Mode.Fast);
                AddMoved(own, TypeOf(function, at.A));
                return own;
            case Opcode.ArraySwap:
                if (function.ModeOf(at.A) != Mode.Fast) own.AddSwap(TypeOf(function, at.A).Id);
                AddMoved(own, TypeOf(function, at.A));
                return own;
            default:
                return row.MayFree || !KeepsLengths(row) ? s_anything : s_nothing;
        }
    }

    /// <summary>The numbers of the functions and methods that an instruction may call.</summary>
    private List<int> Callees(LinkedFunction function, Instruction at)
    {
        switch (at.Opcode)
        {
            case Opcode.Call or Opcode.TailCall:
                return [function.Module.Functions[at.A].Number];
            case Opcode.CallIface:
                return [MethodNumber(function, at)];
            case Opcode.CallRef or Opcode.TailCallRef:
                int signature = function.Definition.Registers[at.A].Type.Index;
                return _referenced.GetValueOrDefault(function.Module.Signatures[signature]) ?? [];
            case Opcode.Free or Opcode.Replace or Opcode.ArrayReplace:
                return EndedBy(function, at) is { Kind: ValueKind.Own } type
                    ? [.. _endings.Of(type.Id).Destructors.Select(destructor => destructor.Number)] : [];
            default:
                return [];
        }
    }

    /// <summary>Methods are numbered behind the functions: what one can do is what any implementation can.</summary>
    private int MethodNumber(LinkedInterface target, int method) =>
        _program.Functions.Length + target.FirstMethod + method;

    private int MethodNumber(LinkedFunction function, Instruction at)
    {
        FieldPath path = function.Module.Module.Paths[at.A];
        return MethodNumber(_program.Interfaces[function.Module.StructIds[path.StructIndex]], path.Fields[0]);
    }

    private void FindReferences(LinkedFunction function)
    {
        if (function.Host is not null) return;
        List<Instruction> code = function.Definition.Code;
        for (int position = 0; position < code.Count; position += OpcodeTable.Row(code[position].Opcode)
            .WordCount(code[position]))
        {
            if (code[position].Opcode != Opcode.Func) continue;
            LinkedFunction referenced = function.Module.Functions[code[position].B];
            if (!_referenced.TryGetValue(referenced.Signature, out List<int>? all))
                _referenced.Add(referenced.Signature, all = []);
            if (!all.Contains(referenced.Number)) all.Add(referenced.Number);
        }
    }

    /// <summary>The type of the value that an instruction ends; null when it is more than an owner or a constraint
    /// reference.</summary>
    private LinkedType? EndedBy(LinkedFunction function, Instruction at)
    {
        LinkedType type = at.Opcode switch
        {
            Opcode.Free => TypeOf(function, at.A),
            Opcode.Replace => FieldType(function, at.B),
            _ => _program.Types[TypeOf(function, at.A).Id].Element,
        };
        return type.Kind is ValueKind.Own or ValueKind.Con ? type : null;
    }

    /// <summary>True for opcodes that are known not to shorten the array they are given.</summary>
    private static bool KeepsLengths(OpcodeRow row)
    {
        if (row.Opcode is >= Opcode.ArrayNew and <= Opcode.ArrayFullField) return true;
        for (int i = 0; i < row.OperandCount; i++)
            if (row[i].Class == OperandClass.Array) return false;
        return true;
    }

    private List<int> AddOwn(LinkedFunction function)
    {
        var callees = new List<int>();
        Effects own = _effects[function.Number];
        if (function.Host is not null)
        {
            // The host can free what it is given, and nothing else.
            if (function.Signature.Parameters.Any(type => type.Kind is ValueKind.Own or ValueKind.Con))
                own.AddAnything();
            return callees;
        }
        List<Instruction> code = function.Definition.Code;
        for (int position = 0; position < code.Count; position += OpcodeTable.Row(code[position].Opcode)
            .WordCount(code[position]))
        {
            callees.AddRange(Callees(function, code[position]));
            own.Add(Own(function, code[position]));
        }
        return callees;
    }

    /// <summary>No reference finds inline elements that moved any more, nor objects that became one.</summary>
    private void AddMoved(Effects effects, LinkedType array)
    {
        LinkedType element = _program.Types[array.Id].Element;
        if (element.Kind == ValueKind.Inline) effects.Add(_endings.Of(element.Id).Effects);
    }

    private LinkedType FieldType(LinkedFunction function, int path)
    {
        FieldPath named = function.Module.Module.Paths[path];
        // Fields of inline members come along a longer path; whatever they are, they are treated as inline.
        if (named.Fields.Count != 1 || named.Row is not null) return new LinkedType(ValueKind.Inline);
        return _program.Types[function.Module.StructIds[named.StructIndex]].FieldTypes[named.Fields[0]];
    }

    private static LinkedType TypeOf(LinkedFunction function, int register) =>
        function.Module.Link(function.Definition.Registers[register].Type);

    private static Effects MakeAnything()
    {
        var effects = new Effects();
        effects.AddAnything();
        return effects;
    }
}
