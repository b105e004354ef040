using HgmVm.Bytecode;
using HgmVm.Elision;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Tests.Compiled;

namespace HgmVm.Tests.Elision;

/// <summary>Which checks are proved, and what ends a proof.</summary>
public class ElisionTests
{
    private const string Types = """
        module e
        struct P { varying x: i64, varying next: ref P }
        struct Q { varying x: i64 }
        struct Owner { varying part: own Q }
        drop Owner(self: borrow Owner) {
            ret
        }
        struct Zombie { varying x: i64 }
        drop Zombie(self: borrow Zombie) {
            call frees()
            ret
        }
        struct R { varying x: i64 }
        sealed U = Q, R
        interface Thing {
            fn peek(self: ref Thing)
            fn wild(self: ref Thing)
        }
        impl Thing for Q { peek = q_peek, wild = q_wild }
        impl Thing for R { peek = r_peek, wild = r_peek }
        fn q_peek(q: ref Q) {
            ret
        }
        fn q_wild(q: ref Q) {
            call frees()
            ret
        }
        fn r_peek(r: ref R) {
            ret
        }

        """;

    [Fact]
    public void A_second_use_is_proved_by_the_first() =>
        Expect("p: ref P", "ld v, p.x | ld v, p.x", "p checked", "p proved by 0");

    [Fact]
    public void A_copy_is_as_alive_as_what_it_was_copied_from() =>
        Expect("p: ref P, q: ref P", "ld v, p.x | mov q, p | ld v, q.x", "p checked", "q proved by 0");

    [Fact]
    public void Another_object_in_the_register_is_checked_again() =>
        Expect("p: ref P", "ld v, p.x | ld p, p.next | ld v, p.x", "p checked", "p proved by 0", "p checked");

    [Fact]
    public void A_free_of_the_same_type_ends_the_proof() =>
        Expect("p: ref P", "alloc o | ld v, p.x | free o | ld v, p.x", "p checked", "p checked");

    [Fact]
    public void A_free_of_another_type_does_not() =>
        Expect("p: ref P", "alloc q | ld v, p.x | free q | ld v, p.x", "p checked", "p proved by 1");

    [Fact]
    public void A_free_with_all_that_is_owned_ends_nothing_else() =>
        Expect("p: ref P", "alloc w | ld v, p.x | free w | ld v, p.x", "p checked", "p proved by 1");

    [Fact]
    public void A_free_ends_what_is_owned() =>
        Expect("p: ref Q", "alloc w | ld v, p.x | free w | ld v, p.x", "p checked", "p checked");

    [Fact]
    public void A_free_ends_what_a_destructor_may_end() =>
        Expect("p: ref P", "alloc z | ld v, p.x | free z | ld v, p.x", "p checked", "p checked");

    [Fact]
    public void A_free_ends_what_an_undead_object_may_have_been_given() =>
        Expect("p: ref Q, t: ref Owner, b: borrow Owner",
            "tether b, t | alloc o | ld v, p.x | free o | ld v, p.x | untether b", "t checked; " + NotSet,
            "p checked", "p checked");

    [Fact]
    public void A_call_through_a_reference_ends_what_the_functions_of_its_signature_may_end()
    {
        Expect("p: ref P", "func g, frees | ld v, p.x | call.ref g() | ld v, p.x", "p checked", "p checked");
        Expect("p: ref P", "func g, quiet | ld v, p.x | call.ref g() | ld v, p.x", "p checked", "p proved by 1");
    }

    [Fact]
    public void A_tether_that_nothing_looks_at_is_not_set() =>
        Expect("p: ref P, b: borrow P", "tether b, p | ld v, b.x | untether b", "p checked; " + NotSet);

    [Fact]
    public void A_tether_during_a_free_of_the_type_is_set() =>
        Expect("p: ref P, b: borrow P", "tether b, p | call frees() | untether b", "p checked");

    [Fact]
    public void A_tether_in_one_of_two_places_where_the_type_is_freed_is_set_in_both() =>
        Expect("p: ref P, b: borrow P", "tether b, p | untether b | tether b, p | call frees() | untether b",
            "p checked", "p proved by 0");

    [Fact]
    public void A_tether_around_a_loop_is_seen_by_what_comes_in_a_later_round() =>
        Expect("p: ref P, b: borrow P", "const v, 5 | L: br.eq v, 4, M | tether b, p | jmp N | M: call quiet() | jmp R "
            + "| N: call frees() | untether b | R: sub v, v, 1 | br.gt v, 0, L", "p checked");

    [Fact]
    public void A_tether_of_an_array_that_a_callee_makes_longer_is_set() =>
        Expect("a: own array i64, b: borrow array i64", "tether b, a | array.push a, v | untether b");

