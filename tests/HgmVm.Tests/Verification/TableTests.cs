using HgmVm.Bytecode;
using HgmVm.Verification;

namespace HgmVm.Tests.Verification;

/// <summary>Tables with one mistake each.</summary>
public class TableTests
{
    private static readonly (string Code, string What, Action<Module> Break)[] s_cases =
    [
        ("HGM2001", "too many globals", m => m.Globals.AddRange(Enumerable.Range(0, 65_536).Select(i =>
            new GlobalDefinition($"g{i}", new(ValueKind.I64), 0)))),
        ("HGM2001", "too many fields", m => m.Structs[0].Fields.AddRange(Enumerable.Range(0, 4_096).Select(i =>
            new FieldDefinition($"f{i}", new(ValueKind.I64), false)))),
        ("HGM2001", "too many registers", m => AddRegisters(m.Functions[0], 16_384)),
        ("HGM2001", "too many parameters", m => m.Signatures.Add(new Signature(Enumerable.Repeat(new ValueType(ValueKind.I32), 256), []))),
        ("HGM2001", "too many results", m => m.Signatures.Add(new Signature([], Enumerable.Repeat(new ValueType(ValueKind.I32), 256)))),
        ("HGM2002", "module name", m => m.Name = "a..b"),
        ("HGM2002", "import", m => m.Imports.Add("")),
        ("HGM2002", "fast permission", m => m.AllowFast.Add("a b")),
        ("HGM2002", "global", m => m.Globals.Add(new GlobalDefinition("a.b", new(ValueKind.I64), 0))),
        ("HGM2002", "register", m => m.Functions[0].Registers.Add(new RegisterDefinition("\u001b[2J", new(ValueKind.I64)))),
        ("HGM2003", "function", m => m.Functions.Add(m.Functions[1])),
        ("HGM2003", "struct", m => m.Structs.Add(new StructDefinition { Name = "Node" })),
        ("HGM2003", "field", m => m.Structs[0].Fields.Add(m.Structs[0].Fields[0])),
        ("HGM2003", "register", m => m.Functions[0].Registers.Add(m.Functions[0].Registers[0])),
        ("HGM2003", "global", m => m.Globals.Add(m.Globals[0])),
        ("HGM2003", "import", m => m.Imports.AddRange(["a", "a"])),
        ("HGM2004", "signature", m => m.Functions.Add(new FunctionDefinition { Name = "x", Signature = 9_999 })),
        ("HGM2004", "destructor", m => m.Structs[0].Destructor = -1),
        ("HGM2005", "borrow in a field", m => m.Structs[0].Fields.Add(new FieldDefinition("b", new(ValueKind.Borrow, 0), false))),
        ("HGM2005", "borrow in an array", m => m.HeapTypes.Add(HeapType.Array(new(ValueKind.Borrow, 0)))),
        ("HGM2005", "borrow in a global", m => m.Globals.Add(new GlobalDefinition("b", new(ValueKind.Borrow, 0), 0))),
        ("HGM2005", "borrow as a result", m => m.Signatures.Add(new Signature([], [new(ValueKind.Borrow, 0)]))),
        ("HGM2005", "narrow register", m => m.Functions[0].Registers.Add(new RegisterDefinition("w", new(ValueKind.U8)))),
        ("HGM2005", "narrow parameter", m => m.Signatures.Add(new Signature([new(ValueKind.Bool)], []))),
        ("HGM2005", "no type", m => m.Functions[0].Registers.Add(new RegisterDefinition("w", default))),
        ("HGM2005", "unknown kind", m => m.Functions[0].Registers.Add(new RegisterDefinition("w", new((ValueKind)99)))),
        ("HGM2005", "number with an index", m => m.Functions[0].Registers.Add(new RegisterDefinition("w", new(ValueKind.I64, 1)))),
        ("HGM2006", "entry twice", m => m.HeapTypes.Add(m.HeapTypes[0])),
        ("HGM2006", "struct out of range", m => m.HeapTypes.Add(HeapType.Struct(500))),
        ("HGM2006", "array of itself", m => m.HeapTypes.Add(HeapType.Array(new(ValueKind.Own, (ushort)m.HeapTypes.Count)))),
        ("HGM2006", "function of itself", m => m.Signatures.Add(new Signature([new(ValueKind.Function, (ushort)m.Signatures.Count)], []))),
        ("HGM2007", "destructor of an import", m => m.Structs.Add(new StructDefinition { Name = "S", Module = "m", Destructor = 0 })),
        ("HGM2007", "destructor with another name", m => m.Structs[0].Destructor = 0),
        ("HGM2007", "dotted name", m => m.Functions.Add(new FunctionDefinition { Name = "a.b", Signature = 0 })),
        ("HGM2008", "import of an unlisted module", m => m.Structs.Add(new StructDefinition { Name = "S", Module = "m" })),
        ("HGM2008", "import of itself", m => m.Structs.Add(new StructDefinition { Name = "S", Module = m.Name })),
        ("HGM2008", "import from nowhere", m => m.Functions.Add(new FunctionDefinition { Name = "x",
            Kind = FunctionKind.Imported, Signature = 0 })),
        ("HGM2008", "local with a module", m => m.Functions.Add(new FunctionDefinition { Name = "x",
            Kind = FunctionKind.Host, Module = "m", Signature = 0 })),
        ("HGM2009", "path without steps", m => m.Paths.Add(new FieldPath(0, []))),
        ("HGM2009", "path with two steps", m => m.Paths.Add(new FieldPath(0, [0, 0]))),
        ("HGM2009", "path to no field", m => m.Paths.Add(new FieldPath(0, [99]))),
        ("HGM2009", "path from no struct", m => m.Paths.Add(new FieldPath(-5, [0]))),
        ("HGM2009", "path beyond a reference", m => m.Paths.Add(new FieldPath(PathToReference(m), [0, 0]))),
        ("HGM2019", "dense elements that are not inline", m => m.HeapTypes.Add(HeapType.Array(new(ValueKind.F32), true))),
        ("HGM2019", "dense elements that own", m =>
        {
            m.HeapTypes.Add(HeapType.Fixed(7, new(ValueKind.Own, 0), false));
            m.HeapTypes.Add(HeapType.Array(new(ValueKind.Inline, (ushort)(m.HeapTypes.Count - 1)), true));
        }),
        ("HGM2019", "dense unions", m =>
        {
            AddUnion(m, 0);
            m.HeapTypes.Add(HeapType.Struct(m.Structs.Count - 1));
            m.HeapTypes.Add(HeapType.Array(new(ValueKind.Inline, (ushort)(m.HeapTypes.Count - 1)), true));
        }),
        ("HGM2015", "struct in itself", m => AddSelf(m, new(ValueKind.Inline, (ushort)m.HeapTypes.Count))),
        ("HGM2015", "struct in itself, in a fixed array", m =>
        {
            AddSelf(m, new(ValueKind.Inline, (ushort)(m.HeapTypes.Count + 1)));
            m.HeapTypes.Add(HeapType.Fixed(2, new(ValueKind.Inline, (ushort)(m.HeapTypes.Count - 1)), false));
        }),
        ("HGM2015", "members in members without end", m =>
        {
            for (int i = 0; i <= ModuleLimits.MaxInlineDepth + 1; i++)
            {
                m.HeapTypes.Add(HeapType.Struct(m.Structs.Count));
                var definition = new StructDefinition { Name = $"Deep{i}" };
                if (i > 0) definition.Fields.Add(new FieldDefinition("f",
                    new(ValueKind.Inline, (ushort)(m.HeapTypes.Count - 2)), true));
                m.Structs.Add(definition);
            }
        }),
        ("HGM2016", "union without variants", m => m.Structs.Add(new StructDefinition { Name = "U", IsUnion = true })),
        ("HGM2016", "union with a field", m => AddUnion(m, 0).Fields.Add(new FieldDefinition("f", new(ValueKind.I64), false))),
        ("HGM2016", "union of a union", m => AddUnion(m, m.Structs.Count)),
        ("HGM2017", "interface with a destructor", m => AddInterface(m).Destructor = 0),
        ("HGM2017", "interface with a mode", m => AddInterface(m).Mode = Mode.Fast),
        ("HGM2017", "method that is no function", m => AddInterface(m).Fields.Add(new FieldDefinition("f", new(ValueKind.I64), true))),
        ("HGM2017", "method that varies", m =>
            AddInterface(m).Fields.Add(new FieldDefinition("f", new(ValueKind.Function, 0), false))),
        ("HGM2017", "method without an object", m =>
            AddInterface(m).Fields.Add(new FieldDefinition("f", new(ValueKind.Function, NoParameters(m)), true))),
        ("HGM2016", "union of an interface", m =>
        {
            AddInterface(m);
            AddUnion(m, m.Structs.Count - 1);
        }),
        ("HGM2005", "inline interface", m =>
        {
            m.HeapTypes.Add(HeapType.Struct(m.Structs.Count));
            AddInterface(m);
            var inline = new ValueType(ValueKind.Inline, (ushort)(m.HeapTypes.Count - 1));
            m.Structs[0].Fields.Add(new FieldDefinition("i", inline, false));
        }),
        ("HGM2005", "inline interfaces in a fixed array", m =>
        {
            m.HeapTypes.Add(HeapType.Struct(m.Structs.Count));
            AddInterface(m);
            m.HeapTypes.Add(HeapType.Fixed(2, new(ValueKind.Inline, (ushort)(m.HeapTypes.Count - 1)), false));
        }),
        ("HGM2018", "implementation of no struct", m => AddImplementation(m, AddInterface(m), 500)),
        ("HGM2018", "implementation of no interface", m => m.Implementations.Add(new ImplementationDefinition { Interface = 0, Struct = 0 })),
        ("HGM2018", "implementation by a union", m =>
        {
            AddUnion(m, 0);
            AddImplementation(m, AddInterface(m), m.Structs.Count - 2);
        }),
        ("HGM2018", "implementation twice", m =>
        {
            AddImplementation(m, AddInterface(m), 0);
            AddImplementation(m, m.Structs[^1], 0);
        }),
        ("HGM2018", "implementation without its methods", m => AddImplementation(m, AddInterface(m, method: true), 0)),
        ("HGM2018", "implementation with too many methods", m => AddImplementation(m, AddInterface(m), 0, 0)),
        ("HGM2018", "method that no function has", m => AddImplementation(m, AddInterface(m, method: true), 0, 9_999)),
        ("HGM2018", "method with another signature", m => AddImplementation(m, AddInterface(m, method: true), 0, 0)),
        ("HGM2018", "import of a local implementation", m => m.Implementations.Add(new ImplementationDefinition
            { Interface = IndexOf(m, AddInterface(m)), Struct = 0, IsImported = true })),
        ("HGM2012", "line of an implementation", m => AddImplementation(m, AddInterface(m), 0).Line = -1),
        ("HGM2001", "too many implementations", m => m.Implementations.AddRange(Enumerable.Repeat(
            new ImplementationDefinition { Interface = 0, Struct = 0 }, 65_536))),
        ("HGM2016", "struct with variants", m => m.Structs[0].Variants.Add(1)),
        ("HGM2004", "variant that is no struct", m => AddUnion(m, 500)),
        ("HGM2005", "unique that is not inline", m => m.Structs[0].Fields.Add(new FieldDefinition("u", new(ValueKind.I64), false, true))),
        ("HGM2005", "inline heap array", m =>
        {
            m.HeapTypes.Add(HeapType.Array(new(ValueKind.F32)));
            m.Structs[0].Fields.Add(new FieldDefinition("u", new(ValueKind.Inline, (ushort)(m.HeapTypes.Count - 1)),
                false));
        }),
        ("HGM2005", "inline register", m => m.Functions[0].Registers.Add(new RegisterDefinition("w", new(ValueKind.Inline, 0)))),
        ("HGM2005", "inline global", m => m.Globals.Add(new GlobalDefinition("w", new(ValueKind.Inline, 0), 0))),
        ("HGM2005", "fixed array of nothing", m => m.HeapTypes.Add(HeapType.Fixed(0, new(ValueKind.F32), false))),
        ("HGM2005", "final elements that own nothing", m => m.HeapTypes.Add(HeapType.Fixed(2, new(ValueKind.F32), true))),
        ("HGM2010", "too few registers", m => m.Functions.Add(new FunctionDefinition { Name = "x", Signature = m.Functions[0].Signature })),
        ("HGM2010", "parameter of another type", m => m.Functions[0].Registers[0] = new RegisterDefinition("n", new(ValueKind.I64))),
        ("HGM2011", "host function with code", m => m.Functions.Find(f => f.Kind == FunctionKind.Host)!.Code.Add(default)),
        ("HGM2012", "line beyond the code", m => m.Functions[0].Lines.Add(new LineEntry(100, 1))),
        ("HGM2012", "lines that descend", m => m.Functions[0].Lines.Insert(0, new LineEntry(1, 1))),
        ("HGM2012", "negative line", m => m.Functions[0].Lines[0] = new LineEntry(0, -1)),
        ("HGM2012", "negative line of a struct", m => m.Structs[0].Line = -1),
        ("HGM2013", "value of a narrow global", m => m.Globals.Add(new GlobalDefinition("x", new(ValueKind.U8), 256))),
        ("HGM2013", "value of a bool", m => m.Globals.Add(new GlobalDefinition("x", new(ValueKind.Bool), 2))),
        ("HGM2013", "value of an i32", m => m.Globals.Add(new GlobalDefinition("x", new(ValueKind.I32), 1UL << 32))),
        ("HGM2013", "value of a reference", m => m.Globals.Add(new GlobalDefinition("x", new(ValueKind.Ref, 0), 1))),
        ("HGM2014", "module mode", m => m.Mode = (Mode)3),
        ("HGM2014", "struct mode", m => m.Structs[0].Mode = (Mode)9),
        ("HGM2014", "register mode", m => m.Functions[0].Registers[0] = m.Functions[0].Registers[0] with { Mode = (Mode)9 }),
        ("HGM2014", "function kind", m => m.Functions.Add(new FunctionDefinition { Name = "x", Kind = (FunctionKind)7, Signature = 0 })),
    ];

