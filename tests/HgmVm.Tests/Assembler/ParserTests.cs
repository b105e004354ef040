using System.Collections.Immutable;
using System.Text;
using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Parsing;
using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;
using HgmVm.Bytecode;

namespace HgmVm.Tests.Assembler;

public class ParserTests
{
    [Fact]
    public void The_head_of_a_module_is_read()
    {
        ModuleSyntax module = Read("""
            ; comment
            module std.ships      ; dotted
            mode normal
            allow fast geometry, geometry.Point
            allow soft-tether
            import std.io
            source "ships \"1\".hgm"
            global count: i64 = -5
            global ratio: f64 = 0x1.8p3
            global best: ref Ship
            """);
        Assert.Equal("std.ships", module.Name!.Text);
        Assert.Equal(Mode.Normal, module.Items.OfType<ModeItemSyntax>().Single().Mode.Mode);
        Assert.Equal(["geometry", "geometry.Point"],
            module.Items.OfType<AllowFastSyntax>().Single().Names.Select(n => n.Text));
        Assert.Single(module.Items.OfType<AllowSoftTetherSyntax>());
        Assert.Equal("std.io", module.Items.OfType<ImportSyntax>().Single().Module.Text);
        Assert.Equal("ships \"1\".hgm", module.Items.OfType<SourceSyntax>().Single().Path);
        GlobalSyntax[] globals = [.. module.Items.OfType<GlobalSyntax>()];
        Assert.Equal(-5, ((IntegerOperandSyntax)globals[0].Initial!).Value);
        Assert.Equal("0x1.8p3", ((FloatOperandSyntax)globals[1].Initial!).Text);
        Assert.Null(globals[2].Initial);
    }

    [Fact]
    public void Structs_have_fields_modes_and_shapes_from_outside()
    {
        ModuleSyntax module = Read("""
            module m
            struct Ship mode fast {      ; separated by lines or commas
                varying name: own array u8
                final id: i32, varying next: ref Ship,
                varying hook: fn(i64, ref Ship) -> (i64, i32)
            }
            extern struct other.Point { final x: f64, final y: f64 }
            struct Empty { }
            """);
        StructSyntax[] structs = [.. module.Items.Cast<StructSyntax>()];
        Assert.Equal(Mode.Fast, structs[0].Mode!.Mode);
        Assert.Equal(["name", "id", "next", "hook"], structs[0].Fields.Select(f => f.Name.Text));
        Assert.Equal([false, true, false, false], structs[0].Fields.Select(f => f.IsFinal));
        Assert.IsType<ArrayReferenceSyntax>(structs[0].Fields[0].Type);
        Assert.True(structs[1].IsExtern);
        Assert.Equal(["other", "Point"], structs[1].Name.Name.Parts.ToArray());
        Assert.Empty(structs[2].Fields);
        Assert.Equal('}', module.Source.Text[structs[0].Span.End - 1]);
    }

    [Theory]
    [InlineData("i32", "i32")]
    [InlineData("own array own array u8", "own[own[u8]]")]
    [InlineData("borrow ships.Ship", "borrow ships.Ship")]
    [InlineData("con array ref Ship", "con[ref Ship]")]
    [InlineData("fn()", "fn()->()")]
    [InlineData("fn(i64, ref Ship) -> (i64, i32)", "fn(i64,ref Ship)->(i64,i32)")]
    [InlineData("fn(fn(i64) -> i64) -> fn() -> f64", "fn(fn(i64)->(i64))->(fn()->(f64))")]
    [InlineData("own array bool", "own[bool]")]
    public void Types_nest(string text, string expected)
    {
        ModuleSyntax module = Read($"module m\nglobal g: {text}");
        TypeSyntax type = ((GlobalSyntax)module.Items.Single()).Type;
        Assert.Equal(expected, Show(type));
        Assert.Equal(text, Text(module, type.Span));
    }

