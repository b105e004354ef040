using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Disassembly;
using HgmVm.Assembler.Syntax;
using HgmVm.Bytecode;

namespace HgmVm.Assembler.Binding;

/// <summary>Interfaces, and how structs implement them.</summary>
internal sealed partial class ModuleBinder
{
    private readonly List<(InterfaceSyntax Syntax, int Index)> _interfaces = [];
    private readonly List<(ImplementationSyntax Syntax, int? Line)> _implementations = [];

    private void DeclareInterface(InterfaceSyntax syntax, int? line)
    {
        if (DeclareType(syntax, syntax.Name, syntax.IsExtern, line, isInterface: true) is { } index)
            _interfaces.Add((syntax, index));
    }

    /// <summary>A method is a final field: a function that nobody stores.</summary>
    private void BindMethods(InterfaceSyntax syntax, int index)
    {
        if (syntax.Methods.Length > ModuleLimits.MaxFields)
        {
            _bag.Report(AssemblerDiagnostics.LimitExceeded, syntax.Name.Span,
                $"interface `{syntax.Name}` has more than {ModuleLimits.MaxFields} methods");
            return;
        }
        foreach (FunctionSyntax method in syntax.Methods)
        {
            CheckName(method.Name, isExtern: false);
            CheckParameterNames([.. method.Parameters.Where(parameter => parameter.Name.Text != UnknownName)]);
            int? signature = _scope.Types.BindSignature(
                [.. method.Parameters.Select(parameter => _scope.Types.Bind(parameter.Type))],
                [.. method.Results.Select(_scope.Types.Bind)], method.Name.Span);
            ValueType type = signature is { } known ? new ValueType(ValueKind.Function, (ushort)known) : default;
            if (!_scope.AddField(index, new FieldDefinition(method.Name.Text, type, IsFinal: true)))
                _scope.ReportDuplicate(method.Name, "method");
        }
    }

    private void BindImplementation(ImplementationSyntax syntax, int? line)
    {
        if (_scope.FindStruct(syntax.Interface) is not { } type) return;
        if (_scope.FindStruct(syntax.Struct) is not { } target) return;
        StructDefinition owner = _module.Structs[type], definition = _module.Structs[target];
        string? fault = !owner.IsInterface ? $"`{syntax.Interface}` is no interface"
            : definition.IsInterface || definition.IsUnion
                ? $"`{syntax.Struct}` is no struct, and only structs implement interfaces"
            : _module.Implementations.Exists(known => known.Interface == type && known.Struct == target)
                ? $"`{syntax.Struct}` implements `{syntax.Interface}` already"
            : !syntax.IsExtern && owner.Module is not null && definition.Module is not null
                ? $"neither `{syntax.Interface}` nor `{syntax.Struct}` is of this module"
            : null;
        if (fault is not null)
        {
            bool isReversed = !owner.IsInterface && definition.IsInterface;
            _bag.Report(AssemblerDiagnostics.BadImplementation, syntax.Span, fault,
                isReversed ? $"the interface comes first: `impl {syntax.Struct} for {syntax.Interface}`" : null);
            return;
        }
        var implementation = new ImplementationDefinition
        {
            Interface = type, Struct = target, IsImported = syntax.IsExtern,
            Line = line ?? (_hasSource ? 0 : _syntax.Source.LineAt(syntax.Span.Start)),
        };
        if (!syntax.IsExtern) BindMethodFunctions(syntax, implementation);
        _scope.AddImplementation(implementation, syntax.Span);
    }

    /// <summary>All that is wrong with the methods, in one message for those that are missing and one for each of the
    /// others.</summary>
    private void BindMethodFunctions(ImplementationSyntax syntax, ImplementationDefinition implementation)
    {
        List<FieldDefinition> methods = _module.Structs[implementation.Interface].Fields;
        var functions = new int?[methods.Count];
        var named = new HashSet<string>();
        foreach (MethodSyntax method in syntax.Methods)
        {
            int? function = _scope.FindFunction(method.Function);
            if (_scope.FindField(implementation.Interface, method.Name.Text) is not { } index)
                _scope.ReportUnknown(AssemblerDiagnostics.BadImplementation, method.Name.Span,
                    $"interface `{syntax.Interface}` has no method `{method.Name}`", method.Name.Text,
                    methods.Select(known => known.Name));
            else if (!named.Add(method.Name.Text)) _scope.ReportDuplicate(method.Name, "method");
            else if (function is { } found)
            {
                functions[index] = found;
                CheckSignature(method, implementation, methods[index].Type);
            }
        }
        string[] missing = [.. methods.Select(method => method.Name).Where(name => !named.Contains(name))];
        if (missing.Length > 0 && !missing.Any(_scope.BrokenNames.Contains))
            _bag.Report(AssemblerDiagnostics.BadImplementation, syntax.Span,
                $"`{syntax.Struct}` has no function for {Quoted(missing)} of `{syntax.Interface}`",
                $"add `{missing[0]} = ` and the name of a function");
        implementation.Methods.AddRange(functions.Select(function => function ?? 0));
    }

    private static string Quoted(string[] names) => names.Length == 1 ? $"`{names[0]}`"
        : $"`{string.Join("`, `", names[..^1])}` and `{names[^1]}`";

    private void CheckSignature(MethodSyntax method, ImplementationDefinition implementation, ValueType type)
    {
        int index = _module.Functions[_scope.FindFunction(method.Function)!.Value].Signature;
        // What could not be bound has been diagnosed.
        if (type.Kind != ValueKind.Function || (uint)index >= (uint)_module.Signatures.Count) return;
        Signature wanted = _module.Signatures[type.Index], found = _module.Signatures[index];
        bool isBroken = wanted.Parameters.Count == 0
            || _module.Functions[_scope.FindFunction(method.Function)!.Value].Registers.Exists(register =>
                register.Type.Kind == ValueKind.None);
        // A disassembly comes back as it was: what is wrong with its types is for the verifier to say.
        if (isBroken || _hasSource) return;
        ValueType self = wanted.Parameters[0] with
        {
            Index = _scope.Types.Intern(HeapType.Struct(implementation.Struct), method.Span),
        };
        var fitting = new Signature([self, .. wanted.Parameters.Skip(1)], wanted.Results);
        if (fitting.Equals(found)) return;
        ushort place = _scope.Types.Intern(fitting, method.Span);
        _bag.Report(AssemblerDiagnostics.BadImplementation, method.Function.Span,
            $"`{method.Function}` is {Spell(index)}, which does not fit `{method.Name}`", $"it has to be `{Spell(place)}`");

        string Spell(int signature) => TypeText.Of(_module, new ValueType(ValueKind.Function, (ushort)signature));
    }
}
