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
    private const BindingFlags DeclaredHere =
        BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    /// <summary>
    /// Name of the enum member: <c>br.lt.i64.imm</c> becomes <c>BrLtI64Imm</c>. Where words run together in the
    /// mnemonic, the method's name says where they begin: <c>truncsat.f64.i32</c> on <c>TruncSat</c> becomes
    /// <c>TruncSatF64I32</c>.
    /// </summary>
    public string EnumName
    {
        get
        {
            string name = string.Concat(Mnemonic.Split('.', '_').Select(Capitalised));
            int verb = Form == OpForm.Branch ? "Br".Length : 0;
            bool spelled = name.AsSpan(verb).StartsWith(Method.Name, StringComparison.OrdinalIgnoreCase);
            return spelled ? name[..verb] + Method.Name + name[(verb + Method.Name.Length)..] : name;
        }
    }

    private static string Capitalised(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    public Flow Flow => Form == OpForm.Branch ? Flow.Branch : Declared.Flow;

    /// <summary>All opcodes of the library, by number.</summary>
    public static List<OpSource> ReadAll()
    {
        var found = new List<OpSource>();
        foreach (Type type in typeof(OpAttribute).Assembly.GetTypes())
        {
            foreach (MethodInfo method in type.GetMethods(DeclaredHere))
            {
                if (method.GetCustomAttribute<OpAttribute>() is not { } op) continue;
                if (type.IsInterface) found.Add(FromInterface(op, method, type));
                else found.AddRange(FromMethod(op, method));
            }
        }
        found.Sort((x, y) => x.Number.CompareTo(y.Number));
        Check(found);
        return found;
    }

    private static void Check(List<OpSource> found)
    {
        for (int i = 0; i < found.Count; i++)
        {
            (ushort number, string name) = (found[i].Number, found[i].Mnemonic);
            if (number >= OpcodeLimits.FirstFused)
                throw new InvalidOperationException($"{name} has number 0x{number:X3}, past the last one");
            if (i > 0 && number == found[i - 1].Number)
                throw new InvalidOperationException($"{found[i - 1].Mnemonic} and {name} share number 0x{number:X3}");
        }
        if (found.GroupBy(op => op.Mnemonic).FirstOrDefault(group => group.Count() > 1) is { } twins)
            throw new InvalidOperationException($"two opcodes are called {twins.Key}");
    }

    private static OpSource FromInterface(OpAttribute op, MethodInfo method, Type type)
    {
        OpForm form = type.Name.StartsWith("IControlOps", StringComparison.Ordinal) ? OpForm.Control : OpForm.Portable;
        OperandSpec[] operands = OperandParser.FromText(op.Operands, op.Mnemonic);
        return new OpSource(op, op.Number, op.Mnemonic, op.Meaning, form, method, operands, false);
    }

    private static IEnumerable<OpSource> FromMethod(OpAttribute op, MethodInfo method)
    {
        OperandSpec[] operands = OperandParser.FromSignature(method);
        OpSource Twin(ushort number, string name, string meaning, OpForm form, OperandSpec[] takes, bool literal) =>
            new(op, number, name, meaning, form, method, takes, literal);

        yield return Twin(op.Number, op.Mnemonic, op.Meaning, OpForm.Value, operands, false);
        if ((op.ImmediateNumber | op.BranchNumber | op.BranchImmediateNumber) == 0) yield break;
        string last = $"R[{"abcdefg"[operands.Length - 1]}]";
        string withLiteral = op.Meaning.Replace(last, "literal", StringComparison.Ordinal);
        OperandSpec[] immediate = [.. operands[..^1], new OperandSpec(OperandRole.Imm16, operands[^1].Class)];
        if (op.ImmediateNumber != 0)
            yield return Twin(op.ImmediateNumber, op.Mnemonic + ".imm", withLiteral, OpForm.Value, immediate, true);
        var label = new OperandSpec(OperandRole.Label, OperandClass.None);
        (string branch, OperandSpec[] compared) = ("br." + op.Mnemonic, [.. operands[1..], label]);
        string meaning = BranchMeaning(op.Meaning, immediate: false);
        if (op.BranchNumber != 0)
            yield return Twin(op.BranchNumber, branch, meaning, OpForm.Branch, compared, false);
        if (op.BranchImmediateNumber == 0) yield break;
        (meaning, compared) = (BranchMeaning(op.Meaning, immediate: true), [.. immediate[1..], label]);
        yield return Twin(op.BranchImmediateNumber, branch + ".imm", meaning, OpForm.Branch, compared, true);
    }

    private static string BranchMeaning(string meaning, bool immediate)
    {
        string condition = meaning[(meaning.IndexOf(":=", StringComparison.Ordinal) + 3)..];
        condition = condition.Replace("R[b]", "R[a]", StringComparison.Ordinal)
            .Replace("R[c]", immediate ? "literal" : "R[b]", StringComparison.Ordinal);
        return $"if {condition}{(condition.Contains(',', StringComparison.Ordinal) ? "," : "")} then pc := c";
    }
}
