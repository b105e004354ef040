using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Disassembly;
using HgmVm.Assembler.Parsing;
using HgmVm.Assembler.Syntax;
using HgmVm.Bytecode;
using HgmVm.Isa;

namespace HgmVm.Assembler.Binding;

/// <summary>Calls of methods, and what structs implement.</summary>
internal sealed partial class FunctionBinder
{
    /// <summary><c>c.act(turn)</c>: the object before the dot is the first argument.</summary>
    private static CallOperandSyntax WithReceiver(CallOperandSyntax call)
    {
        var receiver = new NameOperandSyntax(new NameSyntax(new DottedName(call.Target.Name.First, Keyword.None),
            call.Target.PartSpan(0)));
        return call with { Arguments = [receiver, .. call.Arguments] };
    }

    /// <summary>Finds the method that a call names, for <see cref="_target"/>; null when there is none, which is
    /// diagnosed.</summary>
    private TypeList? MethodParameters(NameSyntax target)
    {
        _target = 0;
        string register = target.Name.First, name = target.Name.Last;
        // That there is no such register is said where the arguments are encoded.
        if (TypeOf(register) is not { Kind: not ValueKind.None } type) return null;
        Module module = _scope.Module;
        if (module.InterfaceOf(type) is not { } owner)
        {
            _bag.Report(AssemblerDiagnostics.NoMethod, target.PartSpan(0), $"`{register}` is {TypeText.Of(module, type)}, which is no interface",
                "a function is called by its name alone; a register that holds one with `call.ref`");
            return null;
        }
        int index = module.HeapTypes[type.Index].StructIndex;
        if (target.Name.Parts.Length > 2 || _scope.FindField(index, name) is not { } method)
        {
            _scope.ReportUnknown(AssemblerDiagnostics.NoMethod, target.PartSpan(target.Name.Parts.Length - 1),
                $"interface `{owner.FullName()}` has no method `{target.Text[(register.Length + 1)..]}`", name,
                owner.Fields.Select(known => known.Name));
            return null;
        }
        _target = _scope.Tables.Path(index, [(ushort)method], out _);
        CheckTables(target.Span);
        ValueType function = owner.Fields[method].Type;
        return function.Kind == ValueKind.Function ? module.Signatures[function.Index].Parameters : null;
    }

    /// <summary>What an <c>iface</c> or <c>narrow</c> relies on is looked for where it may be said; without it, the
    /// verifier explains.</summary>
    private void NoteImplementation(int position)
    {
        Instruction at = _code[position];
        if (at.Opcode is not (Opcode.Iface or Opcode.Narrow)) return;
        if (at.A >= _function.Registers.Count || at.B >= _function.Registers.Count) return;
        (ValueType first, ValueType second) = (_function.Registers[at.A].Type, _function.Registers[at.B].Type);
        _ = at.Opcode == Opcode.Iface ? Implements(second, first) : Implements(first, second);
    }

    /// <summary>True when a type refers to a struct that implements the interface to which the other refers.</summary>
    private bool Implements(ValueType type, ValueType target)
    {
        Module module = _scope.Module;
        if (!type.IsReference || module.InterfaceOf(target) is null) return false;
        HeapType candidate = module.HeapTypes[type.Index];
        return candidate.IsStruct
            && _scope.Implements(candidate.StructIndex, module.HeapTypes[target.Index].StructIndex);
    }
}