    [Fact]
    public void A_tether_of_what_is_only_borrowed_is_set() =>
        Expect("a: borrow P, b: borrow P", "tether b, a | ld v, b.x | untether b");

    [Fact]
    public void A_lock_is_a_tether() =>
        Expect("p: ref P, b: borrow P", "lock b, p, L | ld v, b.x | untether b | L: nop", NotSet);

    [Fact]
    public void A_lock_of_what_an_owner_holds_compares_with_null() =>
        Expect("a: own Owner, p: ref Q, b: borrow Q", "ref p, a.part | lock b, p, L | untether b | L: nop",
            NotSet + "; p only compared with null, proved by 0");

    [Fact]
    public void A_lock_of_what_owners_hold_on_all_paths_compares_with_null() =>
        Expect("a: own Owner, p: ref Q, b: borrow Q",
            "ref p, a.part | L: lock b, p, M | untether b | ref p, a.part | jmp L | M: nop",
            NotSet + "; p only compared with null, proved by the checks on all paths");

    [Fact]
    public void A_lock_of_what_was_free_to_end_since_looks_at_the_object() =>
        Expect("a: own Owner, p: ref Q, b: borrow Q", "ref p, a.part | alloc q | free q | lock b, p, L | untether b | L: nop",
            NotSet);

    [Fact]
    public void A_lock_of_what_came_from_elsewhere_on_one_path_looks_at_the_object() =>
        Expect("a: own Owner, p: ref Q, b: borrow Q",
            "br.eq v, 1, L | ref p, a.part | L: lock b, p, M | untether b | M: nop", NotSet);

    [Fact]
    public void An_owner_that_is_passed_does_not_end() => Expect("a: own Owner, p: ref Q, r: ref Owner",
        "ld v, p.x | pass a.part, r.part | pass r.part, a.part | ld v, p.x", "p checked", "r checked", "r proved by 1", "p proved by 0");

    [Fact]
    public void A_pass_checks_both_places() => Expect("s: ref Owner, r: ref Owner",
        "pass s.part, r.part | pass r.part, s.part", "s checked; r checked", "r proved by 4; s proved by 0");

    [Fact]
    public void A_tether_of_what_is_passed_meanwhile_is_not_set() => Expect("a: own Owner, d: own Owner, b: borrow Q",
        "tether b, a.part | pass d.part, a.part | ld v, b.x | untether b", NotSet);

    [Fact]
    public void A_pass_checks_its_index_wherever_it_stands() => Expect("a: own array own Q, d: own Owner",
        "pass d.part, a[v] | pass a[v], d.part | array.full k, a[v]", "index checked", "index proved by 0", "index proved by 0");

    [Fact]
    public void An_index_that_was_compared_is_passed_to_unchecked() => Expect("a: own array own Q, d: own Owner",
        "array.len n, a | const i, 0 | jmp T | L: pass d.part, a[i] | pass a[i], d.part | add i, i, 1 | T: br.lt i, n, L",
        "index proved by 13, a round before", "index proved by 13, a round before");

    private const string NotSet = "tether not set, nothing looks at it";

    [Fact]
    public void A_call_ends_what_the_callee_may_free() =>
        Expect("p: ref P", "ld v, p.x | call frees() | ld v, p.x", "p checked", "p checked");

    [Fact]
    public void A_call_of_what_frees_nothing_ends_nothing() =>
        Expect("p: ref P", "ld v, p.x | call quiet() | ld v, p.x", "p checked", "p proved by 0");

    [Fact]
    public void A_method_is_called_on_what_is_alive() =>
        Expect("t: ref Thing", "call.iface t.peek() | call.iface t.peek()",
            "one of 2 implementations; t checked", "one of 2 implementations; t proved by 0");

    [Fact]
    public void A_method_ends_what_any_implementation_may_free() =>
        Expect("p: ref P, t: ref Thing", "ld v, p.x | call.iface t.wild() | ld v, p.x",
            "p checked", "one of 2 implementations; t checked", "p checked");

    [Fact]
    public void A_method_ends_nothing_that_no_implementation_frees() =>
        Expect("p: ref P, t: ref Thing", "ld v, p.x | call.iface t.peek() | ld v, p.x",
            "p checked", "one of 2 implementations; t checked", "p proved by 0");

    [Fact]
    public void A_free_of_a_struct_ends_proofs_of_its_interface() =>
        Expect("t: ref Thing", "alloc q | check t | free q | check t", "t checked", "t checked");

    [Fact]
    public void A_free_of_a_variant_ends_proofs_of_its_union() =>
        Expect("u: ref U", "alloc q | check u | free q | check u", "u checked", "u checked");

