using System.Globalization;
using System.Text;
using HgmVm.Bytecode;
using ValueType = HgmVm.Bytecode.ValueType;

namespace HgmVm.Verification;

/// <summary>Types as the text form spells them, for messages. Broken tables give a number instead of a name, never an
/// exception.</summary>
internal static class TypeNames
{
    private const int MaxLength = 120;

    public static string Describe(Module module, ValueType type)
    {
        var text = new StringBuilder();
        Append(text, module, type, ModuleLimits.MaxTypeDepth);
        if (text.Length <= MaxLength) return text.ToString();
        return text.ToString(0, MaxLength) + "...";
    }

    /// <summary>The whole name of a struct, with its module when it is imported.</summary>
    public static string StructName(StructDefinition definition) =>
        definition.Module is null ? definition.Name : $"{definition.Module}.{definition.Name}";

    /// <summary>A good path with the name of what it starts in: <c>Ship.pos.x</c>, <c>[3]inline Pod[2].x</c>.</summary>
    public static string PathName(Module module, FieldPath path)
    {
        string spelled = FieldPaths.Spell(module, path);
        if (path.Row is null) return $"{StructName(module.Structs[path.StructIndex])}.{spelled}";
        const string Kind = "inline ";
        return Describe(module, FieldPaths.StartOf(module, path)!.Type)[Kind.Length..] + spelled;
    }

    /// <summary>The whole name of a function, with its module when it is imported.</summary>
    public static string FunctionName(FunctionDefinition function) =>
        function.Module is null ? function.Name : $"{function.Module}.{function.Name}";

    private static void Append(StringBuilder text, Module module, ValueType type, int depth)
    {
        if (text.Length > MaxLength || depth < 0) return;
        if (type.Kind == ValueKind.Function)
        {
            AppendSignature(text, module, type.Index, depth);
            return;
        }
        text.Append(type.Kind.ToString().ToLowerInvariant());
        if (!type.NamesHeapType) return;
        text.Append(' ');
        if (type.Index >= module.HeapTypes.Count) text.Append($"heap type {type.Index}");
        else if (module.HeapTypes[type.Index] is { IsArray: true } array)
        {
            text.Append(array.IsDense ? "array dense " : "array ");
            Append(text, module, array.Element, depth - 1);
        }
        else if (module.HeapTypes[type.Index] is { IsFixed: true } row)
        {
            text.Append(CultureInfo.InvariantCulture, $"[{row.Count}]{(row.HasFinalElements ? "final " : "")}");
            Append(text, module, row.Element, depth - 1);
        }
        else
        {
            int index = module.HeapTypes[type.Index].StructIndex;
            text.Append(index < module.Structs.Count ? StructName(module.Structs[index]) : $"struct {index}");
        }
    }

    private static void AppendSignature(StringBuilder text, Module module, int index, int depth)
    {
        if (index >= module.Signatures.Count)
        {
            text.Append($"signature {index}");
            return;
        }
        Signature signature = module.Signatures[index];
        text.Append("fn(");
        AppendList(text, module, signature.Parameters, depth);
        text.Append(')');
        if (signature.Results.Count == 0) return;
        text.Append(signature.Results.Count > 1 ? " -> (" : " -> ");
        AppendList(text, module, signature.Results, depth);
        if (signature.Results.Count > 1) text.Append(')');
    }

    private static void AppendList(StringBuilder text, Module module, TypeList types, int depth)
    {
        for (int i = 0; i < types.Count && text.Length <= MaxLength; i++)
        {
            if (i > 0) text.Append(", ");
            Append(text, module, types[i], depth - 1);
        }
    }
}
