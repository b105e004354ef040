using HgmVm.Assembler;
using HgmVm.Bytecode;
using HgmVm.Execution;
using HgmVm.Hosting;
using HgmVm.Linking;
using HgmVm.Memory;
using HgmVm.Tests.Assembler;
using HgmVm.Tests.Memory;
using HgmVm.Verification;

namespace HgmVm.Tests.Execution;

/// <summary>
/// A soft tether of something dead changes no byte of the heap (V22, P1, option C): the whole heap is compared before,
/// during and after, whatever became of the slot.
/// </summary>
public sealed unsafe class SoftTetherTests
{
    private const string Program = """
        module soft
        allow soft-tether
        host fn test.remember()
        host fn test.compare()
        host fn test.trim()
        struct Box { varying value: i64, varying next: own Box }

        global kept: own Box

        ; one tether, and two that end in the order in which they began
        fn probe(r: ref Box) {
            let a: borrow Box, b: borrow Box
            call test.remember()
            tether.soft a, r
            call test.compare()
            untether a
            call test.compare()
            tether.soft a, r
            tether.soft b, r
            call test.compare()
            untether a
            call test.compare()
            untether b
            call test.compare()
            ret
        }

        fn probe_array(r: ref array i64) {
            let a: borrow array i64
            call test.remember()
            tether.soft a, r
            call test.compare()
            untether a
            call test.compare()
            ret
        }

        fn main() {
            let o: own Box, other: own Box, r: ref Box, hold: borrow Box, n: i64
            let many: own array i64, m: ref array i64, t: ref Box
            null r
            call probe(r)               ; null
            alloc o
            ref r, o
            free o
            call probe(r)               ; a free slot
            alloc other
            call probe(r)               ; the slot of somebody else, alive
            ref t, other
            tether hold, t
            call probe(r)               ; somebody else's, tethered: its bit must stay
            untether hold
            free other
            alloc o
            alloc other
            put o.next, other
            ref.field r, o.next
            free o
            call probe(r)               ; a part that went with its owner
            alloc o
            ref r, o
            tether hold, r
            free o
            call probe(r)               ; undead
            untether hold
            const n, 100000
            array.new many, n
            ref m, many
            free many
            call probe_array(m)         ; a large block
            call test.trim()
            call probe(r)               ; pages that went back to the system
            call probe_array(m)
            ret
        }
        """;

    [Theory]
    [InlineData(ExecutionTier.Interpreter, false)]
    [InlineData(ExecutionTier.Interpreter, true)]
    [InlineData(ExecutionTier.Compiled, false)]
    public void A_soft_tether_of_the_dead_changes_no_byte(ExecutionTier tier, bool garbage)
    {
        VirtualMachine? machine = null;
        byte[] remembered = [];
        int comparisons = 0;
        HostFunctions host = new HostFunctions()
            .Add("test.remember", new HostSignature([], []), _ => remembered = Bytes(machine!.Heap))
            .Add("test.trim", new HostSignature([], []), _ => machine!.Heap.Trim())
            .Add("test.compare", new HostSignature([], []), _ =>
            {
                comparisons++;
                int difference = remembered.AsSpan().CommonPrefixLength(Bytes(machine!.Heap));
                if (difference < remembered.Length) throw new InvalidOperationException($"byte {difference} changed");
            });
        using (machine = new VirtualMachine(Link(host),
            new VmOptions { Tier = tier, GarbageInReleasedMemory = garbage }))
        {
            RunResult result = machine.Run();
            Assert.True(result.Trap is null, result.Trap?.Message);
            Assert.Equal((7 * 5) + (2 * 2), comparisons);
        }
    }

    /// <summary>The comparison itself: a tether of something alive is seen.</summary>
    [Fact]
    public void A_tether_of_the_living_is_a_changed_byte()
    {
        using TestHeap heap = new();
        byte* p = heap.New(heap.Cell);
        byte[] before = Bytes(heap.Heap);
        HeapFast.Header(p) |= ObjectHeader.OuterTether;
        Assert.NotEqual(before, Bytes(heap.Heap));
    }

    private static byte[] Bytes(GenerationalHeap heap) =>
        new ReadOnlySpan<byte>(heap.State->Base, (int)(heap.SpansUsed << SpanInfo.Shift)).ToArray();

    private static LinkedProgram Link(HostFunctions host)
    {
        Module module = Assembling.Module(Program, "soft.hgm", NoModules.Instance);
        VerificationResult verified = Verifier.Verify(module);
        Assert.True(verified.Module is not null, string.Join('\n', verified.Diagnostics));
        return Linker.Link([verified.Module], new LinkOptions { Host = host }).Program!;
    }
}