    [Fact]
    public void A_reference_by_an_interface_is_as_alive_as_by_the_struct() =>
        Expect("q: ref Q, t: ref Thing", "ld v, q.x | iface t, q | check t", "q checked", "t proved by 0");

    [Fact]
    public void Only_what_all_paths_prove_is_proved() =>
        Expect("p: ref P", "br.eq v, 0, L | ld v, p.x | L: ld v, p.x | ld v, p.x", "p checked", "p checked", "p proved by 2");

    [Fact]
    public void Checks_on_all_paths_prove_together() =>
        Expect("p: ref P", "br.eq v, 0, L | ld v, p.x | jmp M | L: st p.x, v | M: ld v, p.x",
            "p checked", "p checked", "p proved by the checks on all paths");

    [Fact]
    public void The_first_check_of_a_loop_moves_to_its_entry() =>
        Expect("p: ref P", "const v, 5 | L: ld w, p.x | sub v, v, 1 | br.gt v, 0, L", "p hoisted to 2");

    [Fact]
    public void A_loop_that_frees_keeps_its_checks() =>
        Expect("p: ref P", "const v, 5 | L: ld w, p.x | call frees() | sub v, v, 1 | br.gt v, 0, L", "p checked");

    [Fact]
    public void A_check_behind_a_call_stays_where_it_is() =>
        Expect("p: ref P", "const v, 5 | L: call quiet() | ld w, p.x | sub v, v, 1 | br.gt v, 0, L", "p checked");

    [Fact]
    public void The_same_index_is_in_range_again() =>
        Expect("a: own array i64", "ld v, a[w] | st a[w], v", "index checked", "index proved by 0");

    [Fact]
    public void Another_index_is_not() =>
        Expect("a: own array i64", "ld v, a[w] | add w, w, 1 | st a[w], v", "index checked", "index checked");

    [Fact]
    public void A_pop_makes_the_array_shorter() =>
        Expect("a: own array i64", "ld v, a[w] | array.pop v, a | st a[w], v", "index checked", "index checked");

    [Fact]
    public void A_pop_of_another_type_does_not() =>
        Expect("a: own array i64, b: own array i32", "ld v, a[w] | array.pop k, b | st a[w], v", "index checked", "index proved by 0");

    [Fact]
    public void An_index_that_counts_up_to_the_length_is_in_range() =>
        Expect("a: own array i64", "array.len n, a | const i, 0 | jmp T | L: ld v, a[i] | add i, i, 1 | T: br.lt i, n, L",
            "index proved by 10, a round before");

    [Fact]
    public void An_index_that_is_compared_at_the_start_of_each_round_is_in_range() =>
        Expect("a: own array i64", "array.len n, a | const i, 0 | L: br.ge i, n, D | ld v, a[i] | add i, i, 1 | jmp L | D: nop",
            "index proved by 3");

    [Fact]
    public void A_round_that_comes_before_the_comparison_is_checked() =>
        Expect("a: own array i64", "array.len n, a | const i, 0 | L: ld v, a[i] | add i, i, 1 | br.lt i, n, L",
            "index checked");

    [Fact]
    public void The_length_may_be_that_of_a_new_array() =>
        Expect("a: own array i64, n: i64", "free a | array.new a, n | const i, 0 | jmp T | L: st a[i], i | add i, i, 1 | T: br.gt n, i, L",
            "index proved by 11, a round before");

    [Fact]
    public void The_length_may_be_equal_to_what_is_compared() =>
        Expect("a: own array i64, m: i64", "array.len n, a | br.ne n, m, D | const i, 0 | jmp T | L: ld v, a[i] | add i, i, 1 "
            + "| T: br.lt i, m, L | D: nop", "index proved by 11, a round before");

    [Fact]
    public void An_index_that_may_be_negative_is_checked() =>
        Expect("a: own array i64, j: i64", "array.len n, a | br.ge j, n, D | ld v, a[j] | D: nop", "index checked");

    [Fact]
    public void An_index_that_was_compared_with_zero_too_is_in_range() =>
        Expect("a: own array i64, j: i64", "array.len n, a | br.lt j, 0, D | br.ge j, n, D | ld v, a[j] | D: nop",
            "index proved by 2");

    [Fact]
    public void An_unsigned_comparison_says_both() =>
        Expect("a: own array i64, j: i64", "array.len n, a | br.geu j, n, D | ld v, a[j] | D: nop", "index proved by 1");

    [Fact]
    public void An_index_beyond_another_one_is_compared_again() =>
        Expect("a: own array i64", "array.len n, a | const i, 0 | br.ge i, n, D | add j, i, 1 | ld v, a[j] | br.ge j, n, D "
            + "| ld v, a[j] | D: nop", "index checked", "index proved by 5");

