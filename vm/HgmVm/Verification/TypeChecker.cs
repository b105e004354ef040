using HgmVm.Bytecode;
using ValueType = HgmVm.Bytecode.ValueType;

namespace HgmVm.Verification;

/// <summary>
/// The part of the tables that all else stands on: sizes within their limits, every index inside its table, every type
/// legal where it stands. Nobody follows an index of a module before this has passed.
/// </summary>
internal sealed class TypeChecker
{
    private readonly Module _module;
    private readonly VerificationReport _report;

    private TypeChecker(Module module, VerificationReport report)
    {
        _module = module;
        _report = report;
    }

    /// <summary>Where a type stands, which decides what it may be.</summary>
    private enum Place : byte
    {
        Memory,
        Field,
        Register,
        Result,
    }

    /// <summary>Reports all errors; false when there are any.</summary>
    public static bool Check(Module module, VerificationReport report)
    {
        var checker = new TypeChecker(module, report);
        checker.CheckSizes();
        if (report.Diagnostics.Count == 0) checker.CheckTypeTables();
        if (report.Diagnostics.Count == 0) checker.CheckEntries();
        return report.Diagnostics.Count == 0;
    }

    private void CheckSizes()
    {
        CheckSize(_module.Structs.Count, ModuleLimits.MaxTableEntries, "structs");
        CheckSize(_module.HeapTypes.Count, ModuleLimits.MaxTableEntries, "heap types");
        CheckSize(_module.Signatures.Count, ModuleLimits.MaxTableEntries, "signatures");
        CheckSize(_module.Globals.Count, ModuleLimits.MaxTableEntries, "globals");
        CheckSize(_module.Strings.Count, ModuleLimits.MaxTableEntries, "strings");
        CheckSize(_module.Paths.Count, ModuleLimits.MaxTableEntries, "field paths");
        CheckSize(_module.Functions.Count, ModuleLimits.MaxTableEntries, "functions");
        CheckSize(_module.Imports.Count, ModuleLimits.MaxTableEntries, "imports");
        CheckSize(_module.AllowFast.Count, ModuleLimits.MaxTableEntries, "fast permissions");
        foreach (StructDefinition definition in _module.Structs)
            CheckSize(definition.Fields.Count, ModuleLimits.MaxFields, $"fields in struct `{definition.Name}`", definition.Line);
        CheckSize(_module.Implementations.Count, ModuleLimits.MaxTableEntries, "implementations");
        foreach (byte[] text in _module.Strings) CheckSize(text.Length, ModuleLimits.MaxStringBytes, "bytes in a string");
        foreach (Signature signature in _module.Signatures)
        {
            CheckSize(signature.Parameters.Count, ModuleLimits.MaxParameters, "parameters in a signature");
            CheckSize(signature.Results.Count, ModuleLimits.MaxResults, "results in a signature");
        }
        foreach (FunctionDefinition function in _module.Functions)
        {
            CheckSize(function.Registers.Count, ModuleLimits.MaxRegisters, "registers", function.LineAt(0), function.Name);
            CheckSize(function.Code.Count, ModuleLimits.MaxCodeWords, "instruction words", function.LineAt(0), function.Name);
        }
    }

    private void CheckSize(int count, int limit, string what, int line = 0, string? function = null)
    {
        if (count > limit) _report.Add(VerifierDiagnostics.LimitExceeded, $"{count} {what} are more than {limit}", line, function);
    }

    private void CheckTypeTables()
    {
        if (TypeTables.Order(_module, out string problem, out TypeEntry culprit) is not null) return;
        string entry = $"{(culprit.IsSignature ? "signature" : "heap type")} {culprit.Index}";
        _report.Add(VerifierDiagnostics.MalformedTypeTables, $"{entry} {problem}");
    }