    private static StructDefinition AddInterface(Module m, bool method = false)
    {
        var definition = new StructDefinition { Name = "I", IsInterface = true };
        m.Structs.Add(definition);
        if (!method) return definition;
        m.HeapTypes.Add(HeapType.Struct(m.Structs.Count - 1));
        m.Signatures.Add(new Signature([new(ValueKind.Borrow, (ushort)(m.HeapTypes.Count - 1))], [new(ValueKind.F32)]));
        definition.Fields.Add(new FieldDefinition("method", new(ValueKind.Function, (ushort)(m.Signatures.Count - 1)), true));
        return definition;
    }

    private static int IndexOf(Module m, StructDefinition definition) => m.Structs.IndexOf(definition);

    private static ImplementationDefinition AddImplementation(Module m, StructDefinition type, int target,
        params int[] methods)
    {
        var known = new ImplementationDefinition { Interface = IndexOf(m, type), Struct = target };
        known.Methods.AddRange(methods);
        m.Implementations.Add(known);
        return known;
    }

    private static ushort NoParameters(Module m)
    {
        int index = m.Signatures.FindIndex(signature => signature.Parameters.Count == 0);
        if (index >= 0) return (ushort)index;
        m.Signatures.Add(new Signature([], []));
        return (ushort)(m.Signatures.Count - 1);
    }

