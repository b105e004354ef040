using HgmVm.Bytecode;
using HgmVm.Isa;

namespace HgmVm.Tests.Assembler;

/// <summary>
/// Makes modules whose tables are full of everything and whose code is any opcode with operands that the text form can
/// name: indices in range, jumps to instructions, fields of the struct that the register refers to. Their types need
/// not fit.
/// </summary>
internal sealed class RandomModule(int seed)
{
    private static readonly OpcodeRow[] s_rows = [.. OpcodeTable.Rows.Where(row => !row.IsInternal)];

    private readonly Random _random = new(seed);
    private readonly Module _module = new("random.module");

    public Module Create()
    {
        _module.Mode = (Mode)_random.Next(3);
        _module.AllowsSoftTethers = Flip();
        _module.SourceName = Flip() ? "folder/some \"file\".hgm" : "";
        if (Flip()) _module.AllowFast.AddRange(["a", "b.c"]);
        if (Flip()) _module.Imports.AddRange(["other", "lib.far"]);
        int structs = _random.Next(1, 6);
        for (int i = 0; i < structs; i++)
        {
            _module.Structs.Add(new StructDefinition
            {
                Name = $"S{i}", Module = i > 0 && Flip() ? "lib.far" : null, Mode = AnyMode(), Line = _random.Next(50),
            });
        }
        var union = new StructDefinition { Name = "Union", IsUnion = true };
        for (int i = 0; i < _module.Structs.Count; i++) union.Variants.Add(i);
        _module.Structs.Add(union);
        _module.Structs.Add(new StructDefinition { Name = "Iface", IsInterface = true, Line = _random.Next(50) });
        MakeTypes();
        foreach (StructDefinition definition in _module.Structs)
        {
            int fields = definition.IsUnion || definition.IsInterface ? 0 : _random.Next(1, 5);
            for (int i = 0; i < fields; i++)
            {
                bool isFinal = Flip();
                definition.Fields.Add(new FieldDefinition($"f{i}", AnyType(), isFinal, !isFinal && Flip()));
            }
        }
        for (int i = _random.Next(1, 4); i > 0; i--)
            _module.Structs[^1].Fields.Add(new FieldDefinition($"m{i}",
                new ValueType(ValueKind.Function, (ushort)_random.Next(_module.Signatures.Count)), true));
        MakeTables();
        int functions = _random.Next(1, 6);
        for (int i = 0; i < functions; i++) MakeFunction(i);
        foreach (FunctionDefinition function in _module.Functions)
        {
            if (function.Kind == FunctionKind.Local) MakeCode(function);
        }
        MakeImplementations();
        return _module;
    }

    /// <summary>Overwrites words of code, registers' types, signatures and labels with anything.</summary>
    public static void Damage(Module module, Random random)
    {
        foreach (FunctionDefinition function in module.Functions)
        {
            for (int i = 0; i < function.Code.Count; i++)
            {
                if (random.Next(4) == 0) function.Code[i] =
                    new Instruction((ulong)random.NextInt64(long.MinValue, long.MaxValue));
                else if (random.Next(4) == 0)
                    function.Code[i] = function.Code[i] with { B = (ushort)random.Next(65_536) };
            }
            if (random.Next(4) == 0) function.Signature = random.Next(-5, 100_000);
            if (function.Registers.Count > 0 && random.Next(2) == 0)
                function.Registers[0] = new RegisterDefinition("no name!", new ValueType((ValueKind)random.Next(30),
                    (ushort)random.Next(65_536)), (Mode)9);
        }
        if (random.Next(2) == 0) module.HeapTypes.Add(HeapType.Array(new ValueType(ValueKind.Own,
            (ushort)module.HeapTypes.Count)));
        if (random.Next(2) == 0 && module.Implementations.Count > 0)
            module.Implementations[0].Methods.Add(random.Next(-5, 100_000));
        if (random.Next(2) == 0) module.Implementations.Add(new ImplementationDefinition
        {
            Interface = random.Next(-5, 20), Struct = random.Next(-5, 20), IsImported = random.Next(2) == 0,
        });
        if (random.Next(2) == 0) module.Structs[0].Destructor = random.Next(10);
        if (random.Next(2) == 0) module.Name = "\0 \uD800";
    }

    /// <summary>Functions whose signatures need not fit. One that another module has can only be of two things of
    /// others.</summary>
    private void MakeImplementations()
    {
        int[] functions = [.. Enumerable.Range(0, _module.Functions.Count)
            .Where(index => !_module.Structs.Exists(known => known.Destructor == index))];
        for (int i = 0; i < _module.Structs.Count && functions.Length > 0; i++)
        {
            if (_module.Structs[i].IsUnion || _module.Structs[i].IsInterface || Flip()) continue;
            var known = new ImplementationDefinition
            {
                Interface = _module.Structs.Count - 1, Struct = i, Line = _random.Next(50),
            };
            foreach (FieldDefinition _ in _module.Structs[^1].Fields)
                known.Methods.Add(functions[_random.Next(functions.Length)]);
            _module.Implementations.Add(known);
        }
    }

