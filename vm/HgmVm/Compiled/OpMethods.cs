using System.Reflection;
using HgmVm.Isa;
using HgmVm.Isa.Ops;

namespace HgmVm.Compiled;

/// <summary>The method that is the meaning of a value opcode, and how its twin takes the operands.</summary>
/// <param name="Opcode">The opcode that declares the body.</param>
/// <param name="Method">The body.</param>
/// <param name="IsBranch">The opcode jumps when the body says so, and has no result.</param>
/// <param name="HasLiteral">The last parameter is a 16-bit literal in the instruction.</param>
internal sealed record OpMethod(Opcode Opcode, MethodInfo Method, bool IsBranch, bool HasLiteral)
{
    public ParameterInfo[] Parameters { get; } = Method.GetParameters();
}

/// <summary>Finds the bodies of value opcodes by their attributes: the same declarations that the interpreter is made
/// from.</summary>
internal static class OpMethods
{
    private static readonly Lazy<OpMethod?[]> s_methods = new(Collect);

    /// <summary>The body of an opcode; null when it is none of values.</summary>
    public static OpMethod? Of(Opcode op) => s_methods.Value[(int)op];

    private static OpMethod?[] Collect()
    {
        var methods = new OpMethod?[OpcodeLimits.Count];
        foreach (Type type in typeof(Raise).Assembly.GetTypes())
        {
            if (type.Namespace != typeof(Raise).Namespace) continue;
            foreach (MethodInfo method in type.GetMethods(BindingFlags.Public | BindingFlags.Static
                | BindingFlags.DeclaredOnly))
                if (method.GetCustomAttribute<OpAttribute>() is { } op) Add(methods, op, method);
        }
        return methods;
    }

    private static void Add(OpMethod?[] methods, OpAttribute op, MethodInfo method)
    {
        var opcode = (Opcode)op.Number;
        methods[op.Number] = new OpMethod(opcode, method, false, false);
        if (op.ImmediateNumber != 0) methods[op.ImmediateNumber] = new OpMethod(opcode, method, false, true);
        if (op.BranchNumber != 0) methods[op.BranchNumber] = new OpMethod(opcode, method, true, false);
        if (op.BranchImmediateNumber != 0) methods[op.BranchImmediateNumber] = new OpMethod(opcode, method, true, true);
    }
}
