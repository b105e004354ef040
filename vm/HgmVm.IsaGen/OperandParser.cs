using System.Reflection;
using HgmVm.Isa;

namespace HgmVm.IsaGen;

/// <summary>Reads operands from the attribute's text or from the signature of a value method.</summary>
internal static class OperandParser
{
    /// <summary>Parses e.g. <c>"def any, use struct, field"</c>: roles and, for registers, classes.</summary>
    public static OperandSpec[] FromText(string text, string mnemonic)
    {
        if (text.Length == 0) return [];
        return [.. text.Split(',', StringSplitOptions.TrimEntries).Select(part => One(part, mnemonic))];
    }

    private static OperandSpec One(string part, string mnemonic)
    {
        string[] words = part.Split(' ');
        var operandClass = OperandClass.None;
        if (!Enum.TryParse(words[0], ignoreCase: true, out OperandRole role))
            throw Mistake($"does not begin with a role ({Names<OperandRole>()})");
        if (words.Length > 1 && !Enum.TryParse(words[1], ignoreCase: true, out operandClass))
            throw Mistake($"does not end in a class ({Names<OperandClass>()})");
        return new OperandSpec(role, operandClass);

        InvalidOperationException Mistake(string what) => new($"{mnemonic}: \"{part}\" {what}");
    }

    private static string Names<T>()
        where T : struct, Enum => string.Join(", ", Enum.GetNames<T>().Skip(1)).ToLowerInvariant();

    /// <summary>The result, if there is one, then the parameters; a context parameter is no operand.</summary>
    public static OperandSpec[] FromSignature(MethodInfo method)
    {
        var operands = new List<OperandSpec>();
        Type result = method.ReturnType;
        if (result != typeof(void)) operands.Add(new OperandSpec(OperandRole.Def, ClassOf(result)));
        foreach (ParameterInfo parameter in method.GetParameters())
        {
            if (IsContext(parameter.ParameterType)) continue;
            OperandRole role = parameter.ParameterType == typeof(ushort) ? OperandRole.Plain
                : parameter.ParameterType == typeof(short) ? OperandRole.Imm16 : OperandRole.Use;
            operands.Add(new OperandSpec(role, ClassOf(parameter.ParameterType)));
        }
        return [.. operands];
    }

    /// <summary>True for the execution context, which handlers pass along beside the operands.</summary>
    public static bool IsContext(Type type) => type.IsPointer && type.GetElementType()!.Name == "Context";

    private static OperandClass ClassOf(Type type) => type.Name switch
    {
        "Int32" or "UInt32" or "Boolean" => OperandClass.I32,
        "Int64" or "UInt64" => OperandClass.I64,
        "Single" => OperandClass.F32,
        "Double" => OperandClass.F64,
        "Ref" => OperandClass.Ref,
        "Borrow" => OperandClass.Borrow,
        "IntPtr" or "Byte*" => OperandClass.Own,
        "UInt16" or "Int16" => OperandClass.None,
        _ => throw new InvalidOperationException($"{type.Name} cannot be an operand"),
    };
}
