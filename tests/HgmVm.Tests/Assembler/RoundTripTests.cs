using HgmVm.Assembler;
using HgmVm.Bytecode;
using HgmVm.Tests.Bytecode;
using HgmVm.Tests.Repository;

namespace HgmVm.Tests.Assembler;

/// <summary>A module, its text, and the module of that text: the first and the last have the same bytes.</summary>
public class RoundTripTests
{
    private static readonly string[] s_folders = ["stdlib", "examples", "tests/approved/disassembly"];

    public static TheoryData<string> Texts => [.. s_folders.Select(RepositoryRoot.PathOf).Where(Directory.Exists)
        .SelectMany(folder => Directory.GetFiles(folder, "*.hgm", SearchOption.AllDirectories))
        .Select(path => Path.GetRelativePath(RepositoryRoot.PathOf("."), path)).Order()];

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_written_text_disassembles_to_the_same_module(string path)
    {
        string full = RepositoryRoot.PathOf(path);
        var resolver = new FileModuleResolver(full, RepositoryRoot.PathOf("stdlib"));
        AssertRoundTrip(Assembling.Module(File.ReadAllText(full), path, resolver));
    }

    [Fact]
    public void Random_modules_survive()
    {
        for (int seed = 1; seed <= 300; seed++) Survives(seed);
        // New ones in every run; a failure names its seed.
        for (int i = 0; i < 300; i++) Survives(Random.Shared.Next());
    }

    [Theory]
    [InlineData(9787502)] // writes out paths and strings, but not types
    [InlineData(1619)] // a whole name that could also be short for another opcode
    public void Random_modules_that_once_did_not_survive_do(int seed) => Survives(seed);

    /// <summary>A path that no code follows has to be written out, and names the array that it starts in.</summary>
    [Fact]
    public void Paths_from_fixed_arrays_that_nothing_follows_survive()
    {
        Module module = Assembling.Module("""
            module rows
            struct Pod { varying x: i64 }
            fn f(a: ref array inline [2]inline [3]inline Pod, b: ref array inline [4]i32, i: i64) {
                let x: i64
                ld x, a[i][1][2].x
                st b[i][3], 7
                ret
            }
            """);
        Assert.Equal(2, module.Paths.Count(path => path.Row is not null));
        AssertRoundTrip(module);
        int row = module.HeapTypes.FindIndex(type => type.IsFixed && type.Count == 4);
        module.Paths.Add(new FieldPath(FieldPath.FirstRow + row, [2]));
        AssertRoundTrip(module);
        Assert.Contains("table field inline [4]i32[2]", ModuleDisassembler.Disassemble(module), StringComparison.Ordinal);
    }

    /// <summary>Damaged modules that the reader accepts either survive too, or their text is refused.</summary>
    [Fact]
    public void What_has_no_text_form_says_so()
    {
        int survivors = 0, refused = 0;
        for (int i = 0; i < 3_000; i++)
        {
            int seed = Random.Shared.Next();
            byte[] bytes = DamagedModule(seed);
            if (ModuleReader.Read(bytes, "damaged.hgmb").Module is not { } module) continue;
            string text = ModuleDisassembler.Disassemble(module);
            AssemblyResult again = ModuleAssembler.Assemble(text, "again.hgm", NoModules.Instance);
            if (again.Module is null) refused++;
            else if (bytes.AsSpan().SequenceEqual(ModuleWriter.Write(again.Module))) survivors++;
            else Assert.Fail($"seed {seed}: {Assembling.Render(text, "again.hgm", again.Diagnostics)}\n{text}");
        }
        Assert.True(survivors > 20 && refused > 20, $"{survivors} survivors, {refused} refused");
    }

    private static byte[] DamagedModule(int seed)
    {
        byte[] bytes = ModuleWriter.Write(new RandomModule(seed).Create());
        var random = new Random(seed);
        for (int n = random.Next(1, 3); n > 0; n--)
            bytes[random.Next(BinaryForm.HeaderBytes, bytes.Length)] = (byte)random.Next(256);
        return BinaryForm.Seal(bytes);
    }

    private static void Survives(int seed)
    {
        Module module = new RandomModule(seed).Create();
        try
        {
            AssertRoundTrip(module);
        }
        catch (Exception e)
        {
            Assert.Fail($"seed {seed}: {e.Message}\n{ModuleDisassembler.Disassemble(module)}");
        }
    }

    [Fact]
    public void The_disassembler_takes_any_words_for_code()
    {
        var random = new Random(4711);
        for (int i = 0; i < 300; i++)
        {
            Module module = new RandomModule(i).Create();
            RandomModule.Damage(module, random);
            string text = ModuleDisassembler.Disassemble(module, new DisassemblyOptions { ShowPositions = true });
            Assert.StartsWith("module ", text);
            ModuleAssembler.Assemble(text, "damaged.hgm", NoModules.Instance);
        }
    }

    [Fact]
    public void Equal_texts_give_equal_bytes()
    {
        string text = File.ReadAllText(RepositoryRoot.PathOf("tests/approved/disassembly/everything.hgm"));
        Assert.Equal(ModuleWriter.Write(Assembling.Module(text)), ModuleWriter.Write(Assembling.Module(text)));
    }

    private static void AssertRoundTrip(Module module)
    {
        byte[] bytes = ModuleWriter.Write(module);
        string text = ModuleDisassembler.Disassemble(module);
        Module again = Assembling.Module(text, "again.hgm");
        if (bytes.AsSpan().SequenceEqual(ModuleWriter.Write(again))) return;
        string second = ModuleDisassembler.Disassemble(again);
        Assert.Equal(text, second);
        Assert.Fail("the texts are equal, the bytes are not");
    }
}
