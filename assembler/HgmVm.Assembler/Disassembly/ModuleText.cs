using System.Globalization;
using System.Text;
using HgmVm.Assembler.Emission;
using HgmVm.Bytecode;

namespace HgmVm.Assembler.Disassembly;

/// <summary>Writes a module: its head, tables where their order needs saying, structs, globals, functions.</summary>
internal sealed class ModuleText
{
    private readonly Module _module;
    private readonly DisassemblyOptions _options;
    private readonly StringBuilder _text = new();
    private readonly TypeText _types;
    private readonly Dictionary<int, int> _structsByDestructor = [];
    private int _line;

    public ModuleText(Module module, DisassemblyOptions options)
    {
        _module = module;
        _options = options;
        _types = new TypeText(module);
        for (int i = 0; i < module.Structs.Count; i++)
        {
            if (module.Structs[i].Destructor is { } destructor) _structsByDestructor.TryAdd(destructor, i);
        }
    }

    public string Write()
    {
        WriteHead();
        WriteTables();
        for (int i = 0; i < _module.Structs.Count; i++) WriteStruct(i, _module.Structs[i]);
        foreach (ImplementationDefinition known in _module.Implementations) WriteImplementation(known);
        if (_module.Globals.Count > 0) _text.Append('\n');
        foreach (GlobalDefinition global in _module.Globals) WriteGlobal(global);
        for (int i = 0; i < _module.Functions.Count; i++) WriteFunction(i, _module.Functions[i]);
        return _text.ToString();
    }

    /// <summary>The source is always named, even as the empty string: it tells the assembler to take lines from
    /// directives only.</summary>
    private void WriteHead()
    {
        _text.Append("module ").Append(Dotted(_module.Name)).Append('\n');
        if (_module.Mode != Mode.Resilient) _text.Append("mode ").Append(ModeName(_module.Mode)).Append('\n');
        if (_module.AllowFast.Count > 0)
            _text.Append("allow fast ").AppendJoin(", ", _module.AllowFast.Select(Dotted)).Append('\n');
        if (_module.AllowsSoftTethers) _text.Append("allow soft-tether\n");
        foreach (string import in _module.Imports) _text.Append("import ").Append(Dotted(import)).Append('\n');
        _text.Append("source ");
        LiteralText.AppendString(_text, Encoding.UTF8.GetBytes(_module.SourceName));
        _text.Append('\n');
    }

    private void WriteTables()
    {
        List<TypeEntry>? order = TypeTables.Order(_module, out string problem, out TypeEntry culprit);
        if (order is null)
        {
            string table = culprit.IsSignature ? "signature" : "heap type";
            _text.Append(CultureInfo.InvariantCulture, $"\n?{table} {culprit.Index} {problem}\n");
            return;
        }
        FirstUse use = FirstUse.Of(_module);
        if (!use.HeapTypes.IsWholeTable || !use.Signatures.IsWholeTable) WriteTypeTables(order);
        if (!use.Paths.IsWholeTable) WritePathTable();
        if (use.Strings.IsWholeTable) return;
        foreach (byte[] bytes in _module.Strings)
        {
            _text.Append("table text ");
            LiteralText.AppendString(_text, bytes);
            _text.Append('\n');
        }
    }

    private void WriteTypeTables(List<TypeEntry> order)
    {
        foreach (TypeEntry entry in order)
        {
            _text.Append("table type ");
            if (entry.IsSignature) _types.AppendSignature(_text, entry.Index);
            else _types.AppendHeapType(_text, entry.Index);
            _text.Append('\n');
        }
    }

    private void WritePathTable()
    {
        foreach (FieldPath path in _module.Paths)
        {
            _text.Append("table field ");
            if (FieldPaths.StartOf(_module, path) is { } row) _types.Append(_text, row.Type);
            else if (path.StructIndex >= _module.Structs.Count) _text.Append('?');
            else _text.Append(StructName(_module.Structs[path.StructIndex]));
            AppendPath(path);
            _text.Append('\n');
        }
    }

    private void AppendPath(FieldPath path) => AppendPath(_text, _module, path);

    /// <summary>Appends <c>.field</c> or <c>[index]</c> for each step of a path, a number for a step that leads
    /// nowhere.</summary>
    internal static void AppendPath(StringBuilder text, Module module, FieldPath path)
    {
        FieldDefinition? row = FieldPaths.StartOf(module, path), at = row;
        for (int i = 0; i < path.Fields.Count; i++)
        {
            ushort step = path.Fields[i];
            bool isElement = at is not null && FieldPaths.RowOf(module, at.Type) is not null;
            if (i > 0 || row is not null) at = at is null ? null : FieldPaths.Step(module, at, step, out _);
            else if (path.StructIndex < module.Structs.Count && step < module.Structs[path.StructIndex].Fields.Count)
                at = module.Structs[path.StructIndex].Fields[step];
            if (at is null) text.Append(CultureInfo.InvariantCulture, $".?{step}");
            else if (isElement) text.Append(CultureInfo.InvariantCulture, $"[{step}]");
            else text.Append('.').Append(Identifier(at.Name));
        }
    }

