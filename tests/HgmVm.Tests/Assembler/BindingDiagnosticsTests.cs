using HgmVm.Assembler;
using HgmVm.Assembler.Diagnostics;
using HgmVm.Bytecode;
using HgmVm.Diagnostics;
using HgmVm.Tests.Repository;

namespace HgmVm.Tests.Assembler;

/// <summary>
/// What a user reads when names and operands are wrong. Each <c>tests/approved/diagnostics/binding/NAME.hgm</c> is a
/// text with mistakes of one family, and <c>NAME.txt</c> beside it every message about it.
/// </summary>
public class BindingDiagnosticsTests
{
    private const string Folder = "diagnostics/binding";

    public static TheoryData<string> Cases => [.. Names];

    private static IEnumerable<string> Names => Directory.GetFiles(RepositoryRoot.PathOf($"tests/approved/{Folder}"), "*.hgm")
        .Select(path => Path.GetFileNameWithoutExtension(path)).Order();

    [Theory]
    [MemberData(nameof(Cases))]
    public void Messages_read_as_approved(string name)
    {
        string text = ApprovedFile.Read($"{Folder}/{name}.hgm"), file = name + ".hgm";
        AssemblyResult result = ModuleAssembler.Assemble(text, file, new Neighbours());
        ApprovedFile.Check($"{Folder}/{name}.txt", Assembling.Render(text, file, result.Diagnostics));
    }

    [Fact]
    public void Every_mistake_of_names_and_operands_is_provoked()
    {
        var found = Names.SelectMany(name => Assembling.Diagnose(ApprovedFile.Read($"{Folder}/{name}.hgm"), new Neighbours()))
            .Concat(Assembling.Diagnose(TooManyRegisters)).Select(diagnostic => diagnostic.Code).ToHashSet();
        string[] missing = [.. AssemblerDiagnostics.All.Select(descriptor => descriptor.Code)
            .Where(code => code.StartsWith("HGM1", StringComparison.Ordinal) && !found.Contains(code))];
        Assert.Empty(missing);
    }

    public static TheoryData<string, string> TooLarge => new()
    {
        { TooManyRegisters, "function `f` has more than 16384 registers" },
        { $"module m\nfn f() {{\n{Lines(65_536, _ => "nop")}}}", "the code of `f` has more than 65535 words from here on" },
        { $"module m\nstruct S {{\n{Lines(4_097, i => $"varying f{i}: i64")}}}", "struct `S` has more than 4096 fields" },
        { $"module m\nfn f({string.Join(',', Enumerable.Range(0, 256).Select(i => $"p{i}: i64"))}) {{ ret }}", "more than 255 parameters" },
        { $"module m\nfn f() -> {string.Join(',', Enumerable.Repeat("i64", 256))} {{ ret }}", "more than 255 results" },
        { $"module m\n{Lines(65_536, i => $"global g{i}: i64")}", "more than 65535 globals" },
        { $"module m\nstruct {new string('S', 252)} {{ }}\ndrop {new string('S', 252)}(s: i64) {{ ret }}",
            "the full name of 257 characters is longer than 255" },
        { $"module m\nfn f() {{\n{Lines(65_535, i => $"trap \"{i}\"")}}}\nfn g() {{ trap \"more\" }}", "more than 65535 strings" },
        { $"module m\nglobal g: fn(fn({string.Join(',', Enumerable.Repeat($"fn({Scalars(200)})", 30))}))",
            "this type is more than 24 levels deep or consists of more than 4096 types" },
    };

    [Theory]
    [MemberData(nameof(TooLarge))]
    public void What_does_not_fit_a_module_is_one_clear_message(string text, string message)
    {
        Diagnostic first = Assembling.Diagnose(text).First(diagnostic => diagnostic.IsError);
        Assert.Equal(message, first.Message);
        Assert.True(first.Span is { Line: > 0, Column: > 0 });
    }

    [Fact]
    public void The_largest_of_everything_fits()
    {
        Module module = Assembling.Module($"module m\nstruct S {{\n{Lines(4_096, i => $"varying f{i}: i64")}}}\nfn f() {{\n"
            + $"{Lines(16_384, i => $"let r{i}: i64")}{Lines(65_535, _ => "nop")}}}");
        Assert.Equal(65_535, module.Functions[0].Code.Count);
        Assert.Equal(16_384, module.Functions[0].Registers.Count);
    }

    private static string TooManyRegisters => $"module m\nfn f() {{\n{Lines(16_385, i => $"let r{i}: i64")}ret\n}}";

    private static string Lines(int count, Func<int, string> line) =>
        string.Concat(Enumerable.Range(0, count).Select(i => line(i) + "\n"));

    private static string Scalars(int count) => string.Join(',', Enumerable.Repeat("i64", count));

    /// <summary>The modules that the texts import: a good one and all kinds of bad ones.</summary>
    private sealed class Neighbours : IModuleResolver
    {
        private static readonly Diagnostic s_cause =
            new(AssemblerDiagnostics.UnknownMnemonic, "there is no opcode `frob`", new SourceSpan("broken.hgm", 3, 5, 4));

        public Module? Resolve(string moduleName, out string? problem)
        {
            problem = moduleName switch
            {
                "good" or "impostor" or "malformed" => null,
                "broken" => "has errors, see broken.hgm",
                "circle" => "imports itself: imports -> circle -> imports",
                _ => "was not found",
            };
            return moduleName switch
            {
                "good" => Assembling.Module("module good\nhost fn hidden()\nstruct Port { varying depth: f64 }\nstruct Dock { }\n"
                    + "drop Port(self: borrow Port) {\nret\n}\nfn greet() {\nret\n}"),
                "impostor" => new Module("someone_else"),
                "malformed" => Malformed(),
                _ => null,
            };
        }

        public ImportFailure Explain(string moduleName) => moduleName switch
        {
            "broken" => new ImportFailure(AssemblerDiagnostics.ImportHasErrors, [s_cause]),
            "circle" => new ImportFailure(AssemblerDiagnostics.ImportCycle, []),
            _ => ImportFailure.NotFound,
        };

        private static Module Malformed()
        {
            var module = new Module("malformed");
            module.HeapTypes.Add(HeapType.Array(new ValueType(ValueKind.Own, 0)));
            return module;
        }
    }
}