    private void CheckEntries()
    {
        for (int i = 0; i < _module.HeapTypes.Count; i++)
            CheckHeapType(_module.HeapTypes[i], i);
        for (int i = 0; i < _module.Signatures.Count; i++)
        {
            foreach (ValueType type in _module.Signatures[i].Parameters) CheckType(type, Place.Register, $"a parameter of signature {i}");
            foreach (ValueType type in _module.Signatures[i].Results) CheckType(type, Place.Result, $"a result of signature {i}");
        }
        foreach (StructDefinition definition in _module.Structs)
        {
            CheckVariants(definition);
            foreach (FieldDefinition field in definition.Fields)
                CheckField(definition, field, $"field `{definition.Name}.{field.Name}`", definition.Line);
            if (definition.Destructor is int destructor)
                CheckIndex(destructor, _module.Functions.Count, $"the destructor of `{definition.Name}`", "function", definition.Line);
        }
        if (_report.Diagnostics.Count == 0) CheckInlineMembers();
        foreach (GlobalDefinition global in _module.Globals) CheckType(global.Type, Place.Memory, $"global `{global.Name}`");
        if (_report.Diagnostics.Count == 0) InterfaceChecker.CheckShapes(_module, _report);
        for (int i = 0; i < _module.Paths.Count; i++)
        {
            if (FieldPaths.Follow(_module, _module.Paths[i], out string problem) is null)
                _report.Add(VerifierDiagnostics.InvalidPath, $"path {i} {problem}");
        }
        foreach (FunctionDefinition function in _module.Functions)
        {
            int line = function.LineAt(0);
            CheckIndex(function.Signature, _module.Signatures.Count, $"function `{function.Name}`", "signature", line);
            foreach (RegisterDefinition register in function.Registers)
                CheckType(register.Type, Place.Register, $"register `{register.Name}`", line, function.Name);
        }
    }

    private void CheckIndex(int index, int count, string who, string what, int line)
    {
        if ((uint)index >= (uint)count)
            _report.Add(VerifierDiagnostics.IndexOutOfRange, $"{who} names {what} {index}, there are {count}", line);
    }

    private void CheckHeapType(HeapType type, int index)
    {
        if (type.IsStruct) return;
        CheckType(type.Element, Place.Field, $"the element of heap type {index}");
        if (type.Element.Kind == ValueKind.Inline && type.Element.Index < _module.HeapTypes.Count
            && _module.HeapTypes[type.Element.Index].IsArray)
            _report.Add(VerifierDiagnostics.MisplacedType, $"the element of heap type {index} cannot be an inline heap array");
        RefuseInlineInterface(type.Element, $"the element of heap type {index}");
        if (type.IsFixed && type.Count == 0) _report.Add(VerifierDiagnostics.MisplacedType, $"heap type {index} has no elements");
        if (type.HasFinalElements && (!type.IsFixed || type.Element.Kind != ValueKind.Own))
            _report.Add(VerifierDiagnostics.MisplacedType, $"heap type {index} has final elements that own nothing");
    }

    private void CheckVariants(StructDefinition definition)
    {
        foreach (int variant in definition.Variants)
            CheckIndex(variant, _module.Structs.Count, $"union `{definition.Name}`", "struct", definition.Line);
        if (_report.Diagnostics.Count > 0) return;
        string? problem = definition.IsUnion && definition.IsInterface ? "is a union and an interface"
            : !definition.IsUnion ? (definition.Variants.Count > 0 ? "has variants but is no union" : null)
            : definition.Variants.Count == 0 ? "has no variants"
            : definition.Fields.Count > 0 || definition.Destructor is not null || definition.Mode is not null
                ? "is a union, which has no fields, destructor or mode of its own"
            : definition.Variants.Exists(variant => _module.Structs[variant].IsUnion) ? "has a union as a variant"
            : definition.Variants.Exists(variant => _module.Structs[variant].IsInterface) ? "has an interface as a variant"
            : definition.Variants.Distinct().Count() < definition.Variants.Count ? "has a variant twice"
            : null;
        if (problem is not null) _report.Add(VerifierDiagnostics.WrongUnion, $"`{definition.Name}` {problem}", definition.Line);
    }

