using HgmVm.Bytecode;
using HgmVm.Hosting;
using HgmVm.Linking;
using HgmVm.Tests.Assembler;
using HgmVm.Verification;

namespace HgmVm.Tests.Linking;

/// <summary>What shows only when modules meet: each mistake with its code, and nearly the same modules without
/// it.</summary>
public class LinkTests
{
    private const string Main = "module app\nfn main() {\nret\n}";
    private const string UsesPoint = """
        module app
        import lib
        source ""
        extern struct lib.Point {
            varying x: i64
            final y: i32
        }
        extern fn lib.twice(n: i64) -> i64
        fn main() {
            let n: i64, p: ref lib.Point
            const n, 1
            call lib.twice(n) -> n
            null p
            ret
        }
        """;

    private const string Lib = """
        module lib
        struct Point {
            varying x: i64
            final y: i32
        }
        fn twice(n: i64) -> i64 {
            add n, n, n
            ret n
        }
        """;

    private const string UsesDense = """
        module app
        import box
        source ""
        extern struct box.Nail {
            varying x: i64
        }
        extern struct box.Box {
            varying nails: inline [3]inline box.Nail
        }
        fn main() {
            let all: ref array dense inline box.Box
            null all
            ret
        }
        """;

    private const string Dense = """
        module box
        struct Nail { varying x: i64 }
        struct Box { varying nails: inline [3]inline Nail }

        """;

    private const string UsesShape = """
        module app
        import shapes
        source ""
        extern interface shapes.Shape {
            fn area(self: borrow shapes.Shape)
        }
        extern struct shapes.Square {
        }
        extern impl shapes.Shape for shapes.Square
        fn main() {
            let q: own shapes.Square, s: own shapes.Shape
            alloc q
            iface s, q
            call.iface s.area()
            free s
            ret
        }
        """;

    private const string Shapes = """
        module shapes
        interface Other {
            fn area(self: borrow Other)
        }
        interface Shape {
            fn area(self: borrow Shape)
        }
        struct Square {
        }
        fn square_area(s: borrow Square) {
            ret
        }
        impl Shape for Square {
            area = square_area
        }
        """;

    /// <summary>Code, what is wrong, modules that link, modules that do not.</summary>
    private static readonly (string Code, string What, string[] Good, string[] Bad)[] s_cases =
    [
        ("HGM3001", "a module that is not there", [UsesPoint, Lib], [UsesPoint]),
        ("HGM3002", "a circle", [With("a", "b"), With("b", "c"), With("c")], [With("a", "b"), With("b", "c"), With("c", "a")]),
        ("HGM3002", "importing oneself through another", [With("a", "b"), With("b")], [With("a", "b"), With("b", "a")]),
        ("HGM3003", "no such struct", [UsesPoint, Lib], [UsesPoint, Lib.Replace("Point", "Spot")]),
        ("HGM3003", "no such function", [UsesPoint, Lib], [UsesPoint, Lib.Replace("twice", "thrice")]),
        ("HGM3003", "no such implementation", [UsesShape, Shapes], [UsesShape, Shapes.Replace("impl Shape", "impl Other")]),
        ("HGM3004", "another signature of a method", [UsesShape, Shapes], [UsesShape, Shapes.Replace("self: borrow Shape", "self: ref Shape")
            .Replace("s: borrow Square", "s: ref Square")]),
        ("HGM3004", "a struct instead of an interface", [UsesShape, Shapes], [UsesShape,
            "module shapes\nstruct Shape { final area: fn(borrow Shape) }\nstruct Square { }\nstruct Other { }"]),
        ("HGM3004", "another type of a field", [UsesPoint, Lib], [UsesPoint, Lib.Replace("x: i64", "x: i32")]),
        ("HGM3004", "another name of a field", [UsesPoint, Lib], [UsesPoint, Lib.Replace("x: i64", "z: i64")]),
        ("HGM3004", "varying instead of final", [UsesPoint, Lib], [UsesPoint, Lib.Replace("final y", "varying y")]),
        ("HGM3004", "one field more", [UsesPoint, Lib],
            [UsesPoint, Lib.Replace("final y: i32", "final y: i32\nfinal z: i32")]),
        ("HGM3004", "another signature", [UsesPoint, Lib], [UsesPoint, Lib.Replace("(n: i64)", "(n: i64, m: i64)")]),
        ("HGM3005", "a host function nobody offers", [Calls("host.id(n: i64) -> i64")], [Calls("host.none(n: i64) -> i64")]),
        ("HGM3005", "another signature than the host's", [Calls("host.id(n: i64) -> i64")], [Calls("host.id(n: i32) -> i64")]),
        ("HGM3006", "two modules of one name", [UsesPoint, Lib], [UsesPoint, Lib, Lib]),
        ("HGM3008", "a struct that is too large", [Large(4_000)], [Large(4_001)]),
        ("HGM3009", "fast without permission", [Main.Replace("app", "app\nmode fast\nallow fast app")],
            [Main.Replace("app", "app\nmode fast")]),
        ("HGM3010", "no main", [Main], [Main.Replace("main", "other")]),
        ("HGM3010", "main with a parameter", [Main], [Main.Replace("main()", "main(n: i64)")]),
        ("HGM3010", "main with another result", [Main], ["module app\nfn main() -> i64 {\nlet n: i64\nconst n, 0\nret n\n}"]),
        ("HGM3011", "inline members that repeat more references than a machine should list", [Repeating(260)], [Repeating(265)]),
        ("HGM3011", "a union with more owners than an object can count that is being ended", [Union(16)], [Union(17)]),
        ("HGM3012", "more methods and types than a machine should list", [Methods(1_000, 2_000)], [Methods(2_000, 2_200)]),
        ("HGM3011", "unions in unions, which double at each level", [Doubling(9, 2)], [Doubling(11, 6)]),
        ("HGM3013", "dense elements of which one has a destructor", [UsesDense, Dense], [UsesDense,
            Dense + "drop Nail(self: borrow Nail) {\nret\n}"]),
        ("HGM3014", "more members with an interface than a reference can name", [Members(2_048)], [Members(2_049)]),
    ];

