using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Disassembly;
using HgmVm.Assembler.Emission;
using HgmVm.Assembler.Syntax;
using HgmVm.Bytecode;
using HgmVm.Isa;

namespace HgmVm.Assembler.Binding;

/// <summary>Ways through inline members: <c>s.arms[2].charge</c>, <c>ships[i].pos.x</c>.</summary>
internal sealed partial class FunctionBinder
{
    /// <summary>The register and the path of an operand that names a member; null for any other.</summary>
    private static (NameSyntax Name, PathSyntax Path)? MemberOf(OperandSyntax operand) => operand switch
    {
        NameOperandSyntax { Name.IsSimple: false } name => (name.Name, PathSyntax.Of(name.Name, 1)),
        MemberOperandSyntax member => (member.Name, member.Path),
        _ => null,
    };

    private void EncodeField(OperandSyntax operand, int position, int index)
    {
        (NameSyntax name, PathSyntax path) = MemberOf(operand)!.Value;
        string register = name.Name.First;
        if (!_registers.TryGetValue(register, out int place)) ReportNoRegister(register, name.PartSpan(0));
        OperandPlaces.Write(_code, position, index, place);
        ValueType type = TypeOf(register);
        if (type.Kind == ValueKind.None) return;
        if (type.IsReference && _scope.Module.HeapTypes[type.Index].IsStruct)
        {
            int start = _scope.Module.HeapTypes[type.Index].StructIndex;
            EncodePath(path, start, null, register + ".", position, index + 1);
            return;
        }
        _bag.Report(AssemblerDiagnostics.NotAStruct, name.PartSpan(0),
            $"`{register}` is of type {TypeText.Of(_scope.Module, type)} and has no fields");
    }

    /// <summary>The path behind the brackets: into the struct or the fixed array that the elements are.</summary>
    private void EncodeElementField(NameSyntax array, PathSyntax path, int position, int index)
    {
        ValueType type = TypeOf(array.Text);
        if (type.Kind == ValueKind.None) return;
        ValueType element = type.IsReference ? _scope.Module.HeapTypes[type.Index].Element : default;
        // What is no array at all is for the verifier to say.
        if (element.Kind == ValueKind.None) return;
        if (FieldPaths.StructOf(_scope.Module, element) is { } start)
        {
            EncodePath(path, start, null, "", position, index);
            return;
        }
        if (path.Steps[0].Field is null && RowStart(element) is { } row)
        {
            EncodePath(path, FieldPath.FirstRow + element.Index, row, $"{array}[..]", position, index);
            return;
        }
        _bag.Report(AssemblerDiagnostics.NotAStruct, path.Span,
            $"the elements of `{array}` are of type {TypeText.Of(_scope.Module, element)} and have no fields",
            element.IsReference ? "bring the element into a register first" : null);
    }

    /// <summary>An element that is a fixed array, for a path to start in; null for any other.</summary>
    private FieldDefinition? RowStart(ValueType element) =>
        FieldPaths.RowOf(_scope.Module, element) is null ? null : new FieldDefinition("", element, false);

    /// <param name="path">The steps.</param>
    /// <param name="start">The struct that they begin in, or the number of the fixed array.</param>
    /// <param name="from">That fixed array; null for a struct.</param>
    /// <param name="prefix">What stands before them, for messages.</param>
    /// <param name="position">The instruction.</param>
    /// <param name="index">Its operand.</param>
    private void EncodePath(PathSyntax path, int start, FieldDefinition? from, string prefix, int position, int index)
    {
        var fields = new List<ushort>(path.Steps.Length);
        FieldDefinition? at = from;
        for (int i = 0; i < path.Steps.Length; i++)
        {
            if (StepOf(at, start, path.Steps[i]) is not { } step)
            {
                ReportStep(path, i, at, start, prefix);
                return;
            }
            fields.Add((ushort)step);
            at = at is null ? _scope.Module.Structs[start].Fields[step]
                : FieldPaths.Step(_scope.Module, at, step, out _)!;
        }
        OperandPlaces.Write(_code, position, index, _scope.Tables.Path(start, fields, out _));
        CheckTables(path.Span);
    }

    /// <summary>The number of a step from a member, or from a struct where there is none yet; null when it leads
    /// nowhere.</summary>
    private int? StepOf(FieldDefinition? at, int start, PathStep step)
    {
        int? owner = at is null ? start : FieldPaths.StructOf(_scope.Module, at.Type);
        if (step.Field is { } name) return owner is { } known ? _scope.FindField(known, name) : null;
        return at is not null && FieldPaths.RowOf(_scope.Module, at.Type) is { } row
            && step.Element is { IsNegative: false } index && index.Magnitude < row.Count ? (int)index.Magnitude : null;
    }

