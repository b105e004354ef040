using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Disassembly;
using HgmVm.Assembler.Syntax;
using HgmVm.Bytecode;
using HgmVm.Isa;

namespace HgmVm.Assembler.Binding;

/// <summary>Finds the opcode that a mnemonic with these operands stands for.</summary>
internal sealed partial class FunctionBinder
{
    /// <summary>How well the operands of an instruction fit an opcode.</summary>
    private enum Fit : byte
    {
        /// <summary>An operand is of another kind, or their number is wrong.</summary>
        No,

        /// <summary>Kinds and number are right, but some register has a type that the opcode does not take.</summary>
        Shape,

        /// <summary>Types are right too, once literals have registers of their own; a form that takes them itself is
        /// better.</summary>
        Constants,

        /// <summary>Types are right too. Whether literals are in range does not count: no other form would take
        /// them.</summary>
        Types,
    }

    private void BindInstruction(InstructionSyntax syntax)
    {
        OpcodeRow[]? forms = OpcodeForms.Find(syntax.Mnemonic.Text);
        if (forms is null)
        {
            if (_bag.IsFull) return;
            string name = syntax.Mnemonic.Text;
            // Among equally near names, one with the same first letter is the likelier.
            string? hint = Suggest.Hint(name, OpcodeForms.Spellings.OrderBy(spelling => spelling[0] != name[0]));
            _bag.Report(AssemblerDiagnostics.UnknownMnemonic, syntax.Mnemonic.Span, $"there is no opcode `{name}`", hint);
            return;
        }
        OpcodeRow? row = Choose(syntax, forms);
        if (row is not null) Encode(row, WithRegisters(row, syntax));
    }

    /// <summary>
    /// The opcode whose whole name was written, if operands of these kinds can be its; else the first form whose kinds
    /// and types fit. When none does, types that are wrong for the one possible form are left to the verifier, which
    /// explains them better than "no form" could.
    /// </summary>
    /// <remarks>
    /// Types must not overrule a whole name: <c>trunc.f64</c> is an opcode and could be short for <c>trunc.f64.i64</c>,
    /// and a disassembly of code that does not verify has to come back as it was.
    /// </remarks>
    private OpcodeRow? Choose(InstructionSyntax syntax, OpcodeRow[] forms)
    {
        OpcodeRow? shaped = null, filled = null;
        int shapedCount = 0;
        foreach (OpcodeRow form in forms)
        {
            switch (Match(form, syntax).Fit)
            {
                case Fit.Types:
                    return form;
                case Fit.Constants:
                    filled ??= form;
                    break;
                case Fit.Shape when form.Mnemonic == syntax.Mnemonic.Text:
                    return form;
                case Fit.Shape:
                    shaped ??= form;
                    shapedCount++;
                    break;
            }
        }
        if (filled is not null) return filled;
        if (shaped is null)
        {
            ReportMisfit(syntax, forms);
            return null;
        }
        if (shapedCount == 1) return shaped;
        IEnumerable<string> usages = forms.Select(form => (Form: form, Match: Match(form, syntax)))
            .Where(pair => pair.Match.Fit == Fit.Shape).OrderByDescending(pair => pair.Match.Typed).Take(3)
            .Select(pair => OpcodeUsage.Of(pair.Form));
        _bag.Report(AssemblerDiagnostics.NoMatchingForm, syntax.Span,
            $"no form of `{syntax.Mnemonic}` takes {DescribeTypes(syntax)}", $"there is `{string.Join("`, `", usages)}`");
        return null;
    }

    private string DescribeTypes(InstructionSyntax syntax) =>
        string.Join(", ", syntax.Operands.Select(operand => operand switch
    {
        NameOperandSyntax name when TypeOf(name.Name.Text) is { Kind: not ValueKind.None } type =>
            TypeText.Of(_scope.Module, type),
        NameOperandSyntax { Name.IsSimple: false } => "a field",
        IntegerOperandSyntax => "a whole number",
        FloatOperandSyntax => "a float",
        StringOperandSyntax => "a text",
        ElementOperandSyntax => "an element",
        MemberOperandSyntax => "a field",
        _ => "a label",
    }));

