using HgmVm.Linking;

namespace HgmVm.Fuzz;

/// <summary>Programs of consecutive seeds, each in every way.</summary>
internal static class FuzzRun
{
    /// <summary>
    /// The report of the first program that differs, shrunk, or of one that the generator got wrong; null when all is
    /// well.
    /// </summary>
    public static string? Check(int seed)
    {
        string text = ProgramGenerator.Write(seed);
        if (TierComparison.Verify(text) is null) return $"seed {seed} is no valid program: {TierComparison.Complaint(text)}";
        if (Difference(text, seed) is null) return null;
        string small = Shrinker.Shrink(text, candidate =>
            TierComparison.Verify(candidate) is { } module && module.Module.Functions.Exists(IsRun)
                && Difference(candidate, seed) is not null);
        return $"seed {seed}: tiers differ\n{Difference(small, seed)}\n{small}";
    }

    /// <summary>Each seed has its mode, policy and encoding, so that a report says all that is needed to repeat
    /// it.</summary>
    private static string? Difference(string text, int seed)
    {
        InnerPolicy inner = Enum.GetValues<InnerPolicy>()[seed / 2 % Enum.GetValues<InnerPolicy>().Length];
        UnionWords words = Enum.GetValues<UnionWords>()[seed / 6 % Enum.GetValues<UnionWords>().Length];
        try
        {
            return TierComparison.FindDifference(text, ProgramGenerator.IsCareful(seed), inner, words);
        }
        catch (Exception problem) when (problem is not InvalidProgramException)
        {
            return problem.ToString();
        }
    }

    private static bool IsRun(Bytecode.FunctionDefinition function) =>
        function is { Name: "run", Kind: Bytecode.FunctionKind.Local };
}
