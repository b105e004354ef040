using System.Collections.Immutable;
using HgmVm.Assembler.Text;

namespace HgmVm.Assembler.Syntax;

/// <summary>A step of a path: a field by name, or an element of a fixed array by number.</summary>
/// <param name="Field">The name; null for an element.</param>
/// <param name="Element">The number between the brackets; null for a field, or when something else stands there.</param>
/// <param name="Span">The name, or what stands between the brackets.</param>
public readonly record struct PathStep(string? Field, IntegerOperandSyntax? Element, TextSpan Span);

/// <summary>A way through inline members: <c>arms[2].charge</c>.</summary>
public sealed record PathSyntax(ImmutableArray<PathStep> Steps, TextSpan Span)
{
    /// <summary>The parts of a name from one on.</summary>
    public static PathSyntax Of(NameSyntax name, int firstPart)
    {
        var steps = ImmutableArray.CreateBuilder<PathStep>(name.Name.Parts.Length - firstPart);
        for (int part = firstPart; part < name.Name.Parts.Length; part++)
            steps.Add(new PathStep(name.Name.Parts[part], null, name.PartSpan(part)));
        return new PathSyntax(steps.ToImmutable(), TextSpan.Covering(steps[0].Span, name.Span));
    }

    /// <summary>As much of the path as a message needs, as it is written.</summary>
    public string Spell(int steps) => string.Concat(Steps.Take(steps).Select((step, i) =>
        step.Field is { } field ? (i == 0 ? field : "." + field) : $"[{step.Element?.Digits ?? "?"}]"));
}