    /// <summary>How an instruction compares with an opcode.</summary>
    /// <param name="Fit">The worst of its operands.</param>
    /// <param name="Misfit">The first operand that is of another kind; the number of operands when one is missing.</param>
    /// <param name="Typed">How many operands before that one have the right type too.</param>
    private readonly record struct Comparison(Fit Fit, int Misfit, int Typed);

    private Comparison Match(OpcodeRow row, InstructionSyntax syntax)
    {
        if (row.Extension == Extension.Call) return new Comparison(MatchCall(row, syntax), 0, 0);
        ReadOnlySpan<OperandSyntax> operands = syntax.Operands.AsSpan();
        Fit worst = Fit.Types;
        int written = 0, typed = 0;
        for (int i = 0; i < row.OperandCount; i++, written++)
        {
            OperandRole next = i + 1 < row.OperandCount ? row[i + 1].Role : OperandRole.None;
            bool takesPath = TakesPath(row, i);
            Fit fit = written < operands.Length && HasPath(operands[written]) == takesPath
                ? MatchOperand(row, i, next, operands[written]) : Fit.No;
            if (fit == Fit.No && next == OperandRole.Index && IsFlatElement(syntax, written))
                fit = MatchRegister(row[i].Class, ((NameOperandSyntax)operands[written++]).Name);
            if (fit == Fit.No) return new Comparison(Fit.No, written, typed);
            if (fit == Fit.Types) typed++;
            if (fit < worst) worst = fit;
            if (next is OperandRole.Field or OperandRole.Index) i++;
            if (takesPath) i++;
        }
        if (row.Extension == Extension.Labels && written >= operands.Length)
            return new Comparison(Fit.No, written, typed);
        bool takesMore = row.Extension is Extension.Values or Extension.Labels;
        bool takesLiterals = row.Extension == Extension.Values;
        while (takesMore && written < operands.Length && (operands[written] is NameOperandSyntax { Name.IsSimple: true }
            || (takesLiterals && IsLiteral(operands[written]))))
        {
            written++;
        }
        return new Comparison(written < operands.Length ? Fit.No : worst, written, typed);
    }

    /// <summary>
    /// <c>array.swap a, i, j</c>: after a full name, the index of an array may follow as an operand of its own. The
    /// shorthands need their brackets: <c>ld x, a, i</c> would look like something else.
    /// </summary>
    private static bool IsFlatElement(InstructionSyntax syntax, int written) => written + 1 < syntax.Operands.Length
        && syntax.Operands[written] is NameOperandSyntax { Name.IsSimple: true }
        && syntax.Operands[written + 1] is NameOperandSyntax { Name.IsSimple: true }
        && syntax.Mnemonic.Name.First == OpcodeForms.ArrayFamily && !syntax.Mnemonic.IsSimple;

    /// <summary>True where the row has an array, an index and a field: <c>a[i].pos.x</c> stands for them.</summary>
    private static bool TakesPath(OpcodeRow row, int index) => index + 2 < row.OperandCount
        && row[index + 1].Role == OperandRole.Index && row[index + 2].Role == OperandRole.Field;

    private static bool HasPath(OperandSyntax operand) => operand is ElementOperandSyntax { Path: not null };

    private Fit MatchCall(OpcodeRow row, InstructionSyntax syntax)
    {
        if (syntax.Operands is not [CallOperandSyntax call]) return Fit.No;
        if (row.Flow == Flow.Return && call.Results.Length > 0) return Fit.No;
        foreach (OperandSyntax argument in call.Arguments)
        {
            if (argument is not NameOperandSyntax { Name.IsSimple: true } && !IsLiteral(argument)) return Fit.No;
        }
        if (row[0].Role == OperandRole.Method) return call.Target.IsSimple ? Fit.No : Fit.Types;
        return row[0].IsRegister ? MatchRegister(row[0].Class, call.Target) : Fit.Types;
    }

