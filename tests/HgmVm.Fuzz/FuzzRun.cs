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
        bool withFast = ProgramGenerator.IsCareful(seed);
        if (TierComparison.Verify(text) is null) return $"seed {seed} is no valid program: {TierComparison.Complaint(text)}";
        if (Difference(text, withFast) is null) return null;
        string small = Shrinker.Shrink(text, candidate =>
            TierComparison.Verify(candidate) is { } module && module.Module.Functions.Exists(IsRun)
                && Difference(candidate, withFast) is not null);
        return $"seed {seed}: tiers differ\n{Difference(small, withFast)}\n{small}";
    }

    private static string? Difference(string text, bool withFast)
    {
        try
        {
            return TierComparison.FindDifference(text, withFast);
        }
        catch (Exception problem) when (problem is not InvalidProgramException)
        {
            return problem.ToString();
        }
    }

    private static bool IsRun(Bytecode.FunctionDefinition function) =>
        function is { Name: "run", Kind: Bytecode.FunctionKind.Local };
}
