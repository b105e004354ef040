using HgmVm.Bytecode;
using HgmVm.Verification;

namespace HgmVm.Tests.Verification;

/// <summary>What the verifier hands to lowering, and what it believes where.</summary>
public class FactsTests
{
    [Fact]
    public void Positions_that_control_cannot_reach_are_listed()
    {
        FunctionFacts facts = FactsOf("f(c: i32)", "x: i64", "jmp end\nconst.i64 x, 1\nnop\nend:\nret", out _);
        Assert.Equal([1, 3], facts.Unreachable.Order());
    }

    [Fact]
    public void Accesses_through_a_borrow_that_may_be_null_are_listed()
    {
        FunctionFacts facts = FactsOf("f(r: ref Node, p: borrow Node)", "b: borrow Node, c: borrow Node, x: i64, s: ref Node, t: i32", """
            tether.soft b, r
            ld x, b.id
            borrow c, b
            ref s, c
            same t, b, c
            ld x, p.id
            untether b
            ret
            """, out _);
        Assert.Equal([1, 3], facts.MaybeNullBorrows.Order());
    }

    [Fact]
    public void A_borrow_may_be_null_when_it_may_be_on_one_path()
    {
        FunctionFacts facts = FactsOf("f(r: ref Node, z: i32)", "b: borrow Node, x: i64", """
            br.z z, soft
            tether b, r
            ld x, b.id
            jmp use
            soft:
            tether.soft b, r
            use:
            ld x, b.id
            untether b
            ret
            """, out _);
        Assert.Equal([5], facts.MaybeNullBorrows.Order());
    }

    [Fact]
    public void An_untether_knows_the_other_tethers_that_may_hold_its_bit()
    {
        FunctionFacts facts = FactsOf("f(r: ref Node, o: ref array i64)", "a: borrow Node, b: borrow Node, c: borrow array i64", """
            tether a, r
            tether b, r
            tether c, o
            untether a
            untether b
            untether c
            ret
            """, out VerifiedModule module);
        FunctionDefinition function = module.Module.Functions[^1];
        Assert.Equal([3], facts.OtherTethers.Keys);
        Assert.Equal([(ushort)function.Registers.FindIndex(r => r.Name == "b")], facts.OtherTethers[3]);
    }

    [Fact]
    public void States_can_be_asked_again_in_any_order()
    {
        FactsOf("f(p: borrow Node, r: ref Node, z: i32)", "n: own Node, b: borrow Node, t: borrow Node, c: con Node, x: i64", """
            alloc n
            borrow b, n
            tether t, r
            con c, r
            const.i64 x, 1
            untether t
            release c
            free n
            ret
            """, out VerifiedModule module);
        List<RegisterDefinition> registers = module.Module.Functions[^1].Registers;
        FunctionStates states = FunctionStates.Recompute(module, module.Module.Functions.Count - 1);
        RegisterBelief At(int position, string name) =>
            states.StateAt(position, registers.FindIndex(r => r.Name == name));

        // Positions: the constant takes two words.
        Assert.Equal(new RegisterBelief(BeliefKind.OwnEmpty), At(9, "n"));
        Assert.Equal(new RegisterBelief(BeliefKind.OwnFull, IsFresh: true), At(1, "n"));
        Assert.Equal(new RegisterBelief(BeliefKind.OwnFull), At(2, "n"));
        Assert.Equal(new RegisterBelief(BeliefKind.BorrowOfRegister, registers.FindIndex(r => r.Name == "n")),
            At(8, "b"));
        Assert.Equal(BeliefKind.Unset, At(9, "b").Kind);
        Assert.Equal(BeliefKind.BorrowTethered, At(4, "t").Kind);
        Assert.Equal(BeliefKind.Unset, At(7, "t").Kind);
        Assert.Equal(BeliefKind.ConFull, At(4, "c").Kind);
        Assert.Equal(BeliefKind.ConEmpty, At(8, "c").Kind);
        Assert.Equal(BeliefKind.BorrowOfCaller, At(0, "p").Kind);
        Assert.Equal(BeliefKind.Unset, At(4, "x").Kind);
        Assert.Equal(BeliefKind.Scalar, At(6, "x").Kind);
        Assert.Equal(BeliefKind.Ref, At(0, "r").Kind);
        Assert.False(states.IsReachable(5));
        Assert.True(states.IsReachable(9));
    }

    [Fact]
    public void Lock_differs_by_branch()
    {
        FactsOf("f(r: ref Node)", "b: borrow Node", "lock b, r, dead\nuntether b\ndead:\nret", out VerifiedModule module);
        FunctionStates states = FunctionStates.Recompute(module, module.Module.Functions.Count - 1);
        Assert.Equal(BeliefKind.BorrowTethered, states.StateAt(1, 1).Kind);
        Assert.Equal(BeliefKind.Unset, states.StateAt(2, 1).Kind);
    }

    private static FunctionFacts FactsOf(string head, string registers, string body, out VerifiedModule module)
    {
        VerificationResult result = Verifier.Verify(RuleCase.World().Function(head, registers, body).Module);
        Assert.Equal([], result.Diagnostics.Select(d => $"{d.Code} {d.Message}"));
        module = result.Module!;
        return module.Facts[^1]!;
    }
}
