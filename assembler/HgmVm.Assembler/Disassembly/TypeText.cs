using System.Globalization;
using System.Text;
using HgmVm.Bytecode;

namespace HgmVm.Assembler.Disassembly;

/// <summary>
/// Writes types as the text form spells them. Total: in a module that nobody has verified, an index that leads nowhere
/// is written as <c>?7</c>, and a type that is too large or contains itself ends in <c>?</c>.
/// </summary>
internal sealed class TypeText(Module module)
{
    private static readonly string[] s_kinds =
        ["?none", "i32", "i64", "f32", "f64", "i8", "u8", "i16", "u16", "u32", "bool", "fn", "own", "ref", "borrow", "con", "inline"];

    private int _budget;
    private int _depth;

    /// <summary>The type as a string, for messages.</summary>
    public static string Of(Module module, ValueType type)
    {
        var text = new StringBuilder();
        new TypeText(module).Append(text, type);
        return text.ToString();
    }

    public void Append(StringBuilder text, ValueType type)
    {
        _budget = ModuleLimits.MaxTypeNodes;
        _depth = 0;
        Write(text, type);
    }

    /// <summary>A signature as <c>fn(i64) -> i64</c>.</summary>
    public void AppendSignature(StringBuilder text, int index) =>
        Append(text, new ValueType(ValueKind.Function, (ushort)index));

    /// <summary>A heap type as the <c>ref</c> to it, which is how <c>table type</c> names it.</summary>
    public void AppendHeapType(StringBuilder text, int index) =>
        Append(text, new ValueType(ValueKind.Ref, (ushort)index));

    /// <summary>The types after an arrow, without parentheses.</summary>
    public void AppendResults(StringBuilder text, IReadOnlyList<ValueType> results)
    {
        for (int i = 0; i < results.Count; i++)
        {
            text.Append(i == 0 ? " -> " : ", ");
            Append(text, results[i]);
        }
    }

    private void Write(StringBuilder text, ValueType type)
    {
        if (--_budget < 0 || _depth > ModuleLimits.MaxTypeDepth)
        {
            text.Append('?');
            return;
        }
        if ((int)type.Kind >= s_kinds.Length)
        {
            text.Append(CultureInfo.InvariantCulture, $"?kind{(int)type.Kind}");
            return;
        }
        text.Append(s_kinds[(int)type.Kind]);
        if (type.Kind != ValueKind.Function && !type.NamesHeapType) return;
        _depth++;
        if (type.Kind == ValueKind.Function) WriteSignature(text, type.Index);
        else WriteHeapType(text, type.Index);
        _depth--;
    }

    private void WriteHeapType(StringBuilder text, int index)
    {
        text.Append(' ');
        if (index >= module.HeapTypes.Count)
        {
            text.Append(CultureInfo.InvariantCulture, $"?{index}");
            return;
        }
        HeapType type = module.HeapTypes[index];
        if (type.IsArray)
        {
            text.Append(type.IsDense ? "array dense " : "array ");
            Write(text, type.Element);
        }
        else if (type.IsFixed)
        {
            text.Append(CultureInfo.InvariantCulture, $"[{type.Count}]{(type.HasFinalElements ? "final " : "")}");
            Write(text, type.Element);
        }
        else if (type.StructIndex < module.Structs.Count) text.Append(module.Structs[type.StructIndex].FullName());
        else text.Append(CultureInfo.InvariantCulture, $"?{type.StructIndex}");
    }

    private void WriteSignature(StringBuilder text, int index)
    {
        if (index >= module.Signatures.Count)
        {
            text.Append(CultureInfo.InvariantCulture, $"(?{index})");
            return;
        }
        Signature signature = module.Signatures[index];
        WriteList(text, signature.Parameters);
        if (signature.Results.Count == 0) return;
        text.Append(" -> ");
        if (signature.Results.Count == 1) Write(text, signature.Results[0]);
        else WriteList(text, signature.Results);
    }

    private void WriteList(StringBuilder text, TypeList types)
    {
        text.Append('(');
        for (int i = 0; i < types.Count; i++)
        {
            if (i > 0) text.Append(", ");
            Write(text, types[i]);
        }
        text.Append(')');
    }
}
