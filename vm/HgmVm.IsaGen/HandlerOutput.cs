using System.Globalization;
using System.Reflection;
using System.Text;
using HgmVm.Isa;

namespace HgmVm.IsaGen;

/// <summary>Writes <c>Interpreter.g.cs</c>: one tail-threaded handler for each value opcode and each derived
/// branch.</summary>
internal static class HandlerOutput
{
    private static readonly string[] s_extensionPlaces = ["Op", "A", "B", "C"];

    public static string Next(int words) =>
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
        string value = Invocation(op, "pc->");
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
            text.Append("        ").Append(Store(op, "pc->",
                value)).Append("\n        ").Append(Next(op.Declared.Extension == Extension.None ? 1 : 2)).Append('\n');
        }
        text.Append("    }\n");
    }

    /// <summary>The call of the opcode's body with the operands that an instruction word names.</summary>
    /// <param name="op">The opcode.</param>
    /// <param name="word">How the handler reaches the word: <c>pc-></c> or <c>pc[1].</c></param>
    /// <param name="chain">The operand place (1 to 3) whose value is at hand in <c>v</c>; 0 for none.</param>
    /// <param name="made">The type of <c>v</c>.</param>
    public static string Invocation(OpSource op, string word, int chain = 0, Type? made = null)
    {
        ParameterInfo[] parameters = op.Method.GetParameters();
        int place = op.Form == OpForm.Branch || op.Method.ReturnType == typeof(void) ? 0 : 1;
        var arguments = new List<string>();
        foreach (ParameterInfo parameter in parameters)
        {
            if (OperandParser.IsContext(parameter.ParameterType))
            {
                arguments.Add("x");
                continue;
            }
            bool literal = op.HasImmediate && parameter == parameters[^1];
            bool atHand = place + 1 == chain;
            arguments.Add(atHand ? AtHand(made!, parameter.ParameterType)
                : Operand(parameter.ParameterType, word, place, literal));
            place++;
        }
        return $"{op.Method.DeclaringType!.Name}.{op.Method.Name}({string.Join(", ", arguments)})";
    }

    /// <summary>The statement that stores a result where place a of the word says.</summary>
    public static string Store(OpSource op, string word, string value)
    {
        Type result = op.Method.ReturnType;
        if (result == typeof(void)) return value + ";";
        return result == typeof(bool)
            ? $"*(int*)(r + {word}A) = {value} ? 1 : 0;"
            : $"*({CSharpOutput.TypeName(result)}*)(r + {word}A) = {value};";
    }

    private static string Operand(Type type, string word, int place, bool literal)
    {
        string field = place < 3 ? word + "ABC"[place] : "pc[1]." + s_extensionPlaces[place - 3];
        if (literal)
        {
            return CSharpOutput.TypeName(type) is "uint" or "ulong"
                ? $"({CSharpOutput.TypeName(type)})(short){field}" : $"(short){field}";
        }
        if (type == typeof(ushort)) return field;
        if (type == typeof(short)) return $"(short){field}";
        return $"*({CSharpOutput.TypeName(type)}*)(r + {field})";
    }

    // What one opcode stores and another loads are the same bits, whatever either takes them for.
    private static string AtHand(Type made, Type wanted) => (made.Name, wanted.Name) switch
    {
        (var a, var b) when a == b => "v",
        ("Int64" or "UInt64", "Double") => "BitConverter.Int64BitsToDouble((long)v)",
        ("Double", "Int64" or "UInt64") => $"({CSharpOutput.TypeName(wanted)})BitConverter.DoubleToInt64Bits(v)",
        ("Int32" or "UInt32", "Single") => "BitConverter.Int32BitsToSingle((int)v)",
        ("Single", "Int32" or "UInt32") => $"({CSharpOutput.TypeName(wanted)})BitConverter.SingleToInt32Bits(v)",
        ("Boolean", "Int32") => "v ? 1 : 0",
        _ => $"({CSharpOutput.TypeName(wanted)})v",
    };
}
