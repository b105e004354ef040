using System.Reflection;
using System.Reflection.Emit;
using HgmVm.Compiled;
using HgmVm.Isa;

namespace HgmVm.Tests.Compiled;

/// <summary>What is written as IL of its own means the same as the body that it stands for, at every pair of
/// edges.</summary>
public class DirectFormsTests
{
    private static readonly Dictionary<Type, object[]> s_edges = new()
    {
        [typeof(int)] = [0, 1, -1, 2, 7, 31, 32, 33, int.MinValue, int.MaxValue],
        [typeof(uint)] = [0u, 1u, 2u, 7u, 31u, 32u, 0x8000_0000u, uint.MaxValue],
        [typeof(long)] = [0L, 1L, -1L, 63L, 64L, 65L, 1L << 32, long.MinValue, long.MaxValue],
        [typeof(ulong)] = [0UL, 1UL, 63UL, 1UL << 32, 1UL << 63, ulong.MaxValue],
        [typeof(float)] = [0f, -0f, 1f, -1.5f, 1e-45f, float.MaxValue, float.PositiveInfinity, float.NegativeInfinity,
            float.NaN],
        [typeof(double)] = [0.0, -0.0, 1.0, -1.5, 5e-324, double.MaxValue, double.PositiveInfinity,
            double.NegativeInfinity, double.NaN],
    };

    public static TheoryData<string> Opcodes() => [.. DirectForms.All.Distinct().Select(op => op.ToString())];

    [Theory]
    [MemberData(nameof(Opcodes))]
    public void DirectFormMeansTheSame(string name)
    {
        OpMethod body = OpMethods.Of(Enum.Parse<Opcode>(name))!;
        var forms = new List<DynamicMethod>();
        if (DirectForms.Steps(body.Opcode) is { } steps) forms.Add(Straight(body.Method, steps));
        if (DirectForms.Branch(body.Opcode) is { } branch) forms.Add(Branching(body.Method, branch));
        Assert.NotEmpty(forms);
        foreach (object[] arguments in Combinations(body.Parameters))
        {
            string expected = Bits(body.Method.Invoke(null, arguments)!);
            foreach (DynamicMethod form in forms)
                Assert.True(expected == Bits(form.Invoke(null, arguments)!), $"{name}({string.Join(", ", arguments)})");
        }
    }

    private static DynamicMethod Straight(MethodInfo body, OpCode[] steps)
    {
        DynamicMethod method = Begin(body, out ILGenerator il);
        foreach (OpCode step in steps) il.Emit(step);
        il.Emit(OpCodes.Ret);
        return method;
    }

    private static DynamicMethod Branching(MethodInfo body, OpCode branch)
    {
        DynamicMethod method = Begin(body, out ILGenerator il);
        Label taken = il.DefineLabel();
        il.Emit(branch, taken);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ret);
        il.MarkLabel(taken);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Ret);
        return method;
    }

    private static DynamicMethod Begin(MethodInfo body, out ILGenerator il)
    {
        Type[] parameters = [.. body.GetParameters().Select(parameter => parameter.ParameterType)];
        var method = new DynamicMethod(body.Name, body.ReturnType, parameters, typeof(DirectFormsTests).Module);
        il = method.GetILGenerator();
        for (int i = 0; i < parameters.Length; i++) il.Emit(OpCodes.Ldarg, (short)i);
        return method;
    }

    private static IEnumerable<object[]> Combinations(ParameterInfo[] parameters)
    {
        foreach (object first in s_edges[parameters[0].ParameterType])
        {
            if (parameters.Length == 1) yield return [first];
            else foreach (object second in s_edges[parameters[1].ParameterType]) yield return [first, second];
        }
    }

    /// <summary>All NaNs are alike here: which one arithmetic gives is left to the machine.</summary>
    private static string Bits(object value) => value switch
    {
        double number => double.IsNaN(number) ? "NaN" : BitConverter.DoubleToInt64Bits(number).ToString("x"),
        float number => float.IsNaN(number) ? "NaN" : BitConverter.SingleToInt32Bits(number).ToString("x"),
        _ => value.ToString()!,
    };
}
