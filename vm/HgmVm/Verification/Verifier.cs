using HgmVm.Bytecode;

namespace HgmVm.Verification;

/// <summary>
/// Decides whether a module may run (design section 6; the rules are listed in <c>vm/docs/verifier.md</c>). It never
/// throws, whatever the module holds, and its time and memory are bounded.
/// </summary>
public static class Verifier
{
    /// <summary>The verified module, or all errors. The module must not change afterwards.</summary>
    public static VerificationResult Verify(Module m)
    {
        ArgumentNullException.ThrowIfNull(m);
        var report = new VerificationReport(m);
        // Code is judged by the tables, so it is not looked at when their entries name nothing; errors that leave every
        // index good do not keep the errors in the code from being listed.
        if (!TypeChecker.Check(m, report)) return new VerificationResult(null, report.Diagnostics);
        TableChecker.Check(m, report);
        InterfaceChecker.CheckImplementations(m, report);
        InlineRules inline = InlineRules.Of(m, out _)!;

        var facts = new FunctionFacts?[m.Functions.Count];
        var destructors = new HashSet<int>();
        foreach (StructDefinition definition in m.Structs)
            if (definition.Destructor is { } destructor) destructors.Add(destructor);
        var budget = new WorkBudget();
        for (int i = 0; i < m.Functions.Count && !report.IsFull; i++)
        {
            if (m.Functions[i].Kind != FunctionKind.Local) continue;
            int errors = report.Count;
            facts[i] = FunctionVerifier.Verify(new FunctionScope(m, inline, i, destructors, report), budget);
            if (report.Count > errors) report.SortFrom(errors);
        }
        return new VerificationResult(report.Count == 0 ? new VerifiedModule(m, facts) : null, report.Diagnostics);
    }
}
