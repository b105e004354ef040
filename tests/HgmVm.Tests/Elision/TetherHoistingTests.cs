using HgmVm.Bytecode;
using HgmVm.Elision;
using HgmVm.Execution;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Tests.Compiled;

namespace HgmVm.Tests.Elision;

/// <summary>Which tethers last through the rounds of a loop, and which must not.</summary>
public class TetherHoistingTests
{
    private const string Types = """
        module h
        mode normal
        struct P { varying x: i64 }
        struct Q { varying x: i64 }
        struct E { final own_p: own P, varying x: i64 }
        struct S { varying part: inline E, varying kept: own P }
        global kept: own P
        fn frees_p() {
            let p: own P
            alloc p
            free p
            ret
        }
        fn frees_s() {
            let s: own S
            alloc s
            free s
            ret
        }
        fn frees_q() {
            let q: own Q
            alloc q
            free q
            ret
        }

        """;

    [Theory]
    [InlineData("tether b, r | call frees_p() | untether b | add i, i, 1 | br.lt i, 3, round")]
    [InlineData("add i, i, 1 | tether b, r | call frees_p() | untether b | br.lt i, 3, round")]
    [InlineData("tether b, r | call frees_p() | add i, i, 1 | br.ge i, 3, held | untether b | jmp round")]
    [InlineData("tether b, r | call frees_p() | untether b | call frees_q() | add i, i, 1 | br.lt i, 3, round")]
    [InlineData("tether b, r | add i, i, 1 | call frees_p() | br.lt i, 2, on | call frees_p() | on: | untether b | br.lt i, 3, round")]
    [InlineData("br.ge i, 3, done | tether b, r | call frees_p() | untether b | add i, i, 1 | jmp round")]
    [InlineData("tether b, r | call frees_p() | untether b | br.gt i, 9, done | add i, i, 1 | br.lt i, 3, round")]
    [InlineData("call frees_q() | tether b, r | call frees_p() | untether b | add i, i, 1 | br.lt i, 3, round")]
    [InlineData("br.ge i, 3, done | tether e, s.part | ld k, e.x | untether e | add i, i, 1 | jmp round")]
    [InlineData("br.ge i, 3, done | tether e, s.part | call frees_p() | untether e | add i, i, 1 | jmp round")]
    [InlineData("br.ge i, 3, done | tether e, es[z] | ld k, e.x | untether e | add i, i, 1 | jmp round")]
    [InlineData("br.ge i, 3, done | tether e, es[2] | ld k, e.x | untether e | add i, i, 1 | jmp round")]
    [InlineData("br.ge i, 3, done | tether e, er | call frees_s() | untether e | add i, i, 1 | jmp round")]
    [InlineData("br.ge i, 3, done | tether b, s.kept | call frees_p() | untether b | add i, i, 1 | jmp round")]
    [InlineData("br.ge i, 3, done | tether b, ps[z] | call frees_p() | untether b | add i, i, 1 | jmp round")]
    [InlineData("br.eq i, 9, back | tether b, r | call frees_p() | untether b | add i, i, 1 | br.lt i, 3, round")]
    public void Set_once(string loop) => Assert.Contains("tether hoisted to ", Listing(loop));

    [Theory]
    [InlineData("tether b, r | ld i, b.x | untether b | add i, i, 1 | br.lt i, 3, round", "nothing looks at it")]
    [InlineData("tether b, r | call frees_p() | untether b | call frees_p() | add i, i, 1 | br.lt i, 3, round", "seen between")]
    [InlineData("br.ge i, 3, done | br.eq i, 1, next | tether b, r | call frees_p() | untether b | next: | add i, i, 1 | jmp round", "not in each round")]
    [InlineData("call frees_p() | tether b, r | call frees_p() | untether b | add i, i, 1 | br.lt i, 3, round", "seen before it")]
    [InlineData("br.ge i, 3, done | tether e, s.part | ld k, e.x | untether e | call frees_s() | add i, i, 1 | jmp round", "what is around it ends")]
    [InlineData("br.ge i, 3, done | tether e, s.part | ld k, e.x | untether e | replace s.part, v | alloc v | add i, i, 1 | jmp round", "replaced")]
    [InlineData("br.ge i, 3, done | tether e, es[z] | untether e | array.push es, v | alloc v | add i, i, 1 | jmp round", "elements move")]
    [InlineData("br.ge i, 3, done | tether e, es[i] | ld k, e.x | untether e | add i, i, 1 | jmp round", "another element")]
    [InlineData("tether b, r | call frees_p() | untether b | mov r, q | add i, i, 1 | br.lt i, 3, round", "another object")]
    [InlineData("tether b, r | tether c, q | call frees_p() | untether c | untether b | add i, i, 1 | br.lt i, 3, round", "two tethers")]
    [InlineData("tether b, r | call frees_p() | untether b | add i, i, 1 | br.lt i, 2, round | br.lt i, 3, round", "two ways back")]
    public void Set_in_each_round(string loop, string why) =>
        Assert.False(Listing(loop).Contains("tether hoisted", StringComparison.Ordinal), why);

