using HgmVm.Bytecode;
using HgmVm.Diagnostics;
using HgmVm.Tests.Verification;

namespace HgmVm.Tests.Bytecode;

/// <summary>The reader accepts exactly what the writer writes, and says what is wrong with all else.</summary>
public class ModuleReaderTests
{
    private static readonly byte[] s_empty = ModuleWriter.Write(new Module("m"));

    private static readonly (string Code, string What, byte[] Bytes)[] s_cases =
    [
        ("HGM4001", "empty", []),
        ("HGM4001", "text", "module m"u8.ToArray()),
        ("HGM4001", "header cut off", s_empty[..11]),
        ("HGM4002", "version 1", With(4, 1, seal: true)),
        ("HGM4003", "a bit flipped", With(20, 0x41, seal: false)),
        ("HGM4003", "the end missing", s_empty[..^1]),
        ("HGM4004", "the end missing, checksum made right", BinaryForm.Seal(s_empty[..^1])),
        ("HGM4004", "section size beyond the end", With(13, 200, seal: true)),
        ("HGM4004", "more entries than bytes", Body(Section.Structs, 100)),
        ("HGM4004", "a name cut off", Body(Section.Module, 5, (byte)'a')),
        ("HGM4005", "sections exchanged", With(12, 2, seal: true)),
        ("HGM4006", "bytes after an entry", Body(Section.Structs, 0, 0)),
        ("HGM4006", "bytes after the end", BinaryForm.Seal([.. s_empty, 0])),
        ("HGM4007", "number longer than needed", Body(Section.Structs, 0x80, 0)),
        ("HGM4007", "number beyond 32 bits", Body(Section.Structs, 0xFF, 0xFF, 0xFF, 0xFF, 0x1F)),
        ("HGM4007", "number without end", Body(Section.Structs, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF)),
        ("HGM4008", "too many entries", Body(Section.Structs, 0x80, 0x80, 0x04)),
        ("HGM4008", "name too long", Body(Section.Module, 0x80, 0x02)),
        ("HGM4009", "blank in a name", Body(Section.Module, 3, (byte)'a', (byte)' ', (byte)'b', 0, 0, 0, 0, 0)),
        ("HGM4009", "two dots", Body(Section.Module, 4, (byte)'a', (byte)'.', (byte)'.', (byte)'b', 0, 0, 0, 0, 0)),
        ("HGM4009", "no name", Body(Section.Module, 0, 0, 0, 0, 0, 0)),
        ("HGM4009", "digit first", Body(Section.Globals, 1, 1, (byte)'1', 1, 0, 0, 0, 0, 0, 0, 0, 0)),
        ("HGM4009", "not ASCII", Body(Section.Module, 2, 0xC3, 0xA4, 0, 0, 0, 0, 0)),
        ("HGM4010", "unknown mode", Body(Section.Module, 1, (byte)'m', 3, 0, 0, 0, 0)),
        ("HGM4010", "unknown flag", Body(Section.Module, 1, (byte)'m', 0, 2, 0, 0, 0)),
        ("HGM4010", "unknown kind of type", Body(Section.Globals, 1, 1, (byte)'g', 17, 0, 0, 0, 0, 0, 0, 0, 0)),
        ("HGM4010", "no type", Body(Section.Globals, 1, 1, (byte)'g', 0, 0, 0, 0, 0, 0, 0, 0, 0)),
        ("HGM4010", "unknown kind of heap type", Body(Section.HeapTypes, 1, 5, 1)),
        ("HGM4010", "a union that is an interface", Body(Section.Structs, 1, 12, 1, (byte)'S', 0, 0, 0)),
        ("HGM4010", "unknown flag of an implementation", Body(Section.Implementations, 1, 2, 0, 0, 0, 0)),
        ("HGM4011", "source name", Body(Section.Module, 1, (byte)'m', 0, 0, 1, 0xFF, 0, 0)),
    ];

    [Fact]
    public void Each_mistake_is_refused_with_its_code()
    {
        foreach ((string code, string what, byte[] bytes) in s_cases)
        {
            ModuleReadResult result = ModuleReader.Read(bytes, "file.hgmb");
            Assert.False(result.IsSuccess, what);
            Assert.True(result.Diagnostics[0].Code == code,
                $"{what}: {code} expected, got {string.Join("; ", result.Diagnostics.Select(d => $"{d.Code} {d.Message}"))}");
            Assert.All(result.Diagnostics, d => Assert.Equal("file.hgmb", d.Span!.Value.File));
        }
    }

    [Fact]
    public void Every_diagnostic_of_the_reader_is_provoked_by_a_case()
    {
        Assert.Equal([], FormatDiagnostics.All.Select(d => d.Code).Except(s_cases.Select(c => c.Code)));
        Assert.Distinct(FormatDiagnostics.All.Select(d => d.Code));
        Assert.Equal(typeof(FormatDiagnostics).GetFields().Count(f => f.FieldType == typeof(DiagnosticDescriptor)),
            FormatDiagnostics.All.Count);
    }

    [Fact]
    public void Errors_in_several_sections_come_out_together()
    {
        byte[] bytes = BinaryForm.WithSection(s_empty, Section.Structs, 100);
        bytes = BinaryForm.WithSection(bytes, Section.Module, 1, (byte)'?', 0, 0, 0, 0, 0);
        Assert.Equal(["HGM4009", "HGM4004"], ModuleReader.Read(bytes, "").Diagnostics.Select(d => d.Code));
    }

