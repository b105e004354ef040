using System.Text;
using HgmVm.Isa;

namespace HgmVm.Assembler.Binding;

/// <summary>Writes the operands that an opcode takes, e.g. <c>add.i64 dst: i64, x: i64, y: i64 or
/// literal</c>.</summary>
public static class OpcodeUsage
{
    private static readonly string[] s_classes =
    [
        "", "i32", "i64", "f32", "f64", "fn", "copyable", "any", "own", "ref", "borrow", "con", "own or con", "reference",
        "struct", "array",
    ];

    /// <summary>One line: the mnemonic and, for each operand, a name and what fits.</summary>
    public static string Of(OpcodeRow row)
    {
        var text = new StringBuilder(row.Mnemonic);
        int source = 0;
        for (int i = 0; i < row.OperandCount; i++)
        {
            OperandRole role = row[i].Role;
            if (role is OperandRole.Field) { text.Append(".field"); continue; }
            if (role is OperandRole.Index) { text.Append("[index]"); continue; }
            text.Append(i == 0 ? " " : ", ");
            OperandRole next = i + 1 < row.OperandCount ? row[i + 1].Role : OperandRole.None;
            if (next == OperandRole.Field) text.Append("object");
            else if (next == OperandRole.Index) text.Append("array");
            else AppendOperand(text, row[i], ref source);
        }
        if (row.OperandCount > 0 && row[row.OperandCount - 1].IsRegister
            && OpcodeTable.Find(row.Mnemonic + ".imm") is not null) text.Append(" or literal");
        text.Append(row.Extension switch
        {
            Extension.Call when row.Flow == Flow.Return => "(arguments)",
            Extension.Call when row.OperandCount > 0 && row[0].Role == OperandRole.Method => "(other arguments) -> results",
            Extension.Call => "(arguments) -> results",
            Extension.Values => " values, ...",
            Extension.Labels => ", default, label0, label1, ...",
            _ => "",
        });
        return text.ToString();
    }

    private static void AppendOperand(StringBuilder text, OperandSpec operand, ref int source)
    {
        switch (operand.Role)
        {
            case OperandRole.Def:
                text.Append("dst: ").Append(s_classes[(int)operand.Class]);
                break;
            case OperandRole.Use or OperandRole.Move:
                text.Append((char)('x' + Math.Min(source++, 2))).Append(": ").Append(s_classes[(int)operand.Class]);
                break;
            case OperandRole.Imm16 or OperandRole.Imm32 or OperandRole.Imm64:
                text.Append("literal");
                break;
            case OperandRole.Method:
                text.Append("object.method");
                break;
            default:
                text.Append(operand.Role.ToString().ToLowerInvariant());
                break;
        }
    }
}