    [Fact]
    public void Functions_have_parameters_results_locals_and_code()
    {
        ModuleSyntax module = Read("""
            module m
            fn burn(ship: ref Ship fast,
                    amount: i64) -> i64, i32 {
                let s: borrow Ship, left: i64
                let f: fn(i64) -> (i64, i32), g: ref Ship fast
              again: line 12
                jmp again
            }
            drop Ship(self: borrow Ship) { ret }
            host fn io.write(fd: i32, bytes: borrow array u8) -> i64
            extern fn std.io.print_i64(value: i64)
            host fn text.parse(from: i64) -> (f64, i32)
            fn twice()
              -> i64
            {
                let x: i64
                ret x
            }
            """);
        FunctionSyntax[] functions = [.. module.Items.Cast<FunctionSyntax>()];
        Assert.Equal([FunctionForm.Local, FunctionForm.Drop, FunctionForm.Host, FunctionForm.Extern,
            FunctionForm.Host, FunctionForm.Local],
            functions.Select(f => f.Form));
        Assert.Equal(["ship", "amount"], functions[0].Parameters.Select(p => p.Name.Text));
        Assert.Equal(Mode.Fast, functions[0].Parameters[0].Mode!.Mode);
        Assert.Equal(["s", "left", "f", "g"], functions[0].Locals.Select(p => p.Name.Text));
        Assert.Null(functions[0].Locals[2].Mode);
        Assert.Equal(Mode.Fast, functions[0].Locals[3].Mode!.Mode);
        Assert.Equal(2, functions[0].Results.Length);
        Assert.Equal("again", Assert.IsType<LabelSyntax>(functions[0].Body[0]).Name.Text);
        Assert.Equal(12, Assert.IsType<LineSyntax>(functions[0].Body[1]).Line);
        Assert.Equal("}", Text(module, functions[0].End));
        Assert.Single(functions[1].Body);
        Assert.Equal("io.write", functions[2].Name.Text);
        Assert.Equal(2, functions[4].Results.Length);
        Assert.Single(functions[5].Results);
    }

    [Fact]
    public void Operands_come_in_all_forms()
    {
        ImmutableArray<InstructionSyntax> code = Code("""
            br.lt.i64 left, amount, done
            ld x, a[i]
            ld x, s.engine.fuel
            const x, -0x10
            const c, '\n'
            str s, "a\x00\u{20AC}"
            call std.io.print(x, 5) -> r, q
            call.ref g()
            call long(
                x,
                y
            ) -> z
            switch x, l0,
                l1, l2
            ret
            const f, -inf
            """);
        Assert.Equal("br.lt.i64", code[0].Mnemonic.Text);
        Assert.Equal(3, code[0].Operands.Length);
        var element = Assert.IsType<ElementOperandSyntax>(code[1].Operands[1]);
        Assert.Equal(("a", "i"), (element.Array.Text, ((NameOperandSyntax)element.Index).Name.Text));
        NameSyntax path = Assert.IsType<NameOperandSyntax>(code[2].Operands[1]).Name;
        Assert.Equal(["s", "engine", "fuel"], path.Name.Parts.ToArray());
        Assert.Equal(("s.engine", "fuel"), (path.Name.Prefix, path.Name.Last));
        Assert.Equal((-16, false), Number(code[3].Operands[1]));
        Assert.Equal((10, false), Number(code[4].Operands[1]));
        Assert.Equal([.. "a\0€"u8], Assert.IsType<StringOperandSyntax>(code[5].Operands[1]).Bytes.ToArray());
        var call = Assert.IsType<CallOperandSyntax>(Assert.Single(code[6].Operands));
        Assert.Equal(("std.io.print", 2, 2), (call.Target.Text, call.Arguments.Length, call.Results.Length));
        Assert.Empty(Assert.IsType<CallOperandSyntax>(Assert.Single(code[7].Operands)).Results);
        Assert.Equal(2, ((CallOperandSyntax)code[8].Operands[0]).Arguments.Length);
        Assert.Equal(4, code[9].Operands.Length);
        Assert.Empty(code[10].Operands);
        Assert.Equal("-inf", Assert.IsType<FloatOperandSyntax>(code[11].Operands[1]).Text);
    }

