using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Disassembly;
using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;
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

        /// <summary>Types are right too. Whether literals are in range does not count: no other form would take them.</summary>
        Types,
    }

    private void BindInstruction(InstructionSyntax syntax)
    {
        OpcodeRow[]? forms = OpcodeForms.Find(syntax.Mnemonic.Text);
        if (forms is null)
        {
            if (_bag.IsFull) return;
            string? near = Suggest.Closest(syntax.Mnemonic.Text, OpcodeForms.Spellings);
            _bag.Report(AssemblerDiagnostics.UnknownMnemonic, syntax.Mnemonic.Span, $"there is no opcode `{syntax.Mnemonic}`",
                near is null ? null : $"did you mean `{near}`?");
            return;
        }
        OpcodeRow? row = Choose(syntax, forms);
        if (row is not null) Encode(row, syntax);
    }

    /// <summary>
    /// The first form whose kinds and types fit. When none does, types that are wrong for the one possible form are left to
    /// the verifier, which explains them better than "no form" could.
    /// </summary>
    private OpcodeRow? Choose(InstructionSyntax syntax, OpcodeRow[] forms)
    {
        OpcodeRow? shaped = null;
        int shapedCount = 0;
        foreach (OpcodeRow form in forms)
        {
            switch (Match(form, syntax, out _))
            {
                case Fit.Types:
                    return form;
                case Fit.Shape:
                    shaped ??= form;
                    shapedCount++;
                    break;
            }
        }
        if (shaped is null)
        {
            ReportMisfit(syntax, forms);
            return null;
        }
        if (shapedCount == 1 || shaped.Mnemonic == syntax.Mnemonic.Text) return shaped;
        IEnumerable<string> usages = forms.Where(form => Match(form, syntax, out _) == Fit.Shape).Take(4).Select(OpcodeUsage.Of);
        _bag.Report(AssemblerDiagnostics.NoMatchingForm, syntax.Span,
            $"no form of `{syntax.Mnemonic}` takes {DescribeTypes(syntax)}", $"there is `{string.Join("`, `", usages)}`");
        return null;
    }

    private string DescribeTypes(InstructionSyntax syntax) => string.Join(", ", syntax.Operands.Select(operand => operand switch
    {
        NameOperandSyntax name when TypeOf(name.Name.Text) is { Kind: not ValueKind.None } type => TypeText.Of(_scope.Module, type),
        NameOperandSyntax { Name.IsSimple: false } => "a field",
        IntegerOperandSyntax => "a whole number",
        FloatOperandSyntax => "a float",
        StringOperandSyntax => "a text",
        ElementOperandSyntax => "an element",
        _ => "a label",
    }));

    /// <summary>Compares the operands with an opcode's, in order.</summary>
    /// <param name="row">The opcode.</param>
    /// <param name="syntax">The instruction.</param>
    /// <param name="misfit">The first operand that is of another kind; the number of operands when one is missing.</param>
    private Fit Match(OpcodeRow row, InstructionSyntax syntax, out int misfit)
    {
        misfit = 0;
        if (row.Extension == Extension.Call) return MatchCall(row, syntax);
        var operands = syntax.Operands.AsSpan();
        Fit fit = Fit.Types;
        for (int i = 0; i < row.OperandCount; i++, misfit++)
        {
            OperandRole next = i + 1 < row.OperandCount ? row[i + 1].Role : OperandRole.None;
            if (misfit >= operands.Length) return Fit.No;
            Fit one = MatchOperand(row, i, next, operands[misfit]);
            if (one == Fit.No) return Fit.No;
            if (one < fit) fit = one;
            if (next is OperandRole.Field or OperandRole.Index) i++;
        }
        if (row.Extension == Extension.Labels && misfit >= operands.Length) return Fit.No;
        bool takesMore = row.Extension is Extension.Values or Extension.Labels;
        for (; takesMore && misfit < operands.Length; misfit++)
        {
            if (operands[misfit] is not NameOperandSyntax { Name.IsSimple: true }) return Fit.No;
        }
        return misfit < operands.Length ? Fit.No : fit;
    }

    private Fit MatchCall(OpcodeRow row, InstructionSyntax syntax)
    {
        if (syntax.Operands is not [CallOperandSyntax call]) return Fit.No;
        if (row.Flow == Flow.Return && call.Results.Length > 0) return Fit.No;
        foreach (OperandSyntax argument in call.Arguments)
        {
            if (argument is not NameOperandSyntax { Name.IsSimple: true }) return Fit.No;
        }
        return row[0].IsRegister ? MatchRegister(row[0].Class, call.Target) : Fit.Types;
    }

    private Fit MatchOperand(OpcodeRow row, int index, OperandRole next, OperandSyntax operand)
    {
        OperandSpec spec = row[index];
        switch (spec.Role)
        {
            case OperandRole.Def or OperandRole.Use or OperandRole.Move when next == OperandRole.Field:
                return operand is NameOperandSyntax { Name.IsSimple: false } ? Fit.Types : Fit.No;
            case OperandRole.Def or OperandRole.Use or OperandRole.Move when next == OperandRole.Index:
                if (operand is not ElementOperandSyntax { Array.IsSimple: true, Index: NameOperandSyntax { Name.IsSimple: true } } element)
                    return Fit.No;
                return MatchRegister(spec.Class, element.Array);
            case OperandRole.Def or OperandRole.Use or OperandRole.Move:
                return operand is NameOperandSyntax { Name.IsSimple: true } name ? MatchRegister(spec.Class, name.Name) : Fit.No;
            case OperandRole.Label or OperandRole.Global:
                return operand is NameOperandSyntax { Name.IsSimple: true } ? Fit.Types : Fit.No;
            case OperandRole.Function:
                return operand is NameOperandSyntax ? Fit.Types : Fit.No;
            case OperandRole.Text:
                return operand is StringOperandSyntax ? Fit.Types : Fit.No;
            case OperandRole.Imm16:
                return operand is IntegerOperandSyntax ? Fit.Types : Fit.No;
            case OperandRole.Imm32 or OperandRole.Imm64:
                bool takesFloats = row[0].Class is OperandClass.F32 or OperandClass.F64;
                return operand is IntegerOperandSyntax || (takesFloats && operand is FloatOperandSyntax) ? Fit.Types : Fit.No;
            default:
                return Fit.No;
        }
    }

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
            OperandClass.Struct => type.IsReference && !_scope.Module.HeapTypes[type.Index].IsArray,
            OperandClass.Array => type.IsReference && _scope.Module.HeapTypes[type.Index].IsArray,
            _ => true,
        };
        return fits ? Fit.Types : Fit.Shape;
    }

    /// <summary>No form takes operands of these kinds: explains it by the form that takes the most of them.</summary>
    private void ReportMisfit(InstructionSyntax syntax, OpcodeRow[] forms)
    {
        OpcodeRow best = forms[0];
        int furthest = -1;
        foreach (OpcodeRow form in forms)
        {
            Match(form, syntax, out int misfit);
            if (misfit > furthest) (best, furthest) = (form, misfit);
        }
        string hint = $"it takes `{OpcodeUsage.Of(best)}`";
        if (best.Extension == Extension.Call)
        {
            ReportBadCall(syntax, best, hint);
            return;
        }
        if (furthest >= syntax.Operands.Length)
        {
            TextSpan end = syntax.Operands.IsEmpty ? syntax.Mnemonic.Span : syntax.Operands[^1].Span;
            _bag.Report(AssemblerDiagnostics.WrongOperandCount, end, $"`{syntax.Mnemonic}` wants more operands", hint);
            return;
        }
        OperandSyntax operand = syntax.Operands[furthest];
        bool isSurplus = forms.All(form => Slots(form) <= furthest);
        if (isSurplus)
        {
            _bag.Report(AssemblerDiagnostics.WrongOperandCount, TextSpan.Covering(operand.Span, syntax.Operands[^1].Span),
                $"`{syntax.Mnemonic}` takes no operand after the first {furthest}".Replace("after the first 0", "here", StringComparison.Ordinal), hint);
            return;
        }
        if (operand is IntegerOperandSyntax or FloatOperandSyntax && best[Math.Min(furthest, best.OperandCount - 1)].IsRegister)
            hint += "; `const` loads a number into a register";
        _bag.Report(AssemblerDiagnostics.WrongOperand, operand.Span, $"{Describe(operand)} cannot stand here", hint);
    }

    private void ReportBadCall(InstructionSyntax syntax, OpcodeRow row, string hint)
    {
        if (syntax.Operands is not [CallOperandSyntax call])
        {
            TextSpan span = syntax.Operands.IsEmpty ? syntax.Mnemonic.Span : syntax.Operands[0].Span;
            _bag.Report(AssemblerDiagnostics.WrongOperand, span, $"`{syntax.Mnemonic}` wants a call: a name and parentheses", hint);
            return;
        }
        if (row.Flow == Flow.Return && call.Results.Length > 0)
        {
            _bag.Report(AssemblerDiagnostics.WrongOperandCount, call.Results[0].Span,
                "a tail call names no results: they go to the caller of this function", hint);
            return;
        }
        foreach (OperandSyntax argument in call.Arguments)
        {
            if (argument is NameOperandSyntax { Name.IsSimple: true }) continue;
            _bag.Report(AssemblerDiagnostics.WrongOperand, argument.Span, $"{Describe(argument)} cannot be an argument",
                "arguments are registers; `const`, `ld` or `str` fills one");
        }
    }

    /// <summary>Written operands that an opcode takes; without a bound for those that take lists.</summary>
    private static int Slots(OpcodeRow row)
    {
        if (row.Extension is Extension.Values or Extension.Labels) return int.MaxValue;
        int slots = 0;
        for (int i = 0; i < row.OperandCount; i++)
        {
            if (row[i].Role is not (OperandRole.Field or OperandRole.Index)) slots++;
        }
        return slots;
    }

    private static string Describe(OperandSyntax operand) => operand switch
    {
        NameOperandSyntax { Name.IsSimple: true } name => $"the name `{name.Name}`",
        NameOperandSyntax name => $"the field `{name.Name}`",
        IntegerOperandSyntax => "a whole number",
        FloatOperandSyntax => "a float",
        StringOperandSyntax => "a text",
        ElementOperandSyntax { Index: not NameOperandSyntax } => "an element whose index is no register",
        ElementOperandSyntax => "an element",
        _ => "a call",
    };
}
