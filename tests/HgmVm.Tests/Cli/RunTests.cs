using System.Text.Json;
using HgmVm.Cli;

namespace HgmVm.Tests.Cli;

/// <summary>What <c>run</c> tells its user: exit codes, traps, limits, statistics.</summary>
public sealed class RunTests : IDisposable
{
    private const string UseAfterFree = """
        module ghost
        struct Ship { varying fuel: i64 }
        fn look(r: ref Ship) -> i64 {
            let n: i64
            ld n, r.fuel    ; the comment is not underlined
            ret n
        }
        fn main() {
            let s: own Ship, r: ref Ship, n: i64
            alloc s
            ref r, s
            free s
            call look(r) -> n
            ret
        }
        """;

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void ATrapNamesKindFunctionLineAndStack()
    {
        CliRun run = CliRun.Of("run", _scratch.File("ghost.hgm", UseAfterFree)).Refused(ExitCodes.Trap, "trap dead-reference");
        Assert.Contains("ghost.hgm:5: trap dead-reference", run.Error);
        Assert.Contains("5 |     ld n, r.fuel    ; the comment", run.Error);
        Assert.Contains("|     ^~~~~~~~~~~~\n", run.Error);
        Assert.Contains("ghost.look (", run.Error);
        Assert.Contains("ghost.main (", run.Error);
        Assert.Contains("Ship", run.Error);
    }

    [Fact]
    public void HistorySaysWhereTheObjectCameFromAndWhereItWent()
    {
        CliRun run = CliRun.Of("run", "--history", _scratch.File("ghost.hgm", UseAfterFree));
        Assert.Contains("allocated at ghost.main", run.Error);
        Assert.Contains("ghost.hgm:10)", run.Error);
        Assert.Contains("freed at ghost.main", run.Error);
        Assert.Contains("ghost.hgm:12)", run.Error);
    }

    [Fact]
    public void WhatEndsWithItsOwnerWasFreedThere()
    {
        CliRun run = CliRun.Of("run", "--history", _scratch.File("parts.hgm", """
            module parts
            struct Part { varying next: own Part, varying value: i64 }
            fn main() {
                let a: own Part, b: own Part, c: own Part, r: ref Part, n: i64
                alloc a
                alloc b
                alloc c
                ref r, c
                put b.next, c
                put a.next, b
                free a
                ld n, r.value
                ret
            }
            """)).Refused(ExitCodes.Trap, "trap dead-reference");
        Assert.Contains("parts.hgm:7)", run.Error);
        Assert.Contains("freed at parts.main", run.Error);
        Assert.Contains("parts.hgm:11)", run.Error);
    }

    [Fact]
    public void FastNeedsPermission()
    {
        string path = _scratch.File("ghost.hgm", UseAfterFree);
        CliRun refused = CliRun.Of("run", "--mode", "fast", path).Refused(ExitCodes.Trap, "HGM3009");
        Assert.Contains("--allow-fast ghost", refused.Error);
        Assert.Equal(0, CliRun.Of("run", "--mode", "fast", "--allow-fast", "ghost", path).ExitCode);
        Assert.Equal(0, CliRun.Of("run", "--mode-of", "ghost=fast", "--allow-fast", "ghost", path).ExitCode);
    }

    [Fact]
    public void FastForAProgramIsNoWishAboutTheStandardLibrary()
    {
        string hello = _scratch.File("hello.hgm", """
            module hello
            import std.io
            fn main() {
                let n: i64
                const n, 7
                call std.io.print_i64(n)
                ret
            }
            """);
        CliRun quiet = CliRun.Of("run", "--mode", "fast", "--allow-fast", "hello", hello);
        Assert.Equal((0, "7\n", ""), (quiet.ExitCode, quiet.Output, quiet.Error));
        CliRun named = CliRun.Of("run", "--mode-of", "std.io=fast", hello);
        Assert.Contains("warning HGM3009: module `std.io`", named.Error);
    }

    [Fact]
    public void ReleasedMemoryMayShowGarbage()
    {
        string path = _scratch.File("code.hgm", "module code\nfn main() -> i32 {\n    ret 42\n}\n");
        Assert.Equal(42, CliRun.Of("run", "--released", "garbage", path).ExitCode);
        Assert.Equal(42, CliRun.Of("run", "--released=zero", path).ExitCode);
        CliRun.Of("run", "--released", "rubbish", path).Refused(ExitCodes.CommandLine, "`rubbish` is not one of zero, garbage");
    }

    [Fact]
    public void TheExitCodeIsTheProgramsOwn()
    {
        string path = _scratch.File("code.hgm", "module code\nfn main() -> i32 {\n    let c: i32\n    const c, 42\n    ret c\n}\n");
        Assert.Equal(42, CliRun.Of(path).ExitCode);
    }

