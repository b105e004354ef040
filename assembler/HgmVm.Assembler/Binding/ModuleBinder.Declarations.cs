using System.Collections.Immutable;
using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Syntax;
using HgmVm.Bytecode;

namespace HgmVm.Assembler.Binding;

/// <summary>Structs, globals and functions.</summary>
internal sealed partial class ModuleBinder
{
    /// <summary>What a parameter is called whose name nobody knows: its module was read from bytes without
    /// names.</summary>
    private const string UnknownName = "_";

    private readonly List<(StructSyntax Syntax, int Index)> _structs = [];
    private readonly List<(UnionSyntax Syntax, int Index)> _unions = [];
    private readonly List<(FunctionSyntax Syntax, int Index)> _functions = [];

    private void DeclareStruct(StructSyntax syntax, int? line)
    {
        if (DeclareType(syntax, syntax.Name, syntax.IsExtern, line, mode: syntax.Mode?.Mode) is { } index)
            _structs.Add((syntax, index));
    }

    private void DeclareUnion(UnionSyntax syntax, int? line)
    {
        if (DeclareType(syntax, syntax.Name, syntax.IsExtern, line, isUnion: true) is { } index)
            _unions.Add((syntax, index));
    }

    /// <summary>Gives a struct, union or interface its place in the table they share; null when its name is no
    /// good.</summary>
    private int? DeclareType(ItemSyntax syntax, NameSyntax name, bool isExtern, int? line, Mode? mode = null,
        bool isUnion = false, bool isInterface = false)
    {
        if (!CheckName(name, isExtern)) return null;
        var definition = new StructDefinition
        {
            Name = name.Name.Last,
            Module = isExtern ? name.Name.Prefix : null,
            Mode = mode,
            IsUnion = isUnion,
            IsInterface = isInterface,
            Line = line ?? (_hasSource ? 0 : _syntax.Source.LineAt(syntax.Span.Start)),
        };
        if (_scope.AddStruct(definition, name.Span, out int index)) return index;
        _scope.ReportDuplicate(name, "struct");
        return null;
    }

    private void BindVariants(UnionSyntax syntax, int index)
    {
        if (syntax.Variants.Length > ModuleLimits.MaxFields)
            _bag.Report(AssemblerDiagnostics.LimitExceeded, syntax.Name.Span,
                $"`{syntax.Name}` has more than {ModuleLimits.MaxFields} variants");
        foreach (NameSyntax name in syntax.Variants)
        {
            if (_scope.FindStruct(name) is { } variant) _module.Structs[index].Variants.Add(variant);
        }
    }

    private void BindFields(StructSyntax syntax, int index)
    {
        if (syntax.Fields.Length > ModuleLimits.MaxFields)
        {
            _bag.Report(AssemblerDiagnostics.LimitExceeded, syntax.Name.Span,
                $"struct `{syntax.Name}` has more than {ModuleLimits.MaxFields} fields");
            return;
        }
        foreach (FieldSyntax field in syntax.Fields)
        {
            CheckName(field.Name, isExtern: false);
            var definition = new FieldDefinition(field.Name.Text, _scope.Types.Bind(field.Type), field.IsFinal,
                field.IsUnique);
            if (!_scope.AddField(index, definition)) _scope.ReportDuplicate(field.Name, "field");
        }
    }

    private void BindGlobal(GlobalSyntax syntax)
    {
        CheckName(syntax.Name, isExtern: false);
        ValueType type = _scope.Types.Bind(syntax.Type);
        ulong bits = 0;
        if (syntax.Initial is not null && type.Kind != ValueKind.None)
        {
            bits = Literals.Bits(syntax.Initial, type.Kind, out string? fault) ?? 0;
            if (fault is not null) _bag.Report(AssemblerDiagnostics.BadInitialValue, syntax.Initial.Span, fault);
        }
        if (!_scope.AddGlobal(new GlobalDefinition(syntax.Name.Text, type, bits), syntax.Name.Span))
            _scope.ReportDuplicate(syntax.Name, "global");
    }