    private static StructDefinition AddUnion(Module m, int variant)
    {
        var union = new StructDefinition { Name = "U", IsUnion = true };
        union.Variants.Add(variant);
        m.Structs.Add(union);
        return union;
    }

    private static void AddSelf(Module m, ValueType member)
    {
        m.HeapTypes.Add(HeapType.Struct(m.Structs.Count));
        var definition = new StructDefinition { Name = "Self" };
        definition.Fields.Add(new FieldDefinition("self", member, false));
        m.Structs.Add(definition);
    }

    /// <summary>A new struct whose only field is a reference to itself.</summary>
    private static int PathToReference(Module m)
    {
        AddSelf(m, new(ValueKind.Ref, (ushort)m.HeapTypes.Count));
        return m.Structs.Count - 1;
    }

    internal static IEnumerable<string> Provoked => s_cases.Select(c => c.Code);

    [Fact]
    public void The_unbroken_module_is_accepted()
    {
        Module module = RuleCase.World().Imported("std.io", "print(x: i64)").Module;
        module.Structs.Add(new StructDefinition { Name = "Far", Module = "std.io", Mode = Mode.Fast });
        module.Globals.Add(new GlobalDefinition("flag", new(ValueKind.Bool), 1));
        Assert.Equal([], Verifier.Verify(module).Diagnostics);
    }

