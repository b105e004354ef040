using HgmVm.Diagnostics;
using HgmVm.Verification;

namespace HgmVm.Tests.Verification;

/// <summary>A rule of the verifier: code that keeps it, and nearly the same code that breaks it.</summary>
/// <param name="Name">The rule in a few words.</param>
/// <param name="Head">Parameters and results of the function, e.g. <c>(n: own Node) -> i64</c>.</param>
/// <param name="Registers">Further registers, e.g. <c>x: i64, b: borrow Node</c>.</param>
/// <param name="Good">Code that is accepted.</param>
/// <param name="Bad">Code that is refused.</param>
/// <param name="Expected">Every expected error of the bad code, as <c>HGM2043 @ 4</c>: code and line of the body.</param>
public sealed record RuleCase(string Name, string Head, string Registers, string Good, string Bad,
    params string[] Expected)
{
    /// <summary>The module every case stands in.</summary>
    internal static ModuleSketch World()
    {
        ModuleSketch sketch = new ModuleSketch()
            .Struct("Node", "varying next: own Node", "final id: i64", "varying tag: u8", "varying peer: ref Node",
                "varying hold: con Node", "final kid: own Node")
            .Struct("Other", "varying x: i64")
            .Global("count", "i64", 5).Global("small", "u8").Global("spare", "own Node").Global("held",
                "con Node").Global("weak", "ref Node")
            .Function("eat(n: own Node)", "", "free n\nret")
            .Function("look(b: borrow Node)", "", "ret")
            .Function("both(b: borrow Node, n: own Node)", "", "free n\nret")
            .Function("make() -> own Node", "n: own Node", "alloc n\nret n")
            .Function("make2() -> own Other", "o: own Other", "alloc o\nret o")
            .Function("Other.drop(self: borrow Other)", "", "ret")
            .Function("node_grow(b: borrow Node, x: i64) -> i64", "", "ret x")
            .Function("node_end(n: own Node)", "", "free n\nret")
            .Interface("Thing", "grow(borrow Thing, i64) -> i64", "end(own Thing)")
            .Implements("Thing", "Node", "node_grow", "node_end")
            .Host("io.write(x: i64)");
        sketch.Module.AllowsSoftTethers = true;
        return sketch;
    }

    public override string ToString() => Name;

    /// <summary>What is wrong with the function when it has this body.</summary>
    internal IReadOnlyList<Diagnostic> Verify(string body) =>
        Verifier.Verify(World().Function("test" + Head, Registers, body).Module).Diagnostics;

    /// <summary>Checks both bodies.</summary>
    public void Check()
    {
        Assert.Equal([], Verify(Good).Select(Show));
        IReadOnlyList<Diagnostic> errors = Verify(Bad);
        Assert.Equal(Expected, errors.Select(error => $"{error.Code} @ {error.Span!.Value.Line}"));
        Assert.All(errors, error => Assert.Equal("test", error.Function));
    }

    private static string Show(Diagnostic diagnostic) => $"{diagnostic.Code} @ {diagnostic.Span!.Value.Line}: {diagnostic.Message}";
}