    private void ReportStep(PathSyntax path, int at, FieldDefinition? from, int start, string prefix)
    {
        PathStep step = path.Steps[at];
        int? owner = from is null ? start : FieldPaths.StructOf(_scope.Module, from.Type);
        if (step.Field is { } name && owner is { } known)
        {
            StructDefinition definition = _scope.Module.Structs[known];
            if (definition.IsUnion)
            {
                _bag.Report(AssemblerDiagnostics.UnknownField, step.Span,
                    $"`{definition.FullName()}` is a union of structs and has no fields of its own",
                    "borrow it, then `narrow` goes on with the struct that it holds");
                return;
            }
            _scope.ReportUnknown(AssemblerDiagnostics.UnknownField, step.Span,
                $"struct `{definition.FullName()}` has no field `{name}`", name, definition.Fields.Select(field => field.Name));
            return;
        }
        // A type that could not be bound has its own message.
        if (from is not { Type: { Kind: not ValueKind.None } type }) return;
        string spelled = prefix + path.Spell(at);
        if (step.Field is null && FieldPaths.RowOf(_scope.Module, type) is { } row)
        {
            if (step.Element is null)
                _bag.Report(AssemblerDiagnostics.WrongOperand, step.Span, "an index inside a path is a whole number",
                    $"borrow `{spelled}`, then use a register as the index");
            else
                _bag.Report(AssemblerDiagnostics.WrongOperand, step.Span,
                    $"`{spelled}` has {row.Count} elements, numbered from 0");
            return;
        }
        (string what, string part) = step.Field is null ? ("no inline fixed array", "elements") : ("no inline struct", "fields");
        _bag.Report(AssemblerDiagnostics.NotAStruct, path.Steps[at - 1].Span,
            $"`{spelled}` is of type {TypeText.Of(_scope.Module, type)} and {(type.IsReference ? what : "has no " + part)}",
            type.IsReference ? "bring what it refers to into a register first" : null);
    }

    /// <summary>The type at the end of a path through inline members; none when it leads nowhere, which is diagnosed
    /// later.</summary>
    private ValueType TypeAlong(PathSyntax path, int start, FieldDefinition? from = null)
    {
        FieldDefinition? at = from;
        foreach (PathStep step in path.Steps)
        {
            if (StepOf(at, start, step) is not { } number) return default;
            at = at is null ? _scope.Module.Structs[start].Fields[number]
                : FieldPaths.Step(_scope.Module, at, number, out _)!;
        }
        return at?.Type ?? default;
    }

    /// <summary>The type of the member that an operand names; none where that is not known.</summary>
    private ValueType MemberType(OperandSyntax operand)
    {
        if (operand is ElementOperandSyntax { Path: { } path } element)
        {
            ValueType array = TypeOf(element.Array.Text);
            ValueType of = array.IsReference ? _scope.Module.HeapTypes[array.Index].Element : default;
            if (FieldPaths.StructOf(_scope.Module, of) is { } owner) return TypeAlong(path, owner);
            return path.Steps[0].Field is null && RowStart(of) is { } row ? TypeAlong(path, 0, row) : default;
        }
        if (MemberOf(operand) is not { } member) return default;
        ValueType type = TypeOf(member.Name.Name.First);
        return type.IsReference && _scope.Module.HeapTypes[type.Index] is { IsStruct: true } target
            ? TypeAlong(member.Path, target.StructIndex) : default;
    }

    /// <summary>
    /// Where the same verb serves owned fields and inline members (<c>ref</c>, <c>tether</c>), the member decides: the
    /// forms for inline members end in <c>inl</c>.
    /// </summary>
    private Fit MatchMember(OpcodeRow row, OperandSyntax operand)
    {
        bool isForInline = row.Opcode is Opcode.Inl or Opcode.TetherInl or Opcode.RefInl or Opcode.ArrayTetherInl
            or Opcode.ArrayRefInl;
        bool isForOwned = row.Opcode is Opcode.RefField or Opcode.TetherField;
        if (!isForInline && !isForOwned) return Fit.Types;
        ValueKind kind = MemberType(operand).Kind;
        return kind == ValueKind.None || kind == ValueKind.Inline == isForInline ? Fit.Types : Fit.Shape;
    }
}