    private bool Flip() => _random.Next(2) == 0;

    private Mode? AnyMode() => Flip() ? null : (Mode)_random.Next(3);

    /// <summary>Heap types and signatures in any order in which each refers to earlier ones.</summary>
    private void MakeTypes()
    {
        for (int i = 0; i < _module.Structs.Count; i++) _module.HeapTypes.Add(HeapType.Struct(i));
        for (int i = 0; i < _module.Structs.Count; i++)
            _module.HeapTypes.Add(HeapType.Array(new ValueType(ValueKind.Inline, (ushort)i)));
        _module.Signatures.Add(new Signature([], []));
        for (int i = _random.Next(12); i > 0; i--)
        {
            if (Flip())
            {
                HeapType type = Flip() ? HeapType.Array(AnyType(), Flip())
                    : HeapType.Fixed(_random.Next(1, 65_536), AnyType(), Flip());
                if (!_module.HeapTypes.Contains(type)) _module.HeapTypes.Insert(_module.HeapTypes.Count, type);
                continue;
            }
            var signature = new Signature(
                Enumerable.Range(0, _random.Next(4)).Select(_ => AnyType()).ToArray(), Enumerable.Range(0,
                    _random.Next(4)).Select(_ => AnyType()).ToArray());
            if (!_module.Signatures.Contains(signature)) _module.Signatures.Add(signature);
        }
    }

    private ValueType AnyType()
    {
        var kind = (ValueKind)_random.Next((int)ValueKind.I32, (int)ValueKind.Inline + 1);
        int index = kind == ValueKind.Function ? _random.Next(_module.Signatures.Count)
            : kind >= ValueKind.Own ? _random.Next(_module.HeapTypes.Count) : 0;
        return new ValueType(kind, (ushort)index);
    }

    private void MakeTables()
    {
        for (int i = 0; i < _module.Structs.Count; i++)
        {
            for (int f = 0; f < _module.Structs[i].Fields.Count; f++)
            {
                _module.Paths.Add(new FieldPath(i, [(ushort)f]));
                if (FieldPaths.RowOf(_module, _module.Structs[i].Fields[f].Type) is { } row)
                    _module.Paths.Add(new FieldPath(i, [(ushort)f, (ushort)_random.Next(row.Count)]));
                if (FieldPaths.StructOf(_module, _module.Structs[i].Fields[f].Type) is { } inner
                    && !_module.Structs[inner].IsUnion
                    && !_module.Structs[inner].IsInterface)
                    _module.Paths.Add(new FieldPath(i,
                        [(ushort)f, (ushort)_random.Next(_module.Structs[inner].Fields.Count)]));
            }
        }
        for (int i = _random.Next(1, 5); i > 0; i--)
        {
            byte[] bytes = new byte[_random.Next(12)];
            _random.NextBytes(bytes);
            if (!_module.Strings.Any(known => known.AsSpan().SequenceEqual(bytes))) _module.Strings.Add(bytes);
        }
        if (!_module.Strings.Any(known => known.Length == 0)) _module.Strings.Add([]);
        _module.Globals.Add(new GlobalDefinition("g0", new ValueType(ValueKind.I64),
            (ulong)_random.NextInt64(long.MinValue, long.MaxValue)));
        _module.Globals.Add(new GlobalDefinition("g1", new ValueType(ValueKind.F64),
            (ulong)_random.NextInt64(long.MinValue, long.MaxValue)));
        _module.Globals.Add(new GlobalDefinition("g2", new ValueType(ValueKind.F32),
            (uint)_random.Next(int.MinValue, int.MaxValue)));
        _module.Globals.Add(new GlobalDefinition("g3", new ValueType(ValueKind.I8), (byte)_random.Next(256)));
        _module.Globals.Add(new GlobalDefinition("g4", new ValueType(ValueKind.Own), 0));
    }

    private void MakeFunction(int number)
    {
        var kind = (FunctionKind)_random.Next(3);
        int signature = _random.Next(_module.Signatures.Count);
        var function = new FunctionDefinition
        {
            Name = kind == FunctionKind.Host ? $"host{number}.call" : $"fn{number}", Kind = kind, Signature = signature,
            Module = kind == FunctionKind.Imported ? "other" : null,
        };
        StructDefinition owner = _module.Structs[_random.Next(_module.Structs.Count)];
        if (kind == FunctionKind.Local && owner.Module is null && owner.Destructor is null && Flip())
        {
            function = new FunctionDefinition { Name = owner.DestructorName(), Signature = signature };
            owner.Destructor = _module.Functions.Count;
        }
        if (kind == FunctionKind.Local || Flip())
        {
            foreach (ValueType type in _module.Signatures[signature].Parameters)
                function.Registers.Add(new RegisterDefinition($"r{function.Registers.Count}", type, AnyMode()));
        }
        if (kind == FunctionKind.Local)
        {
            for (int i = _random.Next(2, 8); i > 0; i--)
                function.Registers.Add(new RegisterDefinition($"r{function.Registers.Count}", AnyType(), AnyMode()));
            // One register of each struct, so that every field can be reached.
            int structs = _module.Structs.Count;
            for (int i = 0; i < structs; i++)
                function.Registers.Add(new RegisterDefinition($"s{i}", new ValueType(ValueKind.Ref, (ushort)i)));
            // And one of an array of each, so that fields of elements can be.
            for (int i = 0; i < structs; i++)
            {
                var array = new ValueType(ValueKind.Ref, (ushort)(structs + i));
                function.Registers.Add(new RegisterDefinition($"a{i}", array));
            }
        }
        _module.Functions.Add(function);
    }

