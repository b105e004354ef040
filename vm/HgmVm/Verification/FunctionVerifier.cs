namespace HgmVm.Verification;

/// <summary>Verifies the code of one function: shape, operands and types in any order of control, then what registers
/// hold.</summary>
internal static class FunctionVerifier
{
    /// <summary>What lowering needs to know; null when the function could not be looked at to the end. Errors are
    /// reported.</summary>
    public static FunctionFacts? Verify(FunctionScope scope, WorkBudget budget)
    {
        // Reported with the tables; the parameters cannot be told from the rest.
        if (scope.Function.Registers.Count < scope.Signature.Parameters.Count) return null;
        if (CodeLayout.Split(scope) is not { } layout) return null;
        OperandChecker.Check(scope, layout);
        var analysis = new FlowAnalysis(scope, layout, budget);
        return analysis.Solve() ? analysis.GatherFacts() : null;
    }
}