    private Fit MatchOperand(OpcodeRow row, int index, OperandRole next, OperandSyntax operand)
    {
        OperandSpec spec = row[index];
        switch (spec.Role)
        {
            case OperandRole.Def or OperandRole.Use or OperandRole.Move when next == OperandRole.Field:
                return MemberOf(operand) is null ? Fit.No : MatchMember(row, operand);
            case OperandRole.Def or OperandRole.Use or OperandRole.Move when next == OperandRole.Index:
                if (operand is not ElementOperandSyntax element) return Fit.No;
                Fit fit = element.Path is null ? Fit.Types : MatchMember(row, operand);
                if (element.Index is NameOperandSyntax { Name.IsSimple: true })
                    return Least(fit, MatchRegister(spec.Class, element.Array));
                return element.Index is IntegerOperandSyntax
                    ? Least(fit, Least(MatchRegister(spec.Class, element.Array), Fit.Constants)) : Fit.No;
            case OperandRole.Def or OperandRole.Use or OperandRole.Move:
                if (TakesLiteral(spec, operand)) return Fit.Constants;
                return operand is NameOperandSyntax { Name.IsSimple: true } name ? MatchRegister(spec.Class, name.Name)
                    : Fit.No;
            case OperandRole.Label or OperandRole.Global:
                return operand is NameOperandSyntax { Name.IsSimple: true } ? Fit.Types : Fit.No;
            case OperandRole.Function:
                return operand is NameOperandSyntax ? Fit.Types : Fit.No;
            case OperandRole.Text:
                return operand is StringOperandSyntax ? Fit.Types : Fit.No;
            case OperandRole.Imm16:
                // One that does not fit may still go through a register.
                if (operand is not IntegerOperandSyntax small) return Fit.No;
                return small.IsWithin(short.MinValue, (ulong)short.MaxValue) ? Fit.Types : Fit.Shape;
            case OperandRole.Imm32 or OperandRole.Imm64:
                bool takesFloats = row[0].Class is OperandClass.F32 or OperandClass.F64;
                return operand is IntegerOperandSyntax || (takesFloats && operand is FloatOperandSyntax) ? Fit.Types
                    : Fit.No;
            default:
                return Fit.No;
        }
    }

    private static Fit Least(Fit a, Fit b) => a < b ? a : b;

    private Fit MatchRegister(OperandClass wanted, NameSyntax name)
    {
        ValueType type = TypeOf(name.Text);
        if (type.Kind == ValueKind.None) return Fit.Types;
        bool fits = wanted switch
        {
            OperandClass.I32 => type.Kind == ValueKind.I32,
            OperandClass.I64 => type.Kind == ValueKind.I64,
            OperandClass.F32 => type.Kind == ValueKind.F32,
            OperandClass.F64 => type.Kind == ValueKind.F64,
            OperandClass.Function => type.Kind == ValueKind.Function,
            OperandClass.Copy => type.IsScalar || type.Kind is ValueKind.Function or ValueKind.Ref,
            OperandClass.Own => type.Kind == ValueKind.Own,
            OperandClass.Ref => type.Kind == ValueKind.Ref,
            OperandClass.Borrow => type.Kind == ValueKind.Borrow,
            OperandClass.Con => type.Kind == ValueKind.Con,
            OperandClass.Linear => type.IsLinear,
            OperandClass.Reference => type.IsReference,
            OperandClass.Struct => type.IsReference && _scope.Module.HeapTypes[type.Index].IsStruct
                && _scope.Module.InterfaceOf(type) is null,
            OperandClass.Array => type.IsReference && !_scope.Module.HeapTypes[type.Index].IsStruct,
            _ => true,
        };
        return fits ? Fit.Types : Fit.Shape;
    }
}
