using System.Globalization;
using System.Text;
using HgmVm.Isa;

namespace HgmVm.IsaGen;

/// <summary>Writes <c>Interpreter.Fused.g.cs</c>: a handler for each pair of <see cref="FusedPairs"/>.</summary>
internal static class FusedOutput
{
    public static string Write(IReadOnlyCollection<OpSource> ops)
    {
        Dictionary<ushort, OpSource> byNumber = ops.ToDictionary(op => op.Number);
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
                /// <summary>Address of the handler of a pair, by its position in <see cref="FusedPairs.All"/>; 0 past the end.</summary>
                private static nint PairHandler(int index)
                {
                    switch (index)
                    {

            """);
        for (int i = 0; i < FusedPairs.All.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"            case {i}: return (nint)(delegate*<Instruction*, ulong*, Context*, nint*, nint>)&{NameOf(byNumber, i)};\n");
        }
        text.Append("            default: return 0;\n        }\n    }\n\n");
        text.Append("    /// <summary>The name of a pair's handler.</summary>\n");
        text.Append("    private static string PairName(int index) => index switch\n    {\n");
        for (int i = 0; i < FusedPairs.All.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"        {i} => nameof({NameOf(byNumber, i)}),\n");
        text.Append("        _ => \"\",\n    };\n");
        for (int i = 0; i < FusedPairs.All.Length; i++)
        {
            if (byNumber[(ushort)FusedPairs.All[i].Second].Form != OpForm.Control) WriteHandler(text, byNumber, i);
        }
        return text.Append("}\n").ToString();
    }

    private static string NameOf(Dictionary<ushort, OpSource> ops, int index)
    {
        FusedPair pair = FusedPairs.All[index];
        string chain = pair.Chain == 0 ? "" : $"_{"ABC"[pair.Chain - 1]}";
        return $"{ops[(ushort)pair.First].EnumName}_{ops[(ushort)pair.Second].EnumName}{chain}";
    }

    private static void WriteHandler(StringBuilder text, Dictionary<ushort, OpSource> ops, int index)
    {
        FusedPair pair = FusedPairs.All[index];
        (OpSource first, OpSource second) = (ops[(ushort)pair.First], ops[(ushort)pair.Second]);
        Check(first, second, pair);
        text.Append(CultureInfo.InvariantCulture, $$"""

                [MethodImpl(MethodImplOptions.AggressiveOptimization)]
                private static nint {{NameOf(ops, index)}}(Instruction* pc, ulong* r, Context* x, nint* t)
                {

            """);
        if (first.Declared.Traps != 0) text.Append("        x->Pc = pc;\n        x->Registers = r;\n");
        string made = HandlerOutput.Invocation(first, "pc->");
        if (pair.Chain == 0)
        {
            text.Append("        ").Append(HandlerOutput.Store(first, "pc->", made)).Append('\n');
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"        {CSharpOutput.TypeName(first.Method.ReturnType)} v = {made};\n");
            text.Append("        ").Append(HandlerOutput.Store(first, "pc->", "v")).Append('\n');
        }
        if (second.Declared.Traps != 0) text.Append("        x->Pc = pc + 1;\n        x->Registers = r;\n");
        WriteSecond(text, second, HandlerOutput.Invocation(second, "pc[1].", pair.Chain, first.Method.ReturnType));
        text.Append("    }\n");
    }

    private static void WriteSecond(StringBuilder text, OpSource second, string value)
    {
        if (second.Form != OpForm.Branch)
        {
            text.Append("        ").Append(HandlerOutput.Store(second, "pc[1].", value)).Append("\n        ")
                .Append(HandlerOutput.Next(2)).Append('\n');
            return;
        }
        text.Append(CultureInfo.InvariantCulture, $"        if (!{value}) {HandlerOutput.Next(2)}\n");
        text.Append("""
                    pc++;
                    short distance = (short)pc->C;
                    if (distance <= 0 && --x->Fuel < 0)
                        return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)x->OutOfFuel)(pc, r, x, t);
                    pc += distance;
                    return ((delegate*<Instruction*, ulong*, Context*, nint*, nint>)t[pc->Op])(pc, r, x, t);

            """);
    }

    private static void Check(OpSource first, OpSource second, FusedPair pair)
    {
        bool valued = first.Form == OpForm.Value && second.Form is OpForm.Value or OpForm.Branch;
        bool short2 = first.Declared.Extension == Extension.None && second.Declared.Extension == Extension.None;
        bool chained = pair.Chain == 0
            || (first.Method.ReturnType != typeof(void) && first.Method.ReturnType != typeof(bool));
        if (!valued || !short2 || !chained)
            throw new InvalidOperationException($"{first.Mnemonic} and {second.Mnemonic} cannot be a pair");
    }
}