    [Fact]
    public void Each_mistake_in_the_tables_is_refused_with_its_code()
    {
        foreach ((string code, string what, Action<Module> breakIt) in s_cases)
        {
            Module module = RuleCase.World().Module;
            breakIt(module);
            VerificationResult result = Verifier.Verify(module);
            Assert.Null(result.Module);
            Assert.True(result.Diagnostics.Any(d => d.Code == code),
                $"{what}: {code} expected, got {string.Join("; ", result.Diagnostics.Select(d => $"{d.Code} {d.Message}"))}");
            Assert.All(result.Diagnostics, d => Assert.DoesNotContain('\u001b', d.Message));
        }
    }

    [Fact]
    public void Mistakes_in_tables_that_leave_indices_good_do_not_hide_those_in_code()
    {
        ModuleSketch sketch = RuleCase.World().Function("f() -> i64", "x: i64", "ret x");
        sketch.Module.Name = "not a name";
        Assert.Equal(["HGM2002", "HGM2040"], Verifier.Verify(sketch.Module).Diagnostics.Select(d => d.Code));
    }

    private static void AddRegisters(FunctionDefinition function, int count)
    {
        for (int i = 0; i < count; i++) function.Registers.Add(new RegisterDefinition($"r{i}", new(ValueKind.I64)));
    }
}
