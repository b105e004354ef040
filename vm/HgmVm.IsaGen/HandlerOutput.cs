using System.Globalization;
using System.Reflection;
using System.Text;
using HgmVm.Isa;

namespace HgmVm.IsaGen;

/// <summary>Writes <c>Interpreter.g.cs</c>: one tail-threaded handler for each value opcode and each derived branch.</summary>
internal static class HandlerOutput
{
    private static readonly string[] s_extensionPlaces = ["Op", "A", "B", "C"];

    private static string Next(int words) =>
        $"return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc[{words}].Op])(pc + {words}, r, x, t);";

    public static string Write(IEnumerable<OpSource> ops)
    {
        List<OpSource> handled = [.. ops.Where(op => op.Form is OpForm.Value or OpForm.Branch)];
        var text = new StringBuilder(CSharpOutput.Banner);
        text.Append("""
            using System.Runtime.CompilerServices;
            using HgmVm.Isa;
            using HgmVm.Isa.Ops;
            using HgmVm.Machine;
            using HgmVm.Memory;

            namespace HgmVm.Execution;

            internal unsafe partial class Interpreter
            {
                /// <summary>Address of the generated handler of a value opcode or fused branch; 0 for any other opcode.</summary>
                private static nint ValueHandler(Opcode op)
                {
                    switch (op)
                    {

            """);
        foreach (OpSource op in handled)
            text.Append(CultureInfo.InvariantCulture,
                $"            case Opcode.{op.EnumName}: return (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&{op.EnumName};\n");
        text.Append("            default: return 0;\n        }\n    }\n");
        foreach (OpSource op in handled) WriteHandler(text, op);
        return text.Append("}\n").ToString();
    }

    private static void WriteHandler(StringBuilder text, OpSource op)
    {
        text.Append(CultureInfo.InvariantCulture, $$"""

                [MethodImpl(MethodImplOptions.AggressiveOptimization)]
                private static nint {{op.EnumName}}(Instruction* pc, ulong* r, Context* x, nint* t)
                {

            """);
        if (op.Declared.Traps != 0) text.Append("        x->Pc = pc;\n        x->Registers = r;\n");
        string value = Invocation(op);
        if (op.Form == OpForm.Branch)
        {
            text.Append(CultureInfo.InvariantCulture, $"        if (!{value}) {Next(1)}\n");
            text.Append("""
                        short distance = (short)pc->C;
                        if (distance <= 0 && --x->Fuel < 0)
                            return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)x->OutOfFuel)(pc, r, x, t);
                        pc += distance;
                        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);

                """);
        }
        else
        {
            text.Append("        ").Append(Store(op, value)).Append("\n        ").Append(Next(op.Declared.Extension == Extension.None ? 1 : 2)).Append('\n');
        }
        text.Append("    }\n");
    }

    private static string Invocation(OpSource op)
    {
        ParameterInfo[] parameters = op.Method.GetParameters();
        int place = op.Form == OpForm.Branch || op.Method.ReturnType == typeof(void) ? 0 : 1;
        var arguments = new List<string>();
        foreach (ParameterInfo parameter in parameters)
        {
            if (OperandParser.IsContext(parameter.ParameterType)) { arguments.Add("x"); continue; }
            bool literal = op.HasImmediate && parameter == parameters[^1];
            arguments.Add(Operand(parameter.ParameterType, place++, literal));
        }
        return $"{op.Method.DeclaringType!.Name}.{op.Method.Name}({string.Join(", ", arguments)})";
    }

    private static string Operand(Type type, int place, bool literal)
    {
        string field = place < 3 ? "pc->" + "ABC"[place] : "pc[1]." + s_extensionPlaces[place - 3];
        if (literal) return CSharpOutput.TypeName(type) is "uint" or "ulong" ? $"({CSharpOutput.TypeName(type)})(short){field}" : $"(short){field}";
        if (type == typeof(ushort)) return field;
        if (type == typeof(short)) return $"(short){field}";
        return $"*({CSharpOutput.TypeName(type)}*)(r + {field})";
    }

    private static string Store(OpSource op, string value)
    {
        Type result = op.Method.ReturnType;
        if (result == typeof(void)) return value + ";";
        return result == typeof(bool)
            ? $"*(int*)(r + pc->A) = {value} ? 1 : 0;"
            : $"*({CSharpOutput.TypeName(result)}*)(r + pc->A) = {value};";
    }
}