    [Fact]
    public void The_example_of_the_format_page_is_what_is_written()
    {
        Assert.Equal("00-48-47-4D-02-00-00-00", BitConverter.ToString(s_empty, 0, 8));
        Assert.Equal("01-07-00-00-00-01-6D-00-00-00-00-00-02-01-00-00-00-00", BitConverter.ToString(s_empty, 12, 18));
        Assert.Equal("09-00-00-00-00-0A-00-00-00-00-0B-01-00-00-00-00", BitConverter.ToString(s_empty, s_empty.Length - 16));
    }

    [Fact]
    public void The_checksum_is_crc_32c() => Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8));

    [Fact]
    public void Only_the_magic_number_looks_binary()
    {
        Assert.True(ModuleReader.LooksBinary(s_empty));
        Assert.False(ModuleReader.LooksBinary("module m"u8));
        Assert.False(ModuleReader.LooksBinary([]));
        Assert.False(ModuleReader.LooksBinary([0]));
    }

    [Fact]
    public void Every_kind_of_entry_comes_back_as_it_was()
    {
        Module module = Everything();
        byte[] bytes = ModuleWriter.Write(module);
        ModuleReadResult result = ModuleReader.Read(bytes, "");
        Assert.Empty(result.Diagnostics);
        Module read = result.Module!;
        Assert.Equal(bytes, ModuleWriter.Write(read));
        Assert.Equal((module.Name, module.Mode, module.AllowsSoftTethers, module.SourceName), (read.Name, read.Mode,
            read.AllowsSoftTethers, read.SourceName));
        Assert.Equal(module.AllowFast, read.AllowFast);
        Assert.Equal(module.Imports, read.Imports);
        Assert.Equal(module.HeapTypes, read.HeapTypes);
        Assert.Equal(module.Signatures, read.Signatures);
        Assert.Equal(module.Globals, read.Globals);
        Assert.Equal(module.Paths, read.Paths);
        Assert.Equal(module.Strings, read.Strings);
        for (int i = 0; i < module.Structs.Count; i++)
        {
            StructDefinition left = module.Structs[i], right = read.Structs[i];
            Assert.Equal((left.Name, left.Module, left.Destructor, left.Mode, left.Line), (right.Name, right.Module,
                right.Destructor, right.Mode, right.Line));
            Assert.Equal(left.Fields, right.Fields);
        }
        for (int i = 0; i < module.Implementations.Count; i++)
        {
            ImplementationDefinition left = module.Implementations[i], right = read.Implementations[i];
            Assert.Equal((left.Interface, left.Struct, left.IsImported, left.Line),
                (right.Interface, right.Struct, right.IsImported, right.Line));
            Assert.Equal(left.Methods, right.Methods);
        }
        for (int i = 0; i < module.Functions.Count; i++)
        {
            FunctionDefinition left = module.Functions[i], right = read.Functions[i];
            Assert.Equal((left.Name, left.Kind, left.Module, left.Signature),
                (right.Name, right.Kind, right.Module, right.Signature));
            Assert.Equal(left.Registers, right.Registers);
            Assert.Equal(left.Code, right.Code);
            Assert.Equal(left.Lines, right.Lines);
        }
    }

    [Fact]
    public void A_count_costs_no_memory_before_its_entries_are_there()
    {
        byte[] bytes = BinaryForm.WithSection(s_empty, Section.Strings, 1, 0x80, 0x80, 0x80, 0x08);
        ModuleReader.Read(bytes, "");
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(ModuleReader.Read(bytes, "").IsSuccess);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    /// <summary>A module with every kind of entry; also what the mutation tests start from.</summary>
    internal static Module Everything()
    {
        Module module = RuleCase.World()
            .Imported("std.io", "print(x: i64)")
            .Function("loop(n: own Node, c: i32) -> i64", "x: i64, b: borrow Node, s: own array u8, f: fn(i64) -> (i64, i32)",
                "const.i64 x, 7\nagain:\nborrow b, n\nld x, b.id\nbr.nz c, again\nstr s, \"h\u00E9\"\nfree s\nswitch c, d, e\nd:\ncall eat(n)\nret x\ne:\nfree n\nret x")
            .Module;
        module.Mode = Mode.Normal;
        module.AllowFast.AddRange(["geometry", "geometry.Point"]);
        module.Structs.Add(new StructDefinition { Name = "Far", Module = "std.io", Mode = Mode.Fast, Line = 12 });
        module.Structs.Add(new StructDefinition { Name = "FarThing", Module = "std.io", IsInterface = true });
        module.Implementations.Add(new ImplementationDefinition
        {
            Interface = module.Structs.Count - 1, Struct = module.Structs.Count - 2, IsImported = true, Line = 13,
        });
        module.Strings.Add([0, 255, 10]);
        module.Functions[0].Registers[0] = module.Functions[0].Registers[0] with { Mode = Mode.Normal };
        module.Globals.Add(new GlobalDefinition("pi", new ValueType(ValueKind.F64),
            BitConverter.DoubleToUInt64Bits(Math.PI)));
        return module;
    }

    private static byte[] With(int position, byte value, bool seal)
    {
        byte[] bytes = [.. s_empty];
        bytes[position] = value;
        return seal ? BinaryForm.Seal(bytes) : bytes;
    }

    private static byte[] Body(Section section, params byte[] body) => BinaryForm.WithSection(s_empty, section, body);
}