    private void WriteLine(int line)
    {
        _text.Append('\n');
        if (line != _line) _text.Append(CultureInfo.InvariantCulture, $"line {line}\n");
        _line = line;
    }

    private void WriteStruct(int index, StructDefinition definition)
    {
        WriteLine(definition.Line);
        if (definition.IsInterface)
        {
            WriteInterface(index, definition);
            return;
        }
        if (definition.IsUnion)
        {
            _text.Append(definition.Module is null ? "sealed " : "extern sealed ").Append(StructName(definition)).Append(" = ");
            _text.AppendJoin(", ", definition.Variants.Select(variant => variant < _module.Structs.Count
                ? StructName(_module.Structs[variant]) : string.Create(CultureInfo.InvariantCulture, $"?{variant}")));
            WriteClaims(index, definition, "union");
            return;
        }
        _text.Append(definition.Module is null ? "struct " : "extern struct ").Append(StructName(definition));
        if (definition.Mode is { } mode) _text.Append(" mode ").Append(ModeName(mode));
        _text.Append(" {\n");
        foreach (FieldDefinition field in definition.Fields)
        {
            _text.Append(field is { IsFinal: true, IsUnique: true } ? "    ?final unique " : field.IsFinal ? "    final "
                : field.IsUnique ? "    unique " : "    varying ").Append(Identifier(field.Name)).Append(": ");
            _types.Append(_text, field.Type);
            _text.Append('\n');
        }
        if (IsDestructorLost(index, definition))
            _text.Append(CultureInfo.InvariantCulture, $"    ?drop {definition.Destructor}\n");
        _text.Append("}\n");
    }

    /// <summary>
    /// What a union or an interface cannot have, but a binary module may say that it has: the text tells of it, and so
    /// does not assemble to less than the module.
    /// </summary>
    private void WriteClaims(int index, StructDefinition definition, string what)
    {
        bool isUnion = definition.IsUnion, isBoth = isUnion && definition.IsInterface;
        string[] claims =
        [
            .. isBoth ? ["a union and an interface"] : Array.Empty<string>(),
            .. !isUnion && definition.Variants.Count > 0 ? [$"{definition.Variants.Count} variants"] : Array.Empty<string>(),
            .. isUnion && !isBoth && definition.Fields.Count > 0 ? [$"{definition.Fields.Count} fields"] : Array.Empty<string>(),
            .. definition.Mode is { } mode ? [$"mode {ModeName(mode)}"] : Array.Empty<string>(),
            .. IsDestructorLost(index, definition) ? [$"drop {definition.Destructor}"] : Array.Empty<string>(),
        ];
        if (claims.Length > 0) _text.Append(CultureInfo.InvariantCulture, $" ?{what} with {string.Join(", ", claims)}");
        _text.Append('\n');
    }

    /// <summary>A destructor is written as a `drop` where it stands among the functions, if it can be.</summary>
    private bool IsDestructorLost(int index, StructDefinition definition) =>
        definition.Destructor is { } destructor && !(_structsByDestructor[destructor] == index
            && (uint)destructor < (uint)_module.Functions.Count
            && DestructedStruct(destructor, _module.Functions[destructor]) is not null);

    private void WriteInterface(int index, StructDefinition definition)
    {
        _text.Append(definition.Module is null ? "interface " : "extern interface ").Append(StructName(definition)).Append(" {\n");
        foreach (FieldDefinition method in definition.Fields)
        {
            bool isMethod = method.Type.Kind == ValueKind.Function && method is { IsFinal: true, IsUnique: false }
                && method.Type.Index < _module.Signatures.Count;
            _text.Append(isMethod ? "    fn " : "    ?fn ").Append(Identifier(method.Name)).Append('(');
            if (isMethod)
            {
                Signature signature = _module.Signatures[method.Type.Index];
                for (int i = 0; i < signature.Parameters.Count; i++)
                    _types.Append(_text.Append(i > 0 ? ", _: " : "_: "), signature.Parameters[i]);
                _types.AppendResults(_text.Append(')'), signature.Results);
            }
            _text.Append('\n');
        }
        _text.Append('}');
        WriteClaims(index, definition, "interface");
    }

