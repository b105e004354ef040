using HgmVm.Bytecode;
using HgmVm.Isa;

namespace HgmVm.Assembler.Emission;

/// <summary>
/// The order in which a module first uses the entries of its shared tables: fields of structs, then globals, then of
/// each function its signature, registers and code; parts of a type before the type. The assembler leaves its tables in
/// this order, so equal texts give equal bytes; the disassembler writes the tables out when a module's are in another.
/// </summary>
internal sealed class FirstUse
{
    private readonly Module _module;
    private readonly Sequence _heapTypes;
    private readonly Sequence _signatures;
    private readonly Sequence _strings;
    private readonly Sequence _paths;

    private FirstUse(Module module)
    {
        _module = module;
        _heapTypes = new Sequence(module.HeapTypes.Count);
        _signatures = new Sequence(module.Signatures.Count);
        _strings = new Sequence(module.Strings.Count);
        _paths = new Sequence(module.Paths.Count);
    }

    /// <summary>Entries by first use; unused ones are missing.</summary>
    public Sequence HeapTypes => _heapTypes;

    public Sequence Signatures => _signatures;

    public Sequence Strings => _strings;

    public Sequence Paths => _paths;

    /// <summary>Walks a module whose types <see cref="TypeTables.Order"/> has accepted; other indices may lead nowhere.</summary>
    public static FirstUse Of(Module module)
    {
        var use = new FirstUse(module);
        foreach (StructDefinition definition in module.Structs)
        {
            foreach (FieldDefinition field in definition.Fields) use.Visit(field.Type);
        }
        foreach (GlobalDefinition global in module.Globals) use.Visit(global.Type);
        foreach (FunctionDefinition function in module.Functions)
        {
            use.VisitSignature(function.Signature);
            foreach (RegisterDefinition register in function.Registers) use.Visit(register.Type);
            use.VisitCode(function.Code);
        }
        // Code that follows a path from a fixed array has a register whose type names that; a path that nothing follows
        // may be all that does.
        foreach (FieldPath path in module.Paths)
            if (path.Row is { } row) use.VisitHeapType(row);
        return use;
    }

    private void Visit(ValueType type)
    {
        if (type.Kind == ValueKind.Function) VisitSignature(type.Index);
        else if (type.NamesHeapType) VisitHeapType(type.Index);
    }

    private void VisitHeapType(int index)
    {
        if (!_heapTypes.IsNew(index)) return;
        HeapType type = _module.HeapTypes[index];
        if (!type.IsStruct) Visit(type.Element);
        _heapTypes.Add(index);
    }

    private void VisitSignature(int index)
    {
        if (!_signatures.IsNew(index)) return;
        foreach (ValueType type in _module.Signatures[index].Parameters) Visit(type);
        foreach (ValueType type in _module.Signatures[index].Results) Visit(type);
        _signatures.Add(index);
    }

    private void VisitCode(List<Instruction> code)
    {
        for (int position = 0; position < code.Count;)
        {
            OpcodeRow? row = OpcodeTable.Find(code[position].Op);
            if (row is null) { position++; continue; }
            for (int i = 0; i < row.OperandCount; i++)
            {
                OperandRole role = row[i].Role;
                if (role is not (OperandRole.Field or OperandRole.Method or OperandRole.Text)) continue;
                if (OperandPlaces.Read(code, position, i) is not { } entry) continue;
                Sequence table = role == OperandRole.Text ? _strings : _paths;
                if (table.IsNew(entry)) table.Add(entry);
            }
            position += row.WordCount(code[position]);
        }
    }

    /// <summary>Entries of one table in the order they were added, each once.</summary>
    internal sealed class Sequence(int tableCount)
    {
        private readonly int[] _places = new int[tableCount];

        public List<int> Entries { get; } = [];

        /// <summary>True when the sequence is the whole table in its own order.</summary>
        public bool IsWholeTable
        {
            get
            {
                for (int entry = 0; entry < _places.Length; entry++)
                {
                    if (PlaceOf(entry) != entry) return false;
                }
                return true;
            }
        }

        /// <summary>Where an entry that was added stands in the sequence.</summary>
        public int PlaceOf(int entry) => _places[entry] - 1;

        public bool IsNew(int entry) => (uint)entry < (uint)_places.Length && _places[entry] == 0;

        public void Add(int entry)
        {
            Entries.Add(entry);
            _places[entry] = Entries.Count;
        }
    }
}
