using System.Reflection;
using System.Reflection.Emit;
using HgmVm.Compiled;
using HgmVm.Isa;
using HgmVm.Linking;
using HgmVm.Lowering;

namespace HgmVm.Execution;

/// <summary>
/// The functions of a round that others call by name, so that the JIT inlines them: each gets a second method for that,
/// which leaves the look at the guest stack to its caller. Callees come before callers, so what is inlined has its own
/// calls inlined already.
/// </summary>
internal sealed class DirectCalls(CompilationUnit unit, TypeBuilder type,
    IReadOnlyDictionary<LinkedFunction, LoweredCode?> lowered)
{
    private readonly HashSet<LinkedFunction> _seen = [];
    private readonly Dictionary<LinkedFunction, int> _sites = [];

    /// <summary>Makes the methods of all functions that are small, or called at one place only, and do not call
    /// themselves.</summary>
    public void Make(IEnumerable<LinkedFunction> functions)
    {
        foreach (LoweredCode? code in lowered.Values)
            foreach (LinkedFunction callee in code is null ? [] : CallsOf(code))
                _sites[callee] = _sites.GetValueOrDefault(callee) + 1;
        foreach (LinkedFunction function in functions) Visit(function, 0);
    }

    /// <summary>
    /// Recursion by a small function, some levels at a time: the function calls a copy of itself that is inlined, which
    /// calls another one, and only the last makes real calls.
    /// </summary>
    public void Unroll(LinkedFunction function)
    {
        const int MostCopies = 31, MostWords = 400;
        if (lowered[function] is not { } code || !IsSmall(code)) return;
        int calls = CallsOf(code).Count(callee => callee == function);
        if (calls == 0) return;
        for (int level = 1, copies = calls, all = calls; all < MostCopies && all * code.Words.Length <= MostWords;)
        {
            if (!Add(function, code, new string('~', level++))) return;
            copies *= calls;
            all += copies;
        }
    }

    /// <summary>Others call the function itself: all its copies at each call would be too much.</summary>
    public void EndUnrolling(LinkedFunction function)
    {
        if (lowered[function] is { } code && CallsOf(code).Contains(function)) unit.ForgetDirect(function);
    }

    private void Visit(LinkedFunction function, int depth)
    {
        const int MostDepth = 100;
        if (depth > MostDepth || !lowered.TryGetValue(function, out LoweredCode? code) || code is null) return;
        if (!_seen.Add(function)) return;
        List<LinkedFunction> callees = CallsOf(code);
        foreach (LinkedFunction callee in callees) Visit(callee, depth + 1);
        if (!callees.Contains(function) && (IsSmall(code) || IsPart(function, code))) Add(function, code, "~");
    }

    private bool Add(LinkedFunction function, LoweredCode code, string mark)
    {
        var shape = new Shape(unit.Borrows, function.Signature);
        MethodBuilder method =
            CompiledCode.Define(type, $"{function.QualifiedName}#{function.Number}{mark}", shape);
        method.SetImplementationFlags(MethodImplAttributes.IL | MethodImplAttributes.AggressiveInlining);
        if (Translator.TranslateDirect(unit, function, code, method) is not { } callee) return false;
        unit.SetDirect(function, callee);
        return true;
    }

    private List<LinkedFunction> CallsOf(LoweredCode code) =>
        [.. code.Starts.Where(start => code.Words[start].Opcode is >= Opcode.XCall0 and <= Opcode.XCallN)
            .Select(start => unit.FunctionAt(code.Words[start + 1].Word))];

    /// <summary>True for a function that is called at one place: its code costs nothing more there. One with a loop
    /// wants the registers for itself.</summary>
    private bool IsPart(LinkedFunction function, LoweredCode code)
    {
        const int MostWords = 80;
        return _sites.GetValueOrDefault(function) == 1 && code.Words.Length <= MostWords && !HasLoop(code);
    }

    /// <summary>True for a function whose code is hardly longer than a call of it: few words, and no loop.</summary>
    private static bool IsSmall(LoweredCode? code)
    {
        const int MostWords = 20;
        return code is not null && code.Words.Length <= MostWords && !HasLoop(code);
    }

    private static bool HasLoop(LoweredCode code) => code.Starts.Any(start => JumpsBack(code.Words[start]));

    private static bool JumpsBack(Instruction at) => at.Opcode == Opcode.XJmp
        ? at.Literal <= 0 : OpcodeTable.Row(at.Opcode).Flow == Flow.Branch && (short)at.C <= 0;
}
