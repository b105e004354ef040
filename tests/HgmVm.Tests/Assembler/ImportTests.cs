using HgmVm.Assembler;
using HgmVm.Bytecode;
using HgmVm.Diagnostics;

namespace HgmVm.Tests.Assembler;

/// <summary>Modules that import one another, from files.</summary>
public sealed class ImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hgm-imports-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Imported_items_are_added_as_used_with_the_structs_they_need()
    {
        Write("ships.hgm", """
            module ships
            import ports
            struct Ship { varying port: ref ports.Port, varying next: own Ship, varying log: own array own Entry }
            struct Entry { final text: own array u8 }
            struct Unused { varying x: i64 }
            fn unused(x: own Unused) { ret }
            fn launch(port: ref ports.Port, name: fn(ref Ship) -> i64) -> own Ship { unreachable }
            """);
        Write("ports.hgm", "module ports\nstruct Port { varying depth: f64 }");
        Module module = Assemble("module m\nimport ships\nfn f(p: ref ships.Ship) {\ncall ships.launch(p, p) -> p\ncall ships.launch(p, p) -> p\nret\n}");
        Assert.Equal(["ships.Ship", "ports.Port", "ships.Entry"], module.Structs.Select(s => s.FullName()));
        Assert.Equal(["f", "ships.launch"], module.Functions.Select(f => f.FullName()));
        FunctionDefinition launch = module.Functions[1];
        Assert.Equal(["port", "name"], launch.Registers.Select(r => r.Name));
        Assert.Equal(FunctionKind.Imported, launch.Kind);
        string text = ModuleDisassembler.Disassemble(module);
        Assert.Contains("extern fn ships.launch(port: ref ports.Port, name: fn(ref ships.Ship) -> i64) -> own ships.Ship", text);
        Assert.Equal(ModuleWriter.Write(module), ModuleWriter.Write(Assembling.Module(text)));
    }

    [Theory]
    [InlineData("a/b.hgm")]
    [InlineData("a.b.hgm")]
    [InlineData("library/a/b.hgm")]
    [InlineData("library/a.b.hgm")]
    public void Modules_are_found_by_their_name(string path)
    {
        Write(path, "module a.b\nfn f() { ret }");
        Assert.Equal(["g", "a.b.f"], Assemble("module m\nimport a.b\nfn g() {\ncall a.b.f()\nret\n}").Functions.Select(f => f.FullName()));
    }

    [Fact]
    public void Binary_modules_are_imported_too()
    {
        byte[] bytes = ModuleWriter.Write(Assembling.Module("module bin\nfn f(x: i64) -> i64 { ret x }"));
        File.WriteAllBytes(Path.Combine(_folder, "bin.hgmb"), bytes);
        Assert.Equal(2, Assemble("module m\nimport bin\nfn g(x: i64) {\ncall bin.f(x) -> x\nret\n}").Functions.Count);
        File.WriteAllBytes(Path.Combine(_folder, "bin.hgmb"), bytes[..^1]);
        IReadOnlyList<Diagnostic> problems = Fail("module m\nimport bin\nfn g(x: i64) {\ncall bin.f(x) -> x\nret\n}");
        Assert.Equal("HGM1016", problems[0].Code);
        Assert.StartsWith("HGM4", problems[1].Code, StringComparison.Ordinal);
    }

    [Fact]
    public void The_standard_library_cannot_be_posed_as()
    {
        Write("std/io.hgm", "module std.io\nfn f() { ret }");
        Write("standard/std/io.hgm", "module std.io\nfn g() { ret }");
        string text = "module m\nimport std.io\nfn h() {\ncall std.io.f()\nret\n}";
        Assert.Equal("module `std.io` has no function `f`", Fail(text)[0].Message);
    }

    [Fact]
    public void Circles_are_named()
    {
        Write("a.hgm", "module a\nimport b\nfn f() {\ncall b.f()\nret\n}");
        Write("b.hgm", "module b\nimport c\nfn f() {\ncall c.f()\nret\n}");
        Write("c.hgm", "module c\nimport a\nfn f() {\ncall a.f()\nret\n}");
        Assert.Contains(Fail("module m\nimport a\nfn f() {\ncall a.f()\nret\n}"),
            d => d.Code == "HGM1017" && d.Message.Contains("a -> b -> c -> a", StringComparison.Ordinal));
        Assert.Contains(Fail(File.ReadAllText(Path.Combine(_folder, "a.hgm")), "a.hgm"),
            d => d.Code == "HGM1017" && d.Message.Contains("a -> b -> c -> a", StringComparison.Ordinal));
    }

    [Fact]
    public void Circles_of_imports_that_nothing_uses_are_found_when_the_program_is_loaded()
    {
        Write("a.hgm", "module a\nimport b");
        Write("b.hgm", "module b\nimport c");
        Write("c.hgm", "module c\nimport a");
        var resolver = new FileModuleResolver(Path.Combine(_folder, "m.hgm"));
        Module main = Assembling.Module("module m\nimport a\nimport gone", "m.hgm", resolver);
        IReadOnlyList<Module> modules = resolver.LoadProgram(main, out IReadOnlyList<Diagnostic> diagnostics);
        Assert.Equal(["m", "a", "b", "c"], modules.Select(m => m.Name));
        Assert.Equal(["HGM1017", "HGM1014"], diagnostics.Select(d => d.Code));
        Assert.Contains("a -> b -> c -> a", diagnostics[0].Message);
    }

    [Fact]
    public void Errors_of_an_imported_text_are_listed_once()
    {
        Write("a.hgm", "module a\nimport bad\nfn f() {\ncall bad.f()\nret\n}");
        Write("bad.hgm", "module bad\nfn f() {\nfrob\nret\n}");
        IReadOnlyList<Diagnostic> found = Fail("module m\nimport a\nimport bad\nfn f() {\ncall a.f()\ncall bad.f()\nret\n}");
        Diagnostic cause = Assert.Single(found, d => d.Code == "HGM1002");
        Assert.Equal((Path.Combine(_folder, "bad.hgm"), 3), (cause.Span!.Value.File, cause.Span.Value.Line));
        Assert.Equal(3, found.Count(d => d.Code == "HGM1016"));
    }

    [Fact]
    public void A_long_chain_of_imports_ends_in_a_message()
    {
        for (int i = 0; i < 150; i++) Write($"m{i}.hgm", $"module m{i}\nimport m{i + 1}\nfn f() {{\ncall m{i + 1}.f()\nret\n}}");
        Assert.Contains(Fail("module m\nimport m0\nfn f() {\ncall m0.f()\nret\n}"),
            d => d.Message.Contains("chain of more than 100 imports", StringComparison.Ordinal));
    }

    [Fact]
    public void Struct_chains_of_any_length_are_imported()
    {
        const int Length = 20_000;
        Write("chain.hgm", "module chain\n" + string.Concat(Enumerable.Range(0, Length)
            .Select(i => $"struct S{i} {{ varying next: own S{Math.Min(i + 1, Length - 1)} }}\n")));
        Assert.Equal(Length, Assemble("module m\nimport chain\nglobal g: own chain.S0").Structs.Count);
    }

    [Fact]
    public void A_folder_or_an_unreadable_file_is_not_a_module()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "dir.hgm"));
        File.WriteAllBytes(Path.Combine(_folder, "noise.hgm"), [0x6D, 0xFF, 0xFE]);
        Assert.Equal("HGM1014", Fail("module m\nimport dir\nfn f() {\ncall dir.f()\nret\n}")[0].Code);
        Assert.Equal(["HGM1016", "HGM0010"], Fail("module m\nimport noise\nfn f() {\ncall noise.f()\nret\n}").Select(d => d.Code));
    }

    private void Write(string path, string text)
    {
        string full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }

    private FileModuleResolver Resolver(string file) =>
        new(Path.Combine(_folder, file), Path.Combine(_folder, "standard"), [Path.Combine(_folder, "library")]);

    private Module Assemble(string text) => Assembling.Module(text, "main.hgm", Resolver("main.hgm"));

    private IReadOnlyList<Diagnostic> Fail(string text, string file = "main.hgm")
    {
        AssemblyResult result = ModuleAssembler.Assemble(text, Path.Combine(_folder, file), Resolver(file));
        Assert.Null(result.Module);
        return result.Diagnostics;
    }
}