    private void DeclareFunction(FunctionSyntax syntax)
    {
        if (syntax.Form == FunctionForm.Drop)
        {
            DeclareDestructor(syntax);
            return;
        }
        if (syntax.Form != FunctionForm.Host && !CheckName(syntax.Name, syntax.Form == FunctionForm.Extern)) return;
        bool isExtern = syntax.Form == FunctionForm.Extern;
        AddFunction(syntax, new FunctionDefinition
        {
            Name = isExtern ? syntax.Name.Name.Last : syntax.Name.Text,
            Module = isExtern ? syntax.Name.Name.Prefix : null,
            Kind = isExtern ? FunctionKind.Imported : syntax.Form == FunctionForm.Host ? FunctionKind.Host
                : FunctionKind.Local,
            Signature = 0,
        });
    }

    private void DeclareDestructor(FunctionSyntax syntax)
    {
        if (!_scope.TryFindStruct(syntax.Name.Text, out int owner) || _module.Structs[owner].Module is not null)
        {
            _scope.ReportUnknown(AssemblerDiagnostics.BadDestructor, syntax.Name.Span, $"this module defines no struct `{syntax.Name}`",
                syntax.Name.Text, _module.Structs.Where(other => other.Module is null).Select(other => other.Name));
            return;
        }
        StructDefinition definition = _module.Structs[owner];
        if (AddFunction(syntax, new FunctionDefinition { Name = definition.DestructorName(), Signature = 0 }))
            definition.Destructor = _module.Functions.Count - 1;
    }

    private bool AddFunction(FunctionSyntax syntax, FunctionDefinition function)
    {
        bool added = _scope.AddFunction(function, syntax.Name.Span, out int index);
        if (added) _functions.Add((syntax, index));
        else _scope.ReportDuplicate(syntax.Name, syntax.Form == FunctionForm.Drop ? "destructor of" : "function");
        return added;
    }

    private void BindSignature(FunctionSyntax syntax, FunctionDefinition function)
    {
        var parameters = new List<ValueType>(syntax.Parameters.Length);
        bool hasNames = syntax.Form is FunctionForm.Local or FunctionForm.Drop
            || syntax.Parameters.Any(parameter => parameter.Name.Text != UnknownName);
        foreach (RegisterSyntax parameter in syntax.Parameters)
        {
            ValueType type = _scope.Types.Bind(parameter.Type);
            parameters.Add(type);
            if (!hasNames) continue;
            CheckName(parameter.Name, isExtern: false);
            function.Registers.Add(new RegisterDefinition(parameter.Name.Text, type, parameter.Mode?.Mode));
        }
        var results = new List<ValueType>(syntax.Results.Length);
        foreach (TypeSyntax result in syntax.Results) results.Add(_scope.Types.Bind(result));
        function.Signature = _scope.Types.BindSignature(parameters, results, syntax.Name.Span) ?? 0;
        if (hasNames && syntax.Form is FunctionForm.Extern or FunctionForm.Host) CheckParameterNames(syntax.Parameters);
    }

    private void CheckParameterNames(ImmutableArray<RegisterSyntax> parameters)
    {
        var names = new HashSet<DottedName>();
        foreach (RegisterSyntax parameter in parameters)
        {
            if (!names.Add(parameter.Name.Name)) _scope.ReportDuplicate(parameter.Name, "parameter");
        }
    }

    private void BindBody(FunctionSyntax syntax, FunctionDefinition function)
    {
        if (_bag.IsFull || function.Kind != FunctionKind.Local) return;
        new FunctionBinder(_scope, syntax, function, _hasSource).Bind();
    }

    /// <summary>Whether a name is simple, or for an extern item has its module before it, and is none that means
    /// something else.</summary>
    private bool CheckName(NameSyntax name, bool isExtern)
    {
        string? fault = null;
        if (isExtern && name.IsSimple) fault = $"`{name}` has no module: an extern name is written `module.{name}`";
        else if (!isExtern && !name.IsSimple) fault = $"`{name}` is declared here, so its name has no dots";
        else if (!Names.IsIdentifier(name.Name.Last)) fault = $"`{name.Name.Last}` cannot be the name of anything";
        if (fault is null) return true;
        _bag.Report(AssemblerDiagnostics.BadName, name.Span, fault);
        return false;
    }
}