    [Theory]
    [InlineData("--fuel=1000", "trap fuel")]
    [InlineData("--timeout=50ms", "trap timeout")]
    public void LimitsEndALoopWithoutEnd(string limit, string message) =>
        CliRun.Of("run", limit, _scratch.File("loop.hgm", "module loop\nfn main() {\n  again:\n    jmp again\n}\n"))
            .Refused(ExitCodes.Limit, message);

    [Fact]
    public void TheStackLimitIsALimit() =>
        CliRun.Of("run", "--max-stack=64K", _scratch.File("deep.hgm", "module deep\nfn main() {\n    call main()\n    ret\n}\n"))
            .Refused(ExitCodes.Limit, "trap stack-overflow");

    [Fact]
    public void TheHeapLimitIsALimit() =>
        CliRun.Of("run", "--max-heap=4M", _scratch.File("big.hgm", """
            module big
            fn main() {
                let a: own array i64, n: i64
                const n, 10000000
                array.new a, n
                free a
                ret
            }
            """)).Refused(ExitCodes.Limit, "trap out-of-memory");

    [Fact]
    public void AProgramWithoutMainIsRefused() =>
        CliRun.Of("run", _scratch.File("lib.hgm", "module lib\nfn f() {\n    ret\n}\n")).Refused(ExitCodes.Refused, "main");

    [Fact]
    public void ALibraryMayBeChecked() =>
        Assert.Equal(0, CliRun.Of("check", _scratch.File("lib.hgm", "module lib\nfn f() {\n    ret\n}\n")).ExitCode);

    [Fact]
    public void ArgumentsAfterTheDashesAreThePrograms()
    {
        string path = _scratch.File("args.hgm", """
            module args
            import std.io
            fn main() {
                let i: i32, n: i32, text: own array u8
                call std.io.arg_count() -> n
                const i, 0
              next:
                br.ge i, n, done
                call std.io.arg(i) -> text
                call std.io.print(text)
                add i, i, 1
                jmp next
              done:
                ret
            }
            """);
        Assert.Equal("--mode\nfast\n\n--\né\n", CliRun.Of("run", path, "--", "--mode", "fast", "", "--", "é").Output);
    }

    [Fact]
    public void StatisticsComeAsTableOrJson()
    {
        string path = _scratch.File("ok.hgm", """
            module ok
            struct Box { varying value: i64 }
            fn main() {
                let o: own Box
                alloc o
                free o
                ret
            }
            """);
        CliRun table = CliRun.Of("run", "--stats", path);
        Assert.Equal("", table.Output);
        Assert.Matches(@"allocations +1\n", table.Error);
        Assert.Matches(@"live objects +0\n", table.Error);
        using JsonDocument json = JsonDocument.Parse(CliRun.Of("run", "--stats", "--json", path).Error);
        Assert.Equal(1, json.RootElement.GetProperty("allocations").GetInt64());
        Assert.Equal(0, json.RootElement.GetProperty("liveObjects").GetInt64());
        Assert.True(json.RootElement.GetProperty("instructions").GetInt64() >= 3);
    }

    [Fact]
    public void EveryMistakeOfATextIsNamedAndNothingRuns()
    {
        CliRun run = CliRun.Of("run", _scratch.File("bad.hgm", """
            module bad
            import std.io
            fn main() {
                let n: i64
                cnst n, 1
                call std.io.print_i64(m)
                ld n
                ret
            }
            """)).Refused(ExitCodes.Refused, "bad.hgm:5");
        Assert.Contains("bad.hgm:6", run.Error);
        Assert.Contains("bad.hgm:7", run.Error);
        Assert.Contains("did you mean `const", run.Error);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public void DisassemblingAndAssemblingGiveTheSameBytes()
    {
        string text = _scratch.File("ghost.hgm", UseAfterFree);
        Assert.Equal(0, CliRun.Of("asm", text).ExitCode);
        byte[] bytes = File.ReadAllBytes(_scratch.Folder + "/ghost.hgmb");
        CliRun listing = CliRun.Of("dis", _scratch.Folder + "/ghost.hgmb");
        string again = _scratch.File("again.hgm", listing.Output);
        Assert.Equal(0, CliRun.Of("asm", again, "--output", _scratch.Folder + "/again.hgmb").ExitCode);
        Assert.Equal(bytes, File.ReadAllBytes(_scratch.Folder + "/again.hgmb"));
    }

    [Fact]
    public void LibrariesAreFoundByOption()
    {
        using var library = new Scratch();
        library.File("geometry/points.hgm",
            "module geometry.points\nfn three() -> i32 {\n    let n: i32\n    const n, 3\n    ret n\n}\n");
        string path = _scratch.File("main.hgm",
            "module main\nimport geometry.points\nfn main() -> i32 {\n    let n: i32\n    call geometry.points.three() -> n\n    ret n\n}\n");
        CliRun.Of("run", path).Refused(ExitCodes.Refused, "geometry.points");
        Assert.Equal(3, CliRun.Of("run", "--lib", library.Folder, path).ExitCode);
    }
}
