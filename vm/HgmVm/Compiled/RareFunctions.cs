using HgmVm.Elision;
using HgmVm.Isa;
using HgmVm.Linking;

namespace HgmVm.Compiled;

/// <summary>
/// Finds the functions that a run of a program calls a few times at most: those that are called, outside of loops, only
/// by functions of the same kind. Machine code for them costs more than it brings, so it is made when they are called.
/// </summary>
internal static class RareFunctions
{
    private const int MostCalls = 100;

    /// <param name="program">The program.</param>
    /// <param name="root">The function that is called once.</param>
    /// <param name="functions">All that it can come to.</param>
    public static HashSet<LinkedFunction> Find(LinkedProgram program, LinkedFunction root,
        IReadOnlyList<LinkedFunction> functions)
    {
        var calls = new Dictionary<LinkedFunction, List<(LinkedFunction Callee, bool IsRepeated)>>();
        var open = new Dictionary<LinkedFunction, int>();
        HashSet<LinkedFunction> frequent = CalledByOthers(program);
        foreach (LinkedFunction function in functions)
        {
            if (function.Host is not null) continue;
            calls[function] = [.. CallsOf(function, frequent)];
            foreach ((LinkedFunction callee, bool _) in calls[function])
                open[callee] = open.GetValueOrDefault(callee) + 1;
        }
        // A function in a circle of calls never comes up: some call of it stays open.
        var times = new Dictionary<LinkedFunction, int> { [root] = 1 };
        var rare = new HashSet<LinkedFunction>();
        var ready = new Queue<LinkedFunction>();
        if (!open.ContainsKey(root) && !frequent.Contains(root)) ready.Enqueue(root);
        while (ready.TryDequeue(out LinkedFunction? function))
        {
            rare.Add(function);
            foreach ((LinkedFunction callee, bool isRepeated) in calls.GetValueOrDefault(function) ?? [])
            {
                times[callee] = Math.Min(MostCalls, times.GetValueOrDefault(callee) + times[function]);
                if (isRepeated || times[callee] >= MostCalls) frequent.Add(callee);
                if (--open[callee] == 0 && !frequent.Contains(callee)) ready.Enqueue(callee);
            }
        }
        return rare;
    }

    /// <summary>Destructors and methods: what calls them is not looked for.</summary>
    private static HashSet<LinkedFunction> CalledByOthers(LinkedProgram program)
    {
        var found = new HashSet<LinkedFunction>();
        foreach (LinkedHeapType type in program.Types)
            if (type.Destructor is { } destructor) found.Add(destructor);
        foreach (LinkedInterface known in program.Interfaces.Values)
            foreach (LinkedFunction[] methods in known.Implementations.Values) found.UnionWith(methods);
        return found;
    }

    /// <summary>The calls in a function, and whether each is in a loop. What it makes references to is noted.</summary>
    private static IEnumerable<(LinkedFunction Callee, bool IsRepeated)> CallsOf(LinkedFunction function,
        HashSet<LinkedFunction> referenced)
    {
        List<Instruction> code = function.Definition.Code;
        List<Loop> loops = CodeShape.Loops(code);
        for (int position = 0; position < code.Count;)
        {
            Instruction at = code[position];
            int here = position;
            if (at.Opcode == Opcode.Func) referenced.Add(function.Module.Functions[at.B]);
            else if (at.Opcode is Opcode.Call or Opcode.TailCall
                && function.Module.Functions[at.A] is { Host: null } callee)
                yield return (callee, loops.Exists(loop => loop.Contains(here)));
            position += OpcodeTable.Row(at.Opcode).WordCount(at);
        }
    }
}
