using System.Reflection;
using HgmVm.Isa;

namespace HgmVm.IsaGen;

/// <summary>Reads operands from the attribute's text or from the signature of a value method.</summary>
internal static class OperandParser
{
    /// <summary>Parses e.g. <c>"def any, use struct, field"</c>: a role and, for registers and literals, a class.</summary>
    public static OperandSpec[] FromText(string text)
    {
        if (text.Length == 0) return [];
        return [.. text.Split(',', StringSplitOptions.TrimEntries).Select(part =>
        {
            string[] words = part.Split(' ');
            var role = Enum.Parse<OperandRole>(words[0], ignoreCase: true);
            var operandClass = words.Length > 1 ? Enum.Parse<OperandClass>(words[1], ignoreCase: true) : OperandClass.None;
            return new OperandSpec(role, operandClass);
        })];
    }

    /// <summary>The result, if there is one, then the parameters; a context parameter is no operand.</summary>
    public static OperandSpec[] FromSignature(MethodInfo method)
    {
        var operands = new List<OperandSpec>();
        if (method.ReturnType != typeof(void)) operands.Add(new OperandSpec(OperandRole.Def, ClassOf(method.ReturnType)));
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
        _ => throw new InvalidOperationException($"{type} cannot be an operand"),
    };
}
