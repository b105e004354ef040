using System.Reflection;
using HgmVm.Isa;

namespace HgmVm.IsaGen;

/// <summary>How an opcode gets its handler in the interpreter.</summary>
internal enum OpForm
{
    /// <summary>Portable, lowered before execution.</summary>
    Portable,

    /// <summary>Executable, written by hand in every tier.</summary>
    Control,

    /// <summary>A static method of values: handlers are generated.</summary>
    Value,

    /// <summary>Derived from a comparison: branches on its result.</summary>
    Branch,
}

/// <summary>One opcode as declared by an <c>[Op]</c> attribute or derived from one.</summary>
internal sealed record OpSource(OpAttribute Declared, ushort Number, string Mnemonic, string Meaning, OpForm Form,
    MethodInfo Method, OperandSpec[] Operands, bool HasImmediate)
{
    /// <summary>
    /// Name of the enum member: <c>br.lt.i64.imm</c> becomes <c>BrLtI64Imm</c>. Where words run together in the mnemonic,
    /// the method's name says where they begin: <c>truncsat.f64.i32</c> on <c>TruncSat</c> becomes <c>TruncSatF64I32</c>.
    /// </summary>
    public string EnumName
    {
        get
        {
            string name = string.Concat(Mnemonic.Split('.', '_').Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
            int verb = Form == OpForm.Branch ? "Br".Length : 0;
            bool spelled = name.AsSpan(verb).StartsWith(Method.Name, StringComparison.OrdinalIgnoreCase);
            return spelled ? name[..verb] + Method.Name + name[(verb + Method.Name.Length)..] : name;
        }
    }

    public Flow Flow => Form == OpForm.Branch ? Flow.Branch : Declared.Flow;

    /// <summary>All opcodes of the library, by number.</summary>
    public static List<OpSource> ReadAll()
    {
        var found = new List<OpSource>();
        foreach (Type type in typeof(OpAttribute).Assembly.GetTypes())
        {
            foreach (MethodInfo method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance
                | BindingFlags.DeclaredOnly))
            {
                if (method.GetCustomAttribute<OpAttribute>() is not { } op) continue;
                if (type.IsInterface) found.Add(FromInterface(op, method, type));
                else found.AddRange(FromMethod(op, method));
            }
        }
        found.Sort((x, y) => x.Number.CompareTo(y.Number));
        for (int i = 1; i < found.Count; i++)
        {
            if (found[i].Number == found[i - 1].Number)
                throw new InvalidOperationException($"{found[i - 1].Mnemonic} and {found[i].Mnemonic} share number 0x{found[i].Number:X3}");
        }
        foreach (IGrouping<string, OpSource> twins in found.GroupBy(op => op.Mnemonic).Where(group => group.Count() > 1))
            throw new InvalidOperationException($"two opcodes are called {twins.Key}");
        return found;
    }

    private static OpSource FromInterface(OpAttribute op, MethodInfo method, Type type)
    {
        OpForm form = type.Name.StartsWith("IControlOps", StringComparison.Ordinal) ? OpForm.Control : OpForm.Portable;
        return new OpSource(op, op.Number, op.Mnemonic, op.Meaning, form, method, OperandParser.FromText(op.Operands), false);
    }

    private static IEnumerable<OpSource> FromMethod(OpAttribute op, MethodInfo method)
    {
        OperandSpec[] operands = OperandParser.FromSignature(method);
        yield return new OpSource(op, op.Number, op.Mnemonic, op.Meaning, OpForm.Value, method, operands, false);
        string literal = op.Meaning.Replace($"R[{"abcdefg"[operands.Length - 1]}]", "literal", StringComparison.Ordinal);
        OperandSpec[] immediate = [.. operands[..^1], new OperandSpec(OperandRole.Imm16, operands[^1].Class)];
        if (op.ImmediateNumber != 0)
            yield return new OpSource(op, op.ImmediateNumber, op.Mnemonic + ".imm", literal, OpForm.Value, method, immediate, true);
        var label = new OperandSpec(OperandRole.Label, OperandClass.None);
        if (op.BranchNumber != 0)
            yield return new OpSource(op, op.BranchNumber, "br." + op.Mnemonic, BranchMeaning(op.Meaning, false), OpForm.Branch,
                method, [.. operands[1..], label], false);
        if (op.BranchImmediateNumber != 0)
            yield return new OpSource(op, op.BranchImmediateNumber, "br." + op.Mnemonic + ".imm", BranchMeaning(op.Meaning, true),
                OpForm.Branch, method, [.. immediate[1..], label], true);
    }

    private static string BranchMeaning(string meaning, bool immediate)
    {
        string condition = meaning[(meaning.IndexOf(":=", StringComparison.Ordinal) + 3)..];
        condition = condition.Replace("R[b]", "R[a]", StringComparison.Ordinal)
            .Replace("R[c]", immediate ? "literal" : "R[b]", StringComparison.Ordinal);
        return $"if {condition}{(condition.Contains(',', StringComparison.Ordinal) ? "," : "")} then pc := c";
    }
}
