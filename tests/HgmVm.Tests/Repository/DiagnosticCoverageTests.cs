using System.Text.RegularExpressions;
using HgmVm.Assembler.Diagnostics;
using HgmVm.Bytecode;
using HgmVm.Diagnostics;
using HgmVm.Linking;
using HgmVm.Verification;

namespace HgmVm.Tests.Repository;

/// <summary>
/// Every diagnostic is declared once, listed, and looked at by a test: in an approved message, in a conformance
/// program, or by its code in a unit test. The verifier's and the linker's have stricter tests of their own.
/// </summary>
public partial class DiagnosticCoverageTests
{
    private static readonly (Type Declared, IReadOnlyList<DiagnosticDescriptor> Listed)[] s_catalogs =
    [
        (typeof(AssemblerDiagnostics), AssemblerDiagnostics.All),
            (typeof(VerifierDiagnostics), VerifierDiagnostics.All),
        (typeof(LinkDiagnostics), LinkDiagnostics.All), (typeof(FormatDiagnostics), FormatDiagnostics.All),
    ];

    [Fact]
    public void EveryDiagnosticIsProvokedByATest()
    {
        HashSet<string> seen = [.. RepositoryFiles.Texts.Where(IsEvidence)
            .SelectMany(path => Code().Matches(RepositoryFiles.Text(path))).Select(match => match.Value)];
        Assert.Equal([], s_catalogs.SelectMany(catalog => catalog.Listed).Select(d => d.Code).Except(seen));
    }

    [Fact]
    public void EveryDeclaredDiagnosticIsListedOnce()
    {
        Assert.Distinct(s_catalogs.SelectMany(catalog => catalog.Listed).Select(d => d.Code));
        foreach ((Type declared, IReadOnlyList<DiagnosticDescriptor> listed) in s_catalogs)
        {
            int fields = declared.GetFields().Count(field => field.FieldType == typeof(DiagnosticDescriptor));
            Assert.True(fields == listed.Count, $"{declared.Name} declares {fields}, lists {listed.Count}");
        }
    }

    private static bool IsEvidence(string path) => path.StartsWith("tests/", StringComparison.Ordinal)
        && (path.StartsWith("tests/approved/diagnostics/", StringComparison.Ordinal)
            || path.StartsWith("tests/HgmVm.Tests/", StringComparison.Ordinal)
            || (path.StartsWith("tests/conformance/", StringComparison.Ordinal) && path.EndsWith(".hgm", StringComparison.Ordinal)));

    [GeneratedRegex(@"HGM\d{4}")]
    private static partial Regex Code();
}
