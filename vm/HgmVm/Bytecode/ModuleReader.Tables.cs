namespace HgmVm.Bytecode;

public static partial class ModuleReader
{
    private static void ReadModule(ref ByteReader reader, Module module, NameTable names)
    {
        module.Name = names.Dotted(ref reader, "the module's name");
        module.Mode = (Mode)Select(ref reader, 0, (byte)Mode.Fast, "the module's mode");
        byte flags = reader.Byte("the module's flags");
        if ((flags & ~BinaryFormat.SoftTetherFlag) != 0) reader.Report(FormatDiagnostics.InvalidValue, $"unknown module flags {flags}");
        module.AllowsSoftTethers = (flags & BinaryFormat.SoftTetherFlag) != 0;
        module.SourceName = reader.Text(BinaryFormat.MaxSourceNameBytes, "the source file's name");
        for (int n = reader.Count(ModuleLimits.MaxTableEntries, 2, "fast permissions"); n > 0 && !reader.Failed; n--)
            module.AllowFast.Add(names.Dotted(ref reader, "a fast permission"));
        for (int n = reader.Count(ModuleLimits.MaxTableEntries, 2, "imports"); n > 0 && !reader.Failed; n--)
            module.Imports.Add(names.Dotted(ref reader, "an imported module"));
    }

    private static StructDefinition ReadStruct(ref ByteReader reader, NameTable names)
    {
        byte flags = reader.Byte("a struct's flags");
        const byte Kinds = BinaryFormat.UnionFlag | BinaryFormat.InterfaceFlag;
        const byte Known = BinaryFormat.ImportedFlag | BinaryFormat.DestructorFlag | Kinds;
        if ((flags & ~Known) != 0 || (flags & Kinds) == Kinds)
            reader.Report(FormatDiagnostics.InvalidValue, $"unknown struct flags {flags}");
        string? module = (flags & BinaryFormat.ImportedFlag) != 0 ? names.Dotted(ref reader, "a struct's module") : null;
        var result = new StructDefinition { Module = module, Name = names.Identifier(ref reader, "a struct's name"),
            IsUnion = (flags & BinaryFormat.UnionFlag) != 0, IsInterface = (flags & BinaryFormat.InterfaceFlag) != 0 };
        if (!reader.Failed && !Names.IsStructName(result.Name))
            reader.Report(FormatDiagnostics.InvalidName, $"a struct cannot be called `{result.Name}`");
        if ((flags & BinaryFormat.DestructorFlag) != 0) result.Destructor = reader.Number(int.MaxValue, "a destructor");
        result.Mode = ReadMode(ref reader, "a struct's mode");
        result.Line = reader.Number(int.MaxValue, "a struct's line");
        for (int n = result.IsUnion ? reader.Count(ModuleLimits.MaxFields, 1, "variants") : 0; n > 0 && !reader.Failed; n--)
            result.Variants.Add(reader.Number(ushort.MaxValue, "a variant"));
        for (int n = result.IsUnion ? 0 : reader.Count(ModuleLimits.MaxFields, 4, "fields"); n > 0 && !reader.Failed; n--)
        {
            string name = names.Identifier(ref reader, "a field's name");
            ValueType type = ReadType(ref reader, "a field's type");
            byte fieldFlags = reader.Byte("a field's flags");
            if ((fieldFlags & ~(BinaryFormat.FinalFlag | BinaryFormat.UniqueFlag)) != 0)
                reader.Report(FormatDiagnostics.InvalidValue, $"unknown field flags {fieldFlags}");
            result.Fields.Add(new FieldDefinition(name, type, (fieldFlags & BinaryFormat.FinalFlag) != 0,
                (fieldFlags & BinaryFormat.UniqueFlag) != 0));
        }
        return result;
    }

    private static HeapType ReadHeapType(ref ByteReader reader)
    {
        byte kind = reader.Byte("a heap type's kind");
        switch (kind)
        {
            case (byte)HeapKind.Struct:
                return HeapType.Struct(reader.Number(ushort.MaxValue, "a struct's index"));
            case (byte)HeapKind.Array or BinaryFormat.DenseArrayKind:
                return HeapType.Array(ReadType(ref reader, "an element type"), kind == BinaryFormat.DenseArrayKind);
            case (byte)HeapKind.Fixed or (byte)HeapKind.Fixed + 1:
                int count = reader.Number(ushort.MaxValue, "a number of elements");
                return HeapType.Fixed(count, ReadType(ref reader, "an element type"), kind > (byte)HeapKind.Fixed);
            default:
                reader.Fail(FormatDiagnostics.InvalidValue, $"unknown kind {kind} of heap type");
                return HeapType.Struct(0);
        }
    }

