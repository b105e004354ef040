using HgmVm.Diagnostics;
using HgmVm.Verification;

namespace HgmVm.Tests.Verification;

/// <summary>Every rule accepts and refuses; no rule is without a case.</summary>
public class RuleTests
{
    private static readonly Dictionary<string, RuleCase> s_cases =
        ((RuleCase[])[.. OwnerRules.Cases, .. BorrowRules.Cases, .. TypeRules.Cases, .. CallRules.Cases,
            .. MemoryRules.Cases, .. InterfaceRules.Cases])
        .ToDictionary(rule => rule.Name);

    public static TheoryData<string> Names => [.. s_cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_rule_accepts_what_keeps_it_and_refuses_what_breaks_it(string name) => s_cases[name].Check();

    [Fact]
    public void Every_diagnostic_of_the_verifier_is_provoked_by_a_case()
    {
        IEnumerable<string> provoked = s_cases.Values.SelectMany(rule => rule.Expected)
            .Select(expected => expected[..7])
            .Concat(TableTests.Provoked).Concat(CodeShapeTests.Provoked).Concat(VerifierLimitTests.Provoked);
        Assert.Equal([], VerifierDiagnostics.All.Select(d => d.Code).Except(provoked));
    }

    [Fact]
    public void Codes_are_unique_and_explained()
    {
        Assert.Distinct(VerifierDiagnostics.All.Select(d => d.Code));
        Assert.All(VerifierDiagnostics.All, d => Assert.EndsWith(".", d.Explanation, StringComparison.Ordinal));
        Assert.All(VerifierDiagnostics.All, d => Assert.Equal(Severity.Error, d.Severity));
        int declared = typeof(VerifierDiagnostics).GetFields().Count(f => f.FieldType == typeof(DiagnosticDescriptor));
        Assert.Equal(declared, VerifierDiagnostics.All.Count);
    }
}