    [Fact]
    public void Steps_of_more_than_one_stay_in_range_below_a_length() =>
        Expect("a: own array i64", "array.len n, a | const i, 0 | jmp T | L: ld v, a[i] | add i, i, 100 | T: br.lt i, n, L",
            "index proved by 10, a round before");

    [Fact]
    public void Steps_of_more_than_one_below_any_number_may_come_round() =>
        Expect("a: own array i64, m: i64", "array.len n, a | const i, 0 | L: br.ge i, m, D | add i, i, 100 | br.ge i, n, L "
            + "| ld v, a[i] | jmp L | D: nop", "index checked");

    [Fact]
    public void An_array_that_becomes_shorter_has_another_length() =>
        Expect("a: own array i64", "array.len n, a | const i, 0 | br.ge i, n, D | array.pop v, a | ld v, a[i] | D: nop",
            "index checked");

    [Fact]
    public void A_resized_array_has_the_length_that_it_was_given() =>
        Expect("a: own array i64, m: i64", "const i, 0 | array.resize a, m | br.ge i, m, D | ld v, a[i] | D: nop",
            "index proved by 3");

    [Fact]
    public void What_is_borrowed_keeps_its_length_when_others_of_its_type_end() =>
        Expect("a: own array i64, b: borrow array i64", "array.len n, b | const i, 0 | br.ge i, n, D | call drops() | ld v, b[i] "
            + "| D: nop", "index proved by 3");

    [Fact]
    public void What_is_referred_to_may_have_ended_with_others_of_its_type() =>
        Expect("a: own array i64, b: ref array i64", "array.len n, b | const i, 0 | br.ge i, n, D | call drops() | ld v, b[i] "
            + "| D: nop", "b checked", "b checked; index checked");

    [Fact]
    public void A_number_that_is_copied_is_still_the_same() =>
        Expect("a: own array i64", "array.len n, a | const i, 0 | br.ge i, n, D | mov j, i | ld v, a[i] | D: nop",
            "index proved by 3");

    [Fact]
    public void A_length_that_changes_says_nothing() =>
        Expect("a: own array i64", "array.len n, a | const i, 0 | add n, n, 1 | br.ge i, n, D | ld v, a[i] | D: nop",
            "index checked");

    [Fact]
    public void The_length_of_another_array_says_nothing() =>
        Expect("a: own array i64, b: own array i64", "array.len n, b | const i, 0 | br.ge i, n, D | ld v, a[i] | D: nop",
            "index checked");

    /// <summary>The notes of all checks of a function with these parameters and statements, in order.</summary>
    private static void Expect(string parameters, string statements, params string[] notes)
    {
        string owners = string.Concat(parameters.Split(", ").Where(p => p.Contains(": own")).Select(p => $"    free {p[..1]}\n"));
        string body = string.Concat(statements.Split(" | ").Select(statement => $"    {statement}\n"));
        string text = $$"""
            {{Types}}
            fn quiet() {
                ret
            }
            fn frees() {
                let o: own P
                alloc o
                free o
                ret
            }
            fn drops() {
                let a: own array i64, n: i64
                const n, 1
                array.new a, n
                free a
                ret
            }
            fn f({{parameters}}) {
                let v: i64, w: i64, {{Counters(parameters)}}k: i32, o: own P, q2: own Q, w2: own Owner, z2: own Zombie, g: fn()
                const w, 0
                const v, 0
            {{body.Replace("alloc q\n", "alloc q2\n").Replace("free q\n", "free q2\n").Replace("alloc w\n", "alloc w2\n").Replace("free w\n", "free w2\n").Replace("alloc z\n", "alloc z2\n").Replace("free z\n", "free z2\n")}}{{owners}}    ret
            }
            """;
        LinkedProgram program = CompiledProgram.Link(text);
        FunctionDefinition function = program.FindFunction("f")!.Definition;
        int index = program.Modules[0].Module.Functions.IndexOf(function);
        var found = new List<string>();
        var report = new ElisionReport(program);
        const int First = 4;
        for (int position = 0; position < function.Code.Count;)
        {
            if (report.Describe("e", index, position) is { } note) found.Add(Shift(note, First));
            position += OpcodeTable.Row(function.Code[position].Opcode).WordCount(function.Code[position]);
        }
        Assert.Equal(notes, found);
    }

    /// <summary>Those of n, i and j that are not parameters.</summary>
    private static string Counters(string parameters) =>
        string.Concat("nij".Where(name => !parameters.Contains($"{name}: i64")).Select(name => $"{name}: i64, "));

    /// <summary>Counts positions from the first statement of the test.</summary>
    private static string Shift(string note, int by)
    {
        string[] words = note.Split(' ');
        if (int.TryParse(words[^1], out int position)) words[^1] = $"{position - by}";
        return string.Join(' ', words);
    }
}
