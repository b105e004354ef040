using HgmVm.Bytecode;

namespace HgmVm.Tests.Verification;

/// <summary>
/// Builds modules for tests from a few words, without the assembler: canonical mnemonics, no checks whatever, so that
/// wrong modules can be made as easily as right ones.
/// </summary>
internal sealed class ModuleSketch
{
    public Module Module { get; } = new("test") { SourceName = "test.hgm" };

    /// <summary>Fields as <c>final id: i32</c>.</summary>
    public ModuleSketch Struct(string name, params string[] fields)
    {
        Module.Structs.Add(new StructDefinition { Name = name });
        foreach (string field in fields)
        {
            string[] parts = field.Split([' ', ':'], 3,
                StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            Module.Structs[^1].Fields.Add(new FieldDefinition(parts[1], Type(parts[2]), parts[0] == "final"));
        }
        return this;
    }

    /// <summary>Methods as <c>grow(borrow Thing, i64) -> i64</c>.</summary>
    public ModuleSketch Interface(string name, params string[] methods)
    {
        Module.Structs.Add(new StructDefinition { Name = name, IsInterface = true });
        foreach (string method in methods)
        {
            int open = method.IndexOf('(', StringComparison.Ordinal);
            Module.Structs[^1].Fields.Add(new FieldDefinition(method[..open], Type("fn" + method[open..]), true));
        }
        return this;
    }

    public ModuleSketch Implements(string type, string structName, params string[] functions)
    {
        var known = new ImplementationDefinition
        {
            Interface = Module.Structs.FindIndex(s => s.Name == type),
            Struct = Module.Structs.FindIndex(s => s.Name == structName),
        };
        known.Methods.AddRange(functions.Select(name => Module.Functions.FindIndex(f => f.Name == name)));
        Module.Implementations.Add(known);
        return this;
    }

    public ModuleSketch Global(string name, string type, ulong bits = 0)
    {
        Module.Globals.Add(new GlobalDefinition(name, Type(type), bits));
        return this;
    }

    /// <summary>A head as <c>f(a: own Node) -> i64</c>, registers as <c>x: i64, y: ref Node</c>, one instruction a
    /// line.</summary>
    public ModuleSketch Function(string head, string registers, string body)
    {
        FunctionDefinition function = Declare(head, FunctionKind.Local, null);
        AddRegisters(function, registers);
        new CodeSketch(this, function).Emit(body);
        return this;
    }

    public ModuleSketch Host(string head)
    {
        Declare(head, FunctionKind.Host, null);
        return this;
    }

    public ModuleSketch Imported(string module, string head)
    {
        if (!Module.Imports.Contains(module)) Module.Imports.Add(module);
        Declare(head, FunctionKind.Imported, module);
        return this;
    }

    /// <summary>A type in its text form.</summary>
    public ValueType Type(string text)
    {
        text = text.Trim();
        if (text.StartsWith("fn(", StringComparison.Ordinal))
            return new ValueType(ValueKind.Function, (ushort)SignatureOf(text[2..]));
        string[] words = text.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries);
        var kind = Enum.Parse<ValueKind>(words[0], ignoreCase: true);
        return words.Length == 1 ? new ValueType(kind) : new ValueType(kind, (ushort)HeapTypeOf(words[1]));
    }

    /// <summary>The index of a signature as <c>(i64, ref Node) -> i32, i32</c>.</summary>
    public int SignatureOf(string text)
    {
        int close = Close(text, 0);
        string results = text[(close + 1)..].Replace("->", "", StringComparison.Ordinal).Trim();
        if (results.StartsWith('(')) results = results[1..^1];
        return IndexIn(Module.Signatures,
            new Signature(Split(text[1..close]).Select(Type), Split(results).Select(Type)));
    }

    /// <summary>The index of a field path.</summary>
    public int PathTo(int structIndex, string field)
    {
        int index = Module.Structs[structIndex].Fields.FindIndex(f => f.Name == field);
        return IndexIn(Module.Paths, new FieldPath(structIndex, [(ushort)index]));
    }

    internal static int IndexIn<T>(List<T> table, T entry)
    {
        int index = table.IndexOf(entry);
        if (index >= 0) return index;
        table.Add(entry);
        return table.Count - 1;
    }

    /// <summary>Splits at the commas that stand in no parentheses.</summary>
    internal static string[] Split(string text)
    {
        var parts = new List<string>();
        int start = 0, depth = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            char c = i < text.Length ? text[i] : ',';
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (c != ',' || depth > 0) continue;
            if (text[start..i].Trim() is { Length: > 0 } part) parts.Add(part);
            start = i + 1;
        }
        return [.. parts];
    }

    /// <summary>Where the parenthesis that opens at a place closes.</summary>
    private static int Close(string text, int open)
    {
        int depth = 0;
        for (int i = open; i < text.Length; i++)
        {
            depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            if (depth == 0) return i;
        }
        throw new ArgumentException($"unbalanced: {text}");
    }

    private FunctionDefinition Declare(string head, FunctionKind kind, string? module)
    {
        int open = head.IndexOf('('), close = Close(head, open);
        string[] parameters = Split(head[(open + 1)..close]);
        string types = string.Join(", ", parameters.Select(p => p.Split(':', 2)[1]));
        var function = new FunctionDefinition
        {
            Name = head[..open], Kind = kind, Module = module, Signature = SignatureOf($"({types}){head[(close + 1)..]}"),
        };
        AddRegisters(function, head[(open + 1)..close]);
        Module.Functions.Add(function);
        int owner = Module.Structs.FindIndex(s => s.Name + ".drop" == function.Name);
        if (owner >= 0) Module.Structs[owner].Destructor = Module.Functions.Count - 1;
        return function;
    }

    private void AddRegisters(FunctionDefinition function, string registers)
    {
        foreach (string register in Split(registers))
        {
            string[] parts = register.Split(':', 2);
            function.Registers.Add(new RegisterDefinition(parts[0].Trim(), Type(parts[1])));
        }
    }

    private int HeapTypeOf(string text)
    {
        HeapType type = text.StartsWith("array ", StringComparison.Ordinal) ? HeapType.Array(Type(text[6..]))
            : HeapType.Struct(Module.Structs.FindIndex(s => s.Name == text));
        return IndexIn(Module.HeapTypes, type);
    }
}
