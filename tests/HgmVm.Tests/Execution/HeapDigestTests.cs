using HgmVm.Execution;
using HgmVm.Isa;
using HgmVm.Tests.Compiled;

namespace HgmVm.Tests.Execution;

/// <summary>The number by which runs are compared changes with what a program can see, and with nothing else.</summary>
public class HeapDigestTests
{
    private const string Declarations = """
        module digest
        struct Node { varying id: i64, varying next: own Node, varying peer: ref Node }
        global root: own Node
        global count: i64
        global call: fn() -> i64
        fn one() -> i64 {
            let x: i64
            const x, 1
            ret x
        }
        fn two() -> i64 {
            let x: i64
            const x, 2
            ret x
        }

        """;

    /// <summary>Two nodes; the names of the registers are those of <see cref="With"/>.</summary>
    private const string Two = "alloc a\nalloc b\nst a.id, 1\nst b.id, 2\n";

    [Fact]
    public void A_value_in_an_object_is_seen() =>
        Assert.NotEqual(With(Two + "put a.next, b\nglobal.put root, a"), With(Two + "st b.id, 3\nput a.next, b\nglobal.put root, a"));

    [Fact]
    public void Which_object_owns_which_is_seen() =>
        Assert.NotEqual(With(Two + "put a.next, b\nglobal.put root, a"), With(Two + "put b.next, a\nglobal.put root, b"));

    [Fact]
    public void Which_object_a_reference_is_to_is_seen() => Assert.NotEqual(
        With(Two + "ref r, a\nst a.peer, r\nput a.next, b\nglobal.put root, a"),
        With(Two + "ref r, b\nst a.peer, r\nput a.next, b\nglobal.put root, a"));

    [Fact]
    public void That_a_reference_is_dead_is_seen() => Assert.NotEqual(
        With(Two + "global.put root, a\nfree b"),
        With(Two + "ref r, b\nst a.peer, r\nglobal.put root, a\nfree b"));

    [Fact]
    public void Globals_are_seen()
    {
        Assert.NotEqual(With("const n, 1\nglobal.st count, n"), With("const n, 2\nglobal.st count, n"));
        Assert.NotEqual(With("func f, one\nglobal.st call, f"), With("func f, two\nglobal.st call, f"));
    }

    [Fact]
    public void Where_an_object_is_and_what_was_there_before_is_not() => Assert.Equal(
        With(Two + "put a.next, b\nglobal.put root, a"),
        With("alloc b\nfree b\n" + "alloc b\nalloc a\nst a.id, 1\nst b.id, 2\nput a.next, b\nglobal.put root, a"));

    [Theory]
    [InlineData("pass r.next, s.next")]
    [InlineData("pass s.next, s.next")]
    [InlineData("pass s.next, t.next")]
    [InlineData("put s.next, d")]
    public void A_move_that_traps_has_changed_nothing(string move)
    {
        const string Chain = """
            alloc a
            alloc b
            alloc c
            ref r, a
            ref s, b
            ref t, c
            put b.next, c
            put a.next, b
            global.put root, a
            alloc d

            """;
        foreach (ExecutionTier tier in (ReadOnlySpan<ExecutionTier>)[ExecutionTier.Interpreter, ExecutionTier.Compiled])
            Assert.Equal(Ended(Chain + "unreachable", tier), Ended($"{Chain}{move}\nunreachable", tier, TrapKind.DoubleFree));
    }

    private static ulong Ended(string lines, ExecutionTier tier, TrapKind trap = TrapKind.Unreachable)
    {
        string text = $"{Declarations}fn f() {{\nlet a: own Node, b: own Node, c: own Node, d: own Node\n"
            + $"let r: ref Node, s: ref Node, t: ref Node\n{lines}\n}}\n";
        using var machine = new VirtualMachine(CompiledProgram.Link(text), new VmOptions { Tier = tier });
        Assert.Equal(trap, machine.Call("f").Trap?.Kind);
        return machine.Digest;
    }

    /// <summary>The digest after a function with these lines.</summary>
    private static ulong With(string lines)
    {
        string text = $"{Declarations}fn f() {{\nlet a: own Node, b: own Node, r: ref Node, f: fn() -> i64, n: i64\n{lines}\nret\n}}\n";
        using var machine = new VirtualMachine(CompiledProgram.Link(text), new VmOptions());
        RunResult result = machine.Call("f");
        Assert.Null(result.Trap);
        return machine.Digest;
    }
}
