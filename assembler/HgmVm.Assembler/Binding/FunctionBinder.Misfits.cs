using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;
using HgmVm.Isa;

namespace HgmVm.Assembler.Binding;

/// <summary>Explains operands that no form of an opcode takes.</summary>
internal sealed partial class FunctionBinder
{
    /// <summary>Explains it by the form that takes the most of them: the one that was probably meant.</summary>
    private void ReportMisfit(InstructionSyntax syntax, OpcodeRow[] forms)
    {
        (OpcodeRow form, Comparison match) = forms.Select(form => (Form: form, Match: Match(form, syntax)))
            .OrderByDescending(pair => pair.Match.Misfit).ThenByDescending(pair => pair.Match.Typed)
            .ThenByDescending(pair => Resembles(pair.Form, syntax, pair.Match.Misfit)).First();
        string hint = form.OperandCount == 0 && form.Extension == Extension.None
            ? $"`{form.Mnemonic}` stands alone" : $"it takes `{OpcodeUsage.Of(form)}`";
        if (form.Extension == Extension.Call)
        {
            ReportBadCall(syntax, form, hint);
            return;
        }
        if (match.Misfit >= syntax.Operands.Length)
        {
            TextSpan end = syntax.Operands.IsEmpty ? syntax.Mnemonic.Span : syntax.Operands[^1].Span;
            _bag.Report(AssemblerDiagnostics.WrongOperandCount, end, $"`{syntax.Mnemonic}` wants more operands", hint);
            return;
        }
        OperandSyntax operand = syntax.Operands[match.Misfit];
        if (forms.All(other => other.Extension == Extension.None && RoleAt(other, match.Misfit) == OperandRole.None))
        {
            string which = match.Misfit == 0 ? "no operands" : match.Misfit == 1 ? "only one operand" : $"only {match.Misfit} operands";
            _bag.Report(AssemblerDiagnostics.WrongOperandCount,
                TextSpan.Covering(operand.Span, syntax.Operands[^1].Span),
                $"`{syntax.Mnemonic}` takes {which}", hint);
            return;
        }
        if (operand is ElementOperandSyntax { Index: not NameOperandSyntax { Name.IsSimple: true } } element
            && Resembles(form, syntax, match.Misfit))
        {
            _bag.Report(AssemblerDiagnostics.WrongOperand, element.Index.Span, "an index is a register",
                "`const` loads a number into a register");
            return;
        }
        if (operand is IntegerOperandSyntax or FloatOperandSyntax
            && RoleAt(form, match.Misfit) is OperandRole.Use or OperandRole.Move)
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
        if (row[0].Role == OperandRole.Method && call.Target.IsSimple)
        {
            _bag.Report(AssemblerDiagnostics.WrongOperand, call.Target.Span, "a method is called on an object: `object.method(...)`", hint);
            return;
        }
        foreach (OperandSyntax argument in call.Arguments)
        {
            if (argument is NameOperandSyntax { Name.IsSimple: true }) continue;
            _bag.Report(AssemblerDiagnostics.WrongOperand, argument.Span, $"{Describe(argument)} cannot be an argument",
                "arguments are registers; `const`, `ld` or `str` fills one");
        }
    }

    /// <summary>True when the operand looks like what the opcode wants there: brackets for an element, a dot for a
    /// field.</summary>
    private static bool Resembles(OpcodeRow row, InstructionSyntax syntax, int written)
    {
        if (written >= syntax.Operands.Length) return false;
        int index = RowIndex(row, written);
        OperandRole next = index >= 0 && index + 1 < row.OperandCount ? row[index + 1].Role : OperandRole.None;
        return syntax.Operands[written] switch
        {
            ElementOperandSyntax => next == OperandRole.Index,
            NameOperandSyntax { Name.IsSimple: false } or MemberOperandSyntax => next == OperandRole.Field,
            IntegerOperandSyntax => index >= 0
                && row[index].Role is OperandRole.Imm16 or OperandRole.Imm32 or OperandRole.Imm64,
            _ => next is not (OperandRole.Index or OperandRole.Field),
        };
    }

    /// <summary>The role of the row's operand that a written one stands for; None beyond the last.</summary>
    private static OperandRole RoleAt(OpcodeRow row, int written) =>
        RowIndex(row, written) is >= 0 and int index ? row[index].Role : OperandRole.None;

    /// <summary>Where in the row a written operand begins, elements and fields being written as one; -1 beyond the
    /// last.</summary>
    private static int RowIndex(OpcodeRow row, int written)
    {
        for (int i = 0; i < row.OperandCount; i++)
        {
            if (row[i].Role is OperandRole.Field or OperandRole.Index) continue;
            if (written-- == 0) return i;
        }
        return -1;
    }

    private static string Describe(OperandSyntax operand) => operand switch
    {
        NameOperandSyntax { Name.IsSimple: true } name => $"the name `{name.Name}`",
        NameOperandSyntax name => $"the field `{name.Name}`",
        IntegerOperandSyntax => "a whole number",
        FloatOperandSyntax => "a float",
        StringOperandSyntax => "a text",
        ElementOperandSyntax => "an element",
        MemberOperandSyntax => "a field",
        _ => "a call",
    };
}
