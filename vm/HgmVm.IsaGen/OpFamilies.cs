using HgmVm.Isa;

namespace HgmVm.IsaGen;

/// <summary>The sections of the instruction set page: what belongs together has numbers that stand together.</summary>
internal static class OpFamilies
{
    /// <summary>Each portable family with the number it begins at.</summary>
    private static readonly (ushort First, string Title)[] s_portable =
    [
        (0x000, "Control"),
        (0x010, "Constants and moves"),
        (0x020, "Objects"),
        (0x040, "Arrays"),
        (0x060, "Globals"),
        (0x100, "Arithmetic and bits of i32"),
        (0x130, "Comparisons of i32"),
        (0x180, "Arithmetic and bits of i64"),
        (0x1B0, "Comparisons of i64"),
        (0x200, "Arithmetic of f32"),
        (0x210, "Comparisons of f32"),
        (0x240, "Arithmetic of f64"),
        (0x250, "Comparisons of f64"),
        (0x280, "Conversions"),
    ];

    /// <summary>The heading an opcode stands under.</summary>
    public static string TitleOf(OpSource op)
    {
        if (op.Number >= OpcodeLimits.FirstInternal) return "Executable: " + WordsOf(op.Method.DeclaringType!);
        return s_portable.Last(family => family.First <= op.Number).Title;
    }

    /// <summary>Executable opcodes are grouped by the type that holds them: <c>IControlOps</c> is "control".</summary>
    private static string WordsOf(Type type)
    {
        string name = type.Name.Split('`')[0];
        if (type.IsInterface) name = name[1..];
        if (name.EndsWith("Ops", StringComparison.Ordinal)) name = name[..^3];
        return string.Concat(name.Select(c => char.IsUpper(c) ? " " + char.ToLowerInvariant(c) : $"{c}")).TrimStart();
    }
}
