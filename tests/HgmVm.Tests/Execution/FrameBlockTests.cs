using HgmVm.Assembler;
using HgmVm.Bytecode;
using HgmVm.Execution;
using HgmVm.Hosting;
using HgmVm.Linking;
using HgmVm.Memory;
using HgmVm.Tests.Assembler;
using HgmVm.Verification;

namespace HgmVm.Tests.Execution;

/// <summary>Frame blocks (M7) are used again, and retire like any slot: no reference to an old local ever comes back to
/// life.</summary>
public class FrameBlockTests
{
    private const string Program = """
        module frames
        struct Box { varying value: i64 }

        fn visit(all: ref array ref Box) {
            local box: inline Box
            let r: ref Box
            ref r, box
            array.push all, r
            ret
        }

        ; how many of the references to locals of calls that are over are alive: none ever should be
        fn main() -> i32 {
            let all: own array ref Box, a: ref array ref Box, r: ref Box
            let i: i64, k: i64, n: i64, alive: i32, count: i32
            array.new all, 0
            ref a, all
            const i, 0
            const count, 0
          again:
            call visit(a)
            add i, i, 1
            const k, 0
          look:
            ld r, all[k]
            alive alive, r
            add count, count, alive
            add k, k, 1
            br.lt k, i, look
            br.lt i, 200, again
            free all
            ret count
        }
        """;

    [Theory]
    [InlineData(4)]
    [InlineData(32)]
    public void No_reference_to_a_local_outlives_its_call(int generationBits)
    {
        Module module = Assembling.Module(Program, "frames.hgm", NoModules.Instance);
        VerificationResult verified = Verifier.Verify(module);
        Assert.True(verified.Module is not null, string.Join('\n', verified.Diagnostics));
        LinkedProgram program = Linker.Link([verified.Module], new LinkOptions { Host = new HostFunctions() }).Program!;
        using var machine = new VirtualMachine(program, new VmOptions
        {
            GenerationBits = generationBits, SelfCheck = SelfCheckLevel.Structures,
        });
        RunResult result = machine.Run();
        Assert.True(result.Trap is null, result.Trap?.Message);
        Assert.Equal(0, result.ExitCode);
        HeapStatistics heap = machine.Statistics.Heap;
        // Slots of 4-bit generations serve eight calls each; of 32 bits one slot serves them all.
        Assert.InRange(heap.RetiredSlots, generationBits == 4 ? 20 : 0, generationBits == 4 ? 40 : 0);
    }

    [Theory]
    [InlineData("local n: i64", "a local is an inline struct or fixed array")]
    [InlineData("local b: own Box", "a local is an inline struct or fixed array")]
    [InlineData("local b: inline Nothing", "Nothing")]
    [InlineData("local b: inline Box, b: inline Box", "`b`")]
    public void What_is_no_local_is_refused(string declaration, string expected)
    {
        string text = $"module m\nstruct Box {{ varying value: i64 }}\nfn f() {{\n{declaration}\nret\n}}";
        Assert.Contains(Assembling.Diagnose(text), problem =>
            problem.Message.Contains(expected, StringComparison.Ordinal));
    }
}