    private void CheckField(StructDefinition definition, FieldDefinition field, string who, int line)
    {
        CheckType(field.Type, Place.Field, who, line);
        RefuseInlineInterface(field.Type, who, line);
        if (field.IsUnique && (field.IsFinal || field.Type.Kind != ValueKind.Inline))
            _report.Add(VerifierDiagnostics.MisplacedType,
                $"field `{definition.Name}.{field.Name}` is unique but not a varying inline member", line);
        if (field.Type.Kind == ValueKind.Inline && field.Type.Index < _module.HeapTypes.Count
            && _module.HeapTypes[field.Type.Index].IsArray)
            _report.Add(VerifierDiagnostics.MisplacedType, $"{who} cannot be an inline heap array", line);
    }

    private void RefuseInlineInterface(ValueType type, string who, int line = 0)
    {
        if (FieldPaths.StructOf(_module, type) is { } part && _module.Structs[part].IsInterface)
            _report.Add(VerifierDiagnostics.MisplacedType, $"{who} cannot be inline: any struct may implement `{_module.Structs[part].Name}`, "
                + "of any size (a `sealed` union has a size)", line);
    }

    private void CheckInlineMembers()
    {
        if (InlineRules.Of(_module, out int culprit) is not null)
        {
            CheckDenseArrays();
            return;
        }
        StructDefinition definition = _module.Structs[culprit];
        _report.Add(VerifierDiagnostics.EndlessStruct,
            $"struct `{definition.Name}` contains itself, or members more than {ModuleLimits.MaxInlineDepth} levels deep", definition.Line);
    }

    /// <summary>Types have no lines, so the first struct or function that uses the array has to do.</summary>
    private void CheckDenseArrays()
    {
        var dense = new DenseRules(_module);
        for (int i = 0; i < _module.HeapTypes.Count; i++)
        {
            HeapType type = _module.HeapTypes[i];
            if (!type.IsDense || dense.ProblemOf(type.Element) is not { } problem) continue;
            string what = $"`array dense {TypeNames.Describe(_module, type.Element)}`: {problem}";
            bool IsIt(ValueType used) => used.NamesHeapType && used.Index == i;
            StructDefinition? owner = _module.Structs.Find(known => known.Fields.Exists(field => IsIt(field.Type)));
            FunctionDefinition? user = owner is not null ? null
                : _module.Functions.Find(known => known.Registers.Exists(register => IsIt(register.Type)));
            _report.Add(VerifierDiagnostics.WrongDenseArray, what, owner?.Line ?? user?.LineAt(0) ?? 0, user?.Name,
                hint: "leave `dense` out");
        }
    }

    private void CheckType(ValueType type, Place place, string who, int line = 0, string? function = null)
    {
        string? problem = ProblemOf(type, place);
        if (problem is not null) _report.Add(VerifierDiagnostics.MisplacedType, $"{who} {problem}", line, function);
        else if (type.NamesHeapType) CheckIndex(type.Index, _module.HeapTypes.Count, who, "heap type", line);
        else if (type.Kind == ValueKind.Function) CheckIndex(type.Index, _module.Signatures.Count, who, "signature", line);
    }

    private string? ProblemOf(ValueType type, Place place)
    {
        if (type.Kind is ValueKind.None or > ValueKind.Inline) return "has no type";
        if (type.IsScalar && type.Index != 0) return $"is {type.Kind.ToString().ToLowerInvariant()}, which takes no index";
        bool allowed = place switch
        {
            Place.Field => type.Kind != ValueKind.Borrow,
            Place.Memory => type.Kind is not (ValueKind.Borrow or ValueKind.Inline),
            Place.Register => !type.IsNarrow && type.Kind != ValueKind.Inline,
            _ => !type.IsNarrow && type.Kind is not (ValueKind.Borrow or ValueKind.Inline),
        };
        return allowed ? null : $"cannot be {TypeNames.Describe(_module, type)}";
    }
}
