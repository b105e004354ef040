using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using HgmVm.Execution;

namespace HgmVm.Tests.Execution;

/// <summary>
/// Every handler goes on with a jump. One that calls the next handler instead works until the stack is full, and which
/// do is decided by the JIT in silence: so the test reads what the JIT made. The start-up self-test proves the runtime,
/// this proves each handler.
/// </summary>
public partial class TailCallTests
{
    /// <summary>Handlers after which nothing runs.</summary>
    private static readonly string[] s_ends = ["DoHalt", "DoTrap", "DoUnreachable"];

    // The names of registers and of the jump below are those of x64; arm64 calls everything through registers.
    private static bool CanRead => RuntimeInformation.ProcessArchitecture == Architecture.X64;

    [Fact]
    public void EveryHandlerJumpsToTheNext()
    {
        if (!CanRead) return;
        Dictionary<string, string> listings = HandlerListing.Read(typeof(Interpreter));
        string[] handlers = [.. HandlerListing.Of(typeof(Interpreter)).Select(method => method.Name)];
        Assert.True(handlers.Length > 200, $"only {handlers.Length} handlers were found");
        string[] problems = [.. handlers.Select(name => (name, Problem(name, listings.GetValueOrDefault(name))))
            .Where(pair => pair.Item2 is not null).Select(pair => $"{pair.name}: {pair.Item2}")];
        Assert.True(problems.Length == 0, string.Join('\n', problems));
    }

    [Fact]
    public void HandlersThatCallTheNextAreFound()
    {
        if (!CanRead) return;
        Dictionary<string, string> listings = HandlerListing.Read(typeof(BrokenHandlers));
        string[] handlers = [.. HandlerListing.Of(typeof(BrokenHandlers)).Select(method => method.Name)];
        string[] broken = [.. handlers.Where(name => Problem(name, listings.GetValueOrDefault(name)) is not null)
            .Order()];
        Assert.Equal(["AddressTaken", "NotInlined", "NotOptimised"], broken);
    }

    private static string? Problem(string name, string? listing)
    {
        if (listing is null) return "the JIT lists no code of it";
        if (!listing.Split('\n')[0].EndsWith("(FullOpts)", StringComparison.Ordinal)) return "it is not optimised";
        if (CallThroughRegister().IsMatch(listing)) return "it calls through a register, where it should jump";
        return JumpThroughRegister().IsMatch(listing) || s_ends.Contains(name) ? null : "it goes on nowhere";
    }

    // Calls of methods are listed with their names; what has none is the next handler.
    [GeneratedRegex(@"^\s+call\s+(\[?r[a-z0-9]+)", RegexOptions.Multiline)]
    private static partial Regex CallThroughRegister();

    [GeneratedRegex(@"^\s+tail\.jmp\s+(\[?r[a-z0-9]+|qword ptr \[r)", RegexOptions.Multiline)]
    private static partial Regex JumpThroughRegister();
}