    private static Signature ReadSignature(ref ByteReader reader)
    {
        var parameters = new List<ValueType>();
        for (int n = reader.Count(ModuleLimits.MaxParameters, 1, "parameters"); n > 0 && !reader.Failed; n--)
            parameters.Add(ReadType(ref reader, "a parameter's type"));
        var results = new List<ValueType>();
        for (int n = reader.Count(ModuleLimits.MaxResults, 1, "results"); n > 0 && !reader.Failed; n--)
            results.Add(ReadType(ref reader, "a result's type"));
        return new Signature(parameters, results);
    }

    private static GlobalDefinition ReadGlobal(ref ByteReader reader, NameTable names)
    {
        string name = names.Identifier(ref reader, "a global's name");
        ValueType type = ReadType(ref reader, "a global's type");
        return new GlobalDefinition(name, type, reader.Fixed64("a global's value"));
    }

    private static byte[] ReadString(ref ByteReader reader) =>
        reader.Bytes(reader.Number(ModuleLimits.MaxStringBytes, "the length of a string"), "a string").ToArray();

    private static FieldPath ReadPath(ref ByteReader reader)
    {
        int structIndex = reader.Number(int.MaxValue, "a struct's index");
        var fields = new List<ushort>();
        for (int n = reader.Count(ModuleLimits.MaxFields, 1, "steps of a path"); n > 0 && !reader.Failed; n--)
            fields.Add((ushort)reader.Number(ushort.MaxValue, "a field's index"));
        return new FieldPath(structIndex, fields);
    }

    private static FunctionDefinition ReadFunction(ref ByteReader reader, NameTable names)
    {
        var kind = (FunctionKind)Select(ref reader, 0, (byte)FunctionKind.Host, "a function's kind");
        string? module = kind == FunctionKind.Imported ? names.Dotted(ref reader, "a function's module") : null;
        string name = kind == FunctionKind.Imported ? names.Identifier(ref reader, "a function's name")
            : names.Dotted(ref reader, "a function's name");
        var result = new FunctionDefinition
        {
            Name = name, Kind = kind, Module = module, Signature = reader.Number(int.MaxValue, "a function's signature"),
        };
        for (int n = reader.Count(ModuleLimits.MaxRegisters, 4, "registers"); n > 0 && !reader.Failed; n--)
        {
            string register = names.Identifier(ref reader, "a register's name");
            ValueType type = ReadType(ref reader, "a register's type");
            result.Registers.Add(new RegisterDefinition(register, type, ReadMode(ref reader, "a register's mode")));
        }
        return result;
    }

    private static ImplementationDefinition ReadImplementation(ref ByteReader reader)
    {
        byte flags = reader.Byte("an implementation's flags");
        if ((flags & ~BinaryFormat.ImportedFlag) != 0)
            reader.Report(FormatDiagnostics.InvalidValue, $"unknown implementation flags {flags}");
        var result = new ImplementationDefinition
        {
            IsImported = (flags & BinaryFormat.ImportedFlag) != 0,
            Interface = reader.Number(int.MaxValue, "an interface's index"),
            Struct = reader.Number(int.MaxValue, "a struct's index"),
            Line = reader.Number(int.MaxValue, "an implementation's line"),
        };
        for (int n = reader.Count(ModuleLimits.MaxFields, 1, "methods"); n > 0 && !reader.Failed; n--)
            result.Methods.Add(reader.Number(int.MaxValue, "a method's function"));
        return result;
    }

    private static ValueType ReadType(ref ByteReader reader, string what)
    {
        var kind = (ValueKind)Select(ref reader, (byte)ValueKind.I32, (byte)ValueKind.Inline, what);
        return new ValueType(kind, kind >= ValueKind.Function ? (ushort)reader.Number(ushort.MaxValue, "the index of a type") : (ushort)0);
    }

    private static Mode? ReadMode(ref ByteReader reader, string what)
    {
        byte value = Select(ref reader, 0, (byte)Mode.Fast + 1, what);
        return value == 0 ? null : (Mode)(value - 1);
    }

    /// <summary>A byte that selects one of the possibilities from <paramref name="least"/> to <paramref name="most"/>.</summary>
    private static byte Select(ref ByteReader reader, byte least, byte most, string what)
    {
        byte value = reader.Byte(what);
        if (reader.Failed || (value >= least && value <= most)) return value;
        reader.Fail(FormatDiagnostics.InvalidValue, $"{what} is {value}");
        return least;
    }
}
