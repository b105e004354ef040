using HgmVm.Isa;
using HgmVm.Lowering;

namespace HgmVm.Execution;

/// <summary>
/// Finds the <see cref="FusedPairs"/> in code and gives the first word of each the pair's number. Nothing else changes, so
/// it may be done while the code runs, and undone by nobody: a jump to the second word executes that alone.
/// </summary>
internal static unsafe class Fusion
{
    /// <summary>Fuses what it can in the code of one function.</summary>
    public static void Apply(Instruction* code, LoweredCode lowered)
    {
        IReadOnlyList<int> starts = lowered.Starts;
        for (int i = 0; i + 1 < starts.Count; i++)
        {
            int pair = PairAt(lowered, i);
            if (pair < 0) continue;
            // A pair that hands a value over saves more than one that does not: let it have the word that both want.
            if (FusedPairs.All[pair].Chain == 0 && PairAt(lowered, i + 1) is >= 0 and var next
                && FusedPairs.All[next].Chain != 0)
                continue;
            Interpreter.PreparePair(pair);
            code[starts[i]].Op = (ushort)(OpcodeLimits.FirstFused + pair);
            i++;
        }
    }

    /// <summary>The pair that instruction <paramref name="index"/> and the next one form; -1 when they form none.</summary>
    private static int PairAt(LoweredCode lowered, int index)
    {
        if (index + 1 >= lowered.Starts.Count) return -1;
        int word = lowered.Starts[index];
        if (lowered.Starts[index + 1] != word + 1) return -1;
        (Instruction first, Instruction second) = (lowered.Words[word], lowered.Words[word + 1]);
        for (int i = 0; i < FusedPairs.All.Length; i++)
        {
            FusedPair pair = FusedPairs.All[i];
            if (pair.First == first.Opcode && pair.Second == second.Opcode
                && (pair.Chain == 0 || second.Place(pair.Chain) == first.A)) return i;
        }
        return -1;
    }
}