    /// <summary>Interim code sets the tether in each round, compiled code takes the loop over in between.</summary>
    [Fact]
    public void Code_that_takes_a_loop_over_sets_what_it_would_have_set()
    {
        string text = Types + """
            fn f(rounds: i64) -> i64 {
                let b: borrow P, r: ref P, o: own P, i: i64, x: i64
                alloc o
                ref r, o
                global.put kept, o
                const i, 0
              round:
                tether b, r
                add i, i, 1
                br.lt i, rounds, on
                global.take o, kept
                free o
              on:
                ld x, b.x
                call frees_p()
                untether b
                jmp round
            }
            """;
        foreach (ExecutionTier tier in Enum.GetValues<ExecutionTier>())
        {
            using var machine = new VirtualMachine(CompiledProgram.Link(text), new VmOptions { Tier = tier });
            Trap trap = machine.Call("f", 3_000_000).Trap!;
            Assert.Equal((TrapKind.Tethered, "free o"), (trap.Kind, text.Split('\n')[trap.Stack[0].Line - 1].Trim()));
        }
    }

    /// <summary>After the loop nothing holds the object any more, whoever ran its rounds.</summary>
    [Theory]
    [InlineData("tether b, r", "br.lt i, rounds, round")]
    [InlineData("br.ge i, rounds, done | tether b, r", "jmp round")]
    [InlineData("br.ge i, rounds, done | tether e, s.part | st e.x, i | untether e | tether b, r", "jmp round")]
    public void Code_that_takes_a_loop_over_ends_it_too(string first, string last)
    {
        string text = Types + $$"""
            fn f(rounds: i64) -> i64 {
                let b: borrow P, r: ref P, o: own P, i: i64, s: own S, e: borrow E
                alloc o
                alloc s
                ref r, o
                const i, 0
              round:
                {{first.Replace(" | ", "\n    ", StringComparison.Ordinal)}}
                add i, i, 1
                call frees_p()
                untether b
                {{last}}
              done:
                free s
                free o
                ret i
            }
            """;
        foreach (ExecutionTier tier in Enum.GetValues<ExecutionTier>())
        {
            using var machine = new VirtualMachine(CompiledProgram.Link(text), new VmOptions { Tier = tier });
            RunResult result = machine.Call("f", 3_000_000);
            Assert.Null(result.Trap);
            Assert.Empty(result.Leaks);
        }
    }

    private static string Listing(string loop)
    {
        string body = string.Join('\n', loop.Split(" | "));
        string held = loop.Contains(", held", StringComparison.Ordinal) ? "held:\nuntether b\nfree v\nret\n" : "";
        string back = loop.Contains(", back", StringComparison.Ordinal) ? "jmp start\nback:\nadd z, z, 1\nstart:\n" : "";
        string done = loop.Contains(", done", StringComparison.Ordinal) ? "done:\n" : "";
        string start = "fn f(r: ref P, q: ref P, s: ref S, er: ref E, es: ref array inline E, ps: ref array own P) {\n"
            + "let b: borrow P, c: borrow P, e: borrow E, v: own E, k: i64, z: i64, i: i64\n"
            + $"alloc v\nconst z, 0\n{back}const i, 0\nround:\n";
        string text = $"{Types}{start}{body}\n{done}{(held.Length > 0 ? held : "free v\nret\n")}}}\n";
        LinkedProgram program = CompiledProgram.Link(text);
        FunctionDefinition function = program.Modules[0].Module.Functions[^1];
        var report = new ElisionReport(program);
        var notes = new List<string?>();
        for (int position = 0; position < function.Code.Count;)
        {
            notes.Add(report.Describe("h", program.Modules[0].Module.Functions.Count - 1, position));
            position += OpcodeTable.Row(function.Code[position].Opcode).WordCount(function.Code[position]);
        }
        return string.Join('\n', notes);
    }
}