    [Fact]
    public void No_word_is_reserved_where_a_name_is_wanted()
    {
        ImmutableArray<InstructionSyntax> code = Code("""
            let fn: i64, own: i64, fast: i64, line: i64, let: i64, i64: i64, module: i64
            add fn, own, fast
            mode: mov let, line
            jmp mode
            mov i64, module
            """);
        Assert.Equal(4, code.Length);
    }

    [Fact]
    public void Parts_of_names_know_their_places()
    {
        ModuleSyntax module = Read("module m\nimport one.two.three");
        NameSyntax name = ((ImportSyntax)module.Items.Single()).Module;
        Assert.Equal(["one", "two", "three"], Enumerable.Range(0, 3).Select(i => Text(module, name.PartSpan(i))));
    }

    [Fact]
    public void Names_of_one_text_are_interned()
    {
        ImmutableArray<InstructionSyntax> code = Code("add s.x, y, y\nadd s.x, y, y");
        Assert.Same(((NameOperandSyntax)code[0].Operands[0]).Name.Name,
            ((NameOperandSyntax)code[1].Operands[0]).Name.Name);
    }

    [Fact]
    public void Any_line_end_will_do()
    {
        foreach (string end in (string[])["\n", "\r\n", "\r"])
        {
            var source = new SourceText($"\uFEFFmodule m{end}fn f() {{{end}  ; {end}  ret x y{end}}}{end}", "m.hgm");
            var bag = new DiagnosticBag(source);
            ModuleParser.Parse(source, bag);
            Assert.Equal((4, 9), bag.ToList().Select(d => (d.Span!.Value.Line, d.Span.Value.Column)).Single());
        }
    }

    [Fact]
    public void Names_in_broken_declarations_are_remembered()
    {
        var source = new SourceText(
            "module m\nfn f(a: Ship) { let b: int\n ret c d\n}\nstruct S { final e i64 }\nglobal g", "m.hgm");
        var bag = new DiagnosticBag(source);
        IReadOnlySet<string> broken = ModuleParser.Parse(source, bag).BrokenNames;
        Assert.Subset(broken.ToHashSet(), new HashSet<string> { "f", "a", "b", "e", "g" });
        Assert.DoesNotContain("c", broken);
        Assert.DoesNotContain("S", broken);
    }

    private static (int, bool) Number(OperandSyntax operand)
    {
        var number = Assert.IsType<IntegerOperandSyntax>(operand);
        return ((int)number.Value, number.IsBitPattern);
    }

    private static ImmutableArray<InstructionSyntax> Code(string body) =>
        [.. ((FunctionSyntax)Read($"module m\nfn f() {{\n{body}\n}}").Items.Single()).Body.OfType<InstructionSyntax>()];

    private static ModuleSyntax Read(string text)
    {
        var source = new SourceText(text, "m.hgm");
        var bag = new DiagnosticBag(source);
        ModuleSyntax module = ModuleParser.Parse(source, bag);
        Assert.Empty(bag.ToList().Select(d => $"{d.Span}: {d.Message}"));
        return module;
    }

    private static string Text(ModuleSyntax module, TextSpan span) =>
        module.Source.Text.Substring(span.Start, span.Length);

    private static string Show(TypeSyntax type) => type switch
    {
        ScalarTypeSyntax scalar => scalar.Kind.ToString().ToLowerInvariant(),
        StructReferenceSyntax reference => $"{reference.Kind.ToString().ToLowerInvariant()} {reference.Struct}",
        ArrayReferenceSyntax array => $"{array.Kind.ToString().ToLowerInvariant()}[{Show(array.Element)}]",
        FunctionTypeSyntax function =>
            new StringBuilder("fn(").AppendJoin(',', function.Parameters.Select(Show)).Append(")->(")
            .AppendJoin(',', function.Results.Select(Show)).Append(')').ToString(),
        _ => throw new InvalidOperationException(type.ToString()),
    };
}