    public static TheoryData<string> Cases => [.. s_cases.Select(test => test.What)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_mistake_is_named_and_its_twin_links(string what)
    {
        (string code, _, string[] good, string[] bad) = Assert.Single(s_cases, test => test.What == what);
        Assert.Equal([], Link(good.Select(Module)).Diagnostics.Select(d => $"{d.Code} {d.Message}"));
        LinkResult result = Link(bad.Select(Module));
        Assert.Equal(code, Assert.Single(result.Diagnostics.Select(d => d.Code).Distinct()));
        Assert.Equal(result.Diagnostics.All(d => !d.IsError), result.Program is not null);
    }

    [Fact]
    public void A_program_has_as_many_types_as_headers_can_tell_apart()
    {
        Assert.NotNull(Link([Module(Main), Wide("one", 32_000), Wide("two", 32_000)]).Program);
        LinkResult result = Link([Module(Main), Wide("one", 32_000), Wide("two", 40_000)]);
        Assert.Equal("HGM3007", Assert.Single(result.Diagnostics).Code);
    }

    [Fact]
    public void Every_diagnostic_of_the_linker_has_a_case() =>
        Assert.Equal([], LinkDiagnostics.All.Select(d => d.Code).Except(s_cases.Select(test => test.Code))
            .Except(["HGM3007"]));

    [Fact]
    public void A_struct_that_is_far_too_large_says_so()
    {
        string text = "module app\nstruct S { varying a: inline [60000]inline [60000]i64 }\nfn main() {\nret\n}";
        Assert.Contains(Link([Module(text)]).Diagnostics, found => found.Message.Contains("more than 2,000,000,000 bytes"));
    }

    private static string With(string name, params string[] imports) =>
        $"module {name}\n{string.Concat(imports.Select(import => $"import {import}\n"))}source \"\"\nfn main() {{\nret\n}}";

    private static string Calls(string head) => $"module app\nhost fn {head}\nfn main() {{\nret\n}}";

    private static string Large(int fields) => "module app\nstruct S {\n"
        + string.Join(", ", Enumerable.Range(0, fields).Select(i => $"varying f{i}: i64")) + "\n}\nfn main() {\nret\n}";

    /// <summary>An interface with so many methods, and so many structs that may have nothing to do with it.</summary>
    private static string Members(int count) => Main + "\ninterface I { fn f(self: borrow I) }\n" + string.Concat(
        Enumerable.Range(0, count).Select(i => $"struct S{i} {{ varying x: i64 }}\nstruct In{i} {{ varying s: inline S{i} }}\n"
            + $"impl I for S{i} {{ f = f{i} }}\nfn f{i}(s: borrow S{i}) {{\nret\n}}\n"));

    private static string Methods(int methods, int structs) => "module app\ninterface I {\n"
        + string.Concat(Enumerable.Range(0, methods).Select(i => $"fn m{i}(self: borrow I)\n")) + "}\n"
        + string.Concat(Enumerable.Range(0, structs).Select(i => $"struct S{i} {{ }}\n")) + "fn main() {\nret\n}";

    /// <summary>So many structs with four thousand owners each.</summary>
    private static string Repeating(int structs) => "module app\nstruct X { }\n"
        + string.Concat(Enumerable.Range(0, structs).Select(i => $"struct S{i} {{ varying row: inline [4000]own X }}\n"))
        + "fn main() {\nret\n}";

    /// <summary>A struct with a union of so many variants, each with nearly four thousand owners.</summary>
    private static string Union(int variants) => "module app\nstruct X { }\n"
        + string.Concat(Enumerable.Range(0, variants).Select(i => $"struct V{i} {{ varying row: inline [3990]own X }}\n"))
        + $"sealed U = {Names("V", variants)}\nstruct S {{ varying u: inline U }}\nfn main() {{\nret\n}}";

    /// <summary>Unions whose variants each hold the union before.</summary>
    private static string Doubling(int levels, int variants)
    {
        string text = "module app\nstruct U0 { }\n";
        for (int level = 1; level <= levels; level++)
        {
            for (int i = 0; i < variants; i++) text += $"struct V{level}_{i} {{ varying u: inline U{level - 1} }}\n";
            text += $"sealed U{level} = {Names($"V{level}_", variants)}\n";
        }
        return text + "fn main() {\nret\n}";
    }

    private static string Names(string start, int count) =>
        string.Join(", ", Enumerable.Range(0, count).Select(i => start + i));

    private static Module Module(string text) => Assembling.Module(text);

    private static Module Wide(string name, int structs)
    {
        var module = new Module(name);
        for (int i = 0; i < structs; i++) module.Structs.Add(new StructDefinition { Name = $"S{i}" });
        return module;
    }

    private static LinkResult Link(IEnumerable<Module> modules)
    {
        HostFunctions host = new HostFunctions().Add("host.id", new HostSignature([HostType.I64], [HostType.I64]),
            call => call.Return(call.I64(0)));
        VerifiedModule[] verified = [.. modules.Select(module =>
        {
            VerificationResult result = Verifier.Verify(module);
            Assert.True(result.Module is not null, string.Join('\n', result.Diagnostics));
            return result.Module;
        })];
        return Linker.Link(verified, new LinkOptions { Host = host });
    }
}