    private void MakeCode(FunctionDefinition function)
    {
        var starts = new List<int>();
        for (int i = _random.Next(40); i > 0; i--)
        {
            starts.Add(function.Code.Count);
            if (Flip() && function.Lines.Count < 10)
                function.Lines.Add(new LineEntry(function.Code.Count, _random.Next(1_000)));
            MakeInstruction(function, s_rows[_random.Next(s_rows.Length)]);
        }
        starts.Add(function.Code.Count);
        foreach (int start in starts.SkipLast(1))
        {
            OpcodeRow row = OpcodeTable.Row(function.Code[start].Opcode);
            for (int i = 0; i < row.OperandCount; i++)
            {
                if (row[i].Role == OperandRole.Label) Place(function, start, i, starts[_random.Next(starts.Count)]);
            }
            for (int i = 0; row.Extension == Extension.Labels && i < function.Code[start].B; i++)
                PlaceInList(function, start, i, starts[_random.Next(starts.Count)]);
        }
    }

    private void MakeInstruction(FunctionDefinition function, OpcodeRow row)
    {
        int start = function.Code.Count, registers = function.Registers.Count;
        var first = new Instruction(row.Opcode);
        if (row.Extension == Extension.Call) (first.B, first.C) = ((ushort)_random.Next(1, 6),
            (ushort)(row.Flow == Flow.Return ? 0 : _random.Next(4)));
        if (row.Extension == Extension.Values) first.A = (ushort)_random.Next(6);
        if (row.Extension == Extension.Labels) first.B = (ushort)_random.Next(1, 7);
        function.Code.Add(first);
        for (int words = row.WordCount(first); words > 1; words--) function.Code.Add(default);
        for (int i = 0; i < row.OperandCount; i++)
        {
            switch (row[i].Role)
            {
                case OperandRole.Field:
                    int path = _random.Next(_module.Paths.Count);
                    bool isElement = row[i - 1].Role == OperandRole.Index;
                    string holder = $"{(isElement ? 'a' : 's')}{_module.Paths[path].StructIndex}";
                    int register = function.Registers.FindIndex(r => r.Name == holder);
                    Place(function, start, i - (isElement ? 2 : 1), register);
                    Place(function, start, i, path);
                    break;
                case OperandRole.Function: Place(function, start, i, _random.Next(_module.Functions.Count)); break;
                case OperandRole.Global: Place(function, start, i, _random.Next(_module.Globals.Count)); break;
                case OperandRole.Text: Place(function, start, i, _random.Next(_module.Strings.Count)); break;
                case OperandRole.Imm16: Place(function, start, i, _random.Next(65_536)); break;
                case OperandRole.Imm32:
                    function.Code[start] = function.Code[start] with { Literal = _random.Next(int.MinValue,
                        int.MaxValue) };
                    break;
                case OperandRole.Imm64:
                    function.Code[start + 1] = new Instruction((ulong)_random.NextInt64(long.MinValue, long.MaxValue));
                    break;
                case OperandRole.Label: break;
                default: Place(function, start, i, _random.Next(registers)); break;
            }
        }
        bool isMethod = row.OperandCount > 0 && row[0].Role == OperandRole.Method;
        int list = row.Extension == Extension.Call ? first.B + first.C : row.Extension == Extension.Values ? first.A
            : 0;
        for (int i = 0; i < list; i++) PlaceInList(function, start, i, _random.Next(registers));
        if (!isMethod) return;
        int owner = _module.Structs.Count - 1;
        Place(function, start, 0, _module.Paths.FindIndex(known => known.StructIndex == owner));
        PlaceInList(function, start, 0, function.Registers.FindIndex(r => r.Name == $"s{owner}"));
    }

    private static void Place(FunctionDefinition function, int position, int operand, int value)
    {
        bool isOwn = operand < 3;
        SetPlace(function, isOwn ? position : position + 1, isOwn ? operand + 1 : operand - 3, value);
    }

    private static void PlaceInList(FunctionDefinition function, int position, int entry, int value) =>
        SetPlace(function, position + 1 + entry / 4, entry % 4, value);

    private static void SetPlace(FunctionDefinition function, int word, int place, int value)
    {
        ulong bits = function.Code[word].Word & ~(0xFFFFUL << (16 * place));
        function.Code[word] = new Instruction(bits | (ulong)(ushort)value << (16 * place));
    }
}
