using HgmVm.Compiled;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Lowering;

namespace HgmVm.Execution;

/// <summary>
/// Decides which calls are replaced by the code of the callee: those of small functions, those that are the only one of
/// a function, and a few levels of recursion.
/// </summary>
internal sealed class Inlining(CompilationUnit unit, Func<LinkedFunction, LoweredCode?> lower)
{
    private const int MostWords = 1000;

    private readonly Dictionary<LinkedFunction, int> _sites = [];

    /// <summary>Counts the calls in a function's code.</summary>
    public void Count(LoweredCode? code)
    {
        foreach (int start in code is null ? [] : CallsIn(code))
            _sites[CalleeAt(code!, start)] = _sites.GetValueOrDefault(CalleeAt(code!, start)) + 1;
    }

    /// <summary>A function with all that is inlined into it.</summary>
    /// <param name="function">The function.</param>
    /// <param name="code">Its code.</param>
    /// <param name="isRare">True when only calls in its loops are worth it.</param>
    public InlinePlan Plan(LinkedFunction function, LoweredCode code, bool isRare)
    {
        var plan = new InlinePlan(function, code);
        int room = MostWords;
        Extend(plan, [function], isRare ? 0 : LevelsOf(function, code), isRare, ref room);
        return plan;
    }

    private void Extend(InlinePlan plan, List<LinkedFunction> path, int levels, bool isRare, ref int room)
    {
        foreach (int start in CallsIn(plan.Code))
        {
            if (isRare && !IsInLoop(plan.Code, start)) continue;
            LinkedFunction callee = CalleeAt(plan.Code, start);
            bool isUnrolled = callee == plan.Function && levels > 0;
            if (!isUnrolled && path.Contains(callee)) continue;
            if (lower(callee) is not { } code || code.Words.Length > room) continue;
            if (!isUnrolled && !IsInlined(callee, code)) continue;
            room -= code.Words.Length;
            var inlined = new InlinePlan(callee, code);
            plan.Calls.Add(start, inlined);
            Extend(inlined, [.. path, callee], isUnrolled ? levels - 1 : 0, false, ref room);
        }
    }

    /// <summary>
    /// How many levels of its own calls a small recursive function has inlined: only the calls of the last level are
    /// real ones.
    /// </summary>
    private int LevelsOf(LinkedFunction function, LoweredCode code)
    {
        const int MostCopies = 31, MostUnrolledWords = 400;
        if (!IsSmall(code) || HasTailCall(code)) return 0;
        int calls = CallsIn(code).Count(start => CalleeAt(code, start) == function);
        if (calls == 0) return 0;
        int levels = 0;
        for (int copies = calls, all = calls; all < MostCopies && all * code.Words.Length <= MostUnrolledWords;)
        {
            levels++;
            copies *= calls;
            all += copies;
        }
        return levels;
    }

    /// <summary>A recursive function is inlined nowhere else: all its copies at each call would be too much.</summary>
    private bool IsInlined(LinkedFunction function, LoweredCode code) => (IsSmall(code) || IsPart(function, code))
        && !HasTailCall(code) && !CallsIn(code).Any(start => CalleeAt(code, start) == function);

    /// <summary>True for a function that is called at one place: its code costs nothing more there. One with a loop
    /// wants the registers for itself.</summary>
    private bool IsPart(LinkedFunction function, LoweredCode code)
    {
        const int MostPartWords = 80;
        return _sites.GetValueOrDefault(function) == 1 && code.Words.Length <= MostPartWords && !HasLoop(code);
    }

    /// <summary>True for a function whose code is hardly longer than a call of it: few words, and no loop.</summary>
    private static bool IsSmall(LoweredCode code)
    {
        const int MostSmallWords = 20;
        return code.Words.Length <= MostSmallWords && !HasLoop(code);
    }

    private static IEnumerable<int> CallsIn(LoweredCode code) =>
        code.Starts.Where(start => code.Words[start].Opcode is >= Opcode.XCall0 and <= Opcode.XCallN);

    private LinkedFunction CalleeAt(LoweredCode code, int start) => unit.FunctionAt(code.Words[start + 1].Word);

    /// <summary>What takes over its frame has to have one.</summary>
    private static bool HasTailCall(LoweredCode code) =>
        code.Starts.Any(start => code.Words[start].Opcode is Opcode.XTailcall or Opcode.XTailcallRef);

    private static bool HasLoop(LoweredCode code) => code.Starts.Any(start => JumpsBack(code.Words[start]));

    private static bool IsInLoop(LoweredCode code, int word) => code.Starts.Any(start => start >= word
        && JumpsBack(code.Words[start]) && start + DistanceOf(code.Words[start]) <= word);

    private static int DistanceOf(Instruction jump) => jump.Opcode == Opcode.XJmp ? jump.Literal : (short)jump.C;

    private static bool JumpsBack(Instruction at) => at.Opcode == Opcode.XJmp
        ? at.Literal <= 0 : OpcodeTable.Row(at.Opcode).Flow == Flow.Branch && (short)at.C <= 0;
}