    private void WriteImplementation(ImplementationDefinition known)
    {
        WriteLine(known.Line);
        StructDefinition? type = At(_module.Structs, known.Interface), target = At(_module.Structs, known.Struct);
        _text.Append(known.IsImported ? "extern impl " : "impl ").Append(type is null ? "?" : StructName(type));
        _text.Append(" for ").Append(target is null ? "?" : StructName(target));
        bool fits = known.IsImported ? known.Methods.Count == 0 : known.Methods.Count == type?.Fields.Count;
        if (!fits) _text.Append(" ?");
        _text.Append(known.IsImported ? "\n" : " {\n");
        if (known.IsImported) return;
        for (int i = 0; i < known.Methods.Count; i++)
        {
            FunctionDefinition? function = At(_module.Functions, known.Methods[i]);
            bool isCalled = function is not null && !_structsByDestructor.ContainsKey(known.Methods[i]);
            _text.Append("    ").Append(i < type?.Fields.Count ? Identifier(type.Fields[i].Name) : "?").Append(" = ");
            _text.Append(isCalled ? Dotted(function!.FullName()) : "?").Append('\n');
        }
        _text.Append("}\n");
    }

    private static T? At<T>(List<T> table, int index)
        where T : class => (uint)index < (uint)table.Count ? table[index] : null;

    private void WriteGlobal(GlobalDefinition global)
    {
        _text.Append("global ").Append(Identifier(global.Name)).Append(": ");
        _types.Append(_text, global.Type);
        if (global.InitialBits != 0) _text.Append(" = ").Append(Initial(global));
        _text.Append('\n');
    }

    private static string Initial(GlobalDefinition global)
    {
        ulong bits = global.InitialBits;
        return global.Type.Kind switch
        {
            ValueKind.I32 when bits <= uint.MaxValue => ((int)bits).ToString(CultureInfo.InvariantCulture),
            ValueKind.I64 => ((long)bits).ToString(CultureInfo.InvariantCulture),
            ValueKind.F32 when bits <= uint.MaxValue => LiteralText.Float32((uint)bits),
            ValueKind.F64 => LiteralText.Float64(bits),
            ValueKind.I8 when bits <= byte.MaxValue => ((sbyte)bits).ToString(CultureInfo.InvariantCulture),
            ValueKind.I16 when bits <= ushort.MaxValue => ((short)bits).ToString(CultureInfo.InvariantCulture),
            ValueKind.U8 or ValueKind.U16 or ValueKind.U32 or ValueKind.Bool =>
                bits.ToString(CultureInfo.InvariantCulture),
            _ => string.Create(CultureInfo.InvariantCulture, $"?0x{bits:x}"),
        };
    }

    private void WriteFunction(int index, FunctionDefinition function)
    {
        _text.Append('\n');
        var body = new FunctionText(_module, index, _types, _options, _text);
        _text.Append(function.Kind switch
        {
            FunctionKind.Local => DestructedStruct(index, function) is null ? "fn " : "drop ",
            FunctionKind.Host => "host fn ",
            FunctionKind.Imported => "extern fn ",
            _ => "?fn ",
        });
        _text.Append(DestructedStruct(index, function) ?? Dotted(function.FullName()));
        body.WriteHeader();
        if (function.Kind == FunctionKind.Local) body.WriteBody();
        else _text.Append('\n');
    }

    /// <summary>The name of the local struct that this function ends, when it is also named as a destructor must
    /// be.</summary>
    private string? DestructedStruct(int index, FunctionDefinition function)
    {
        if (!_structsByDestructor.TryGetValue(index, out int owner)) return null;
        StructDefinition definition = _module.Structs[owner];
        return definition.Module is null && function.Kind == FunctionKind.Local
            && function.Name == definition.DestructorName() ? Identifier(definition.Name) : null;
    }

    private static string StructName(StructDefinition definition) => Dotted(definition.FullName());

    internal static string Dotted(string name) => Names.IsDotted(name) ? name : Unspeakable(name);

    internal static string Identifier(string name) => Names.IsIdentifier(name) ? name : Unspeakable(name);

    internal static string ModeName(Mode mode) => mode switch
    {
        Mode.Resilient => "resilient",
        Mode.Normal => "normal",
        Mode.Fast => "fast",
        _ => string.Create(CultureInfo.InvariantCulture, $"?{(int)mode}"),
    };

    private static string Unspeakable(string name)
    {
        var text = new StringBuilder("?");
        LiteralText.AppendString(text, Encoding.UTF8.GetBytes(name));
        return text.ToString();
    }
}
