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
            if (_module.HeapTypes[i].IsArray) CheckType(_module.HeapTypes[i].Element, Place.Memory, $"the element of heap type {i}");
        for (int i = 0; i < _module.Signatures.Count; i++)
        {
            foreach (ValueType type in _module.Signatures[i].Parameters) CheckType(type, Place.Register, $"a parameter of signature {i}");
            foreach (ValueType type in _module.Signatures[i].Results) CheckType(type, Place.Result, $"a result of signature {i}");
        }
        foreach (StructDefinition definition in _module.Structs)
        {
            foreach (FieldDefinition field in definition.Fields)
                CheckType(field.Type, Place.Memory, $"field `{definition.Name}.{field.Name}`", definition.Line);
            if (definition.Destructor is int destructor)
                CheckIndex(destructor, _module.Functions.Count, $"the destructor of `{definition.Name}`", "function", definition.Line);
        }
        foreach (GlobalDefinition global in _module.Globals) CheckType(global.Type, Place.Memory, $"global `{global.Name}`");
        for (int i = 0; i < _module.Paths.Count; i++) CheckPath(_module.Paths[i], i);
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

    private void CheckPath(FieldPath path, int index)
    {
        string? problem = (uint)path.StructIndex >= (uint)_module.Structs.Count ? $"names struct {path.StructIndex} of {_module.Structs.Count}"
            : path.Fields.Count != 1 ? $"has {path.Fields.Count} steps, one is possible"
            : path.Fields[0] >= _module.Structs[path.StructIndex].Fields.Count
                ? $"names field {path.Fields[0]}, `{_module.Structs[path.StructIndex].Name}` has {_module.Structs[path.StructIndex].Fields.Count}"
            : null;
        if (problem is not null) _report.Add(VerifierDiagnostics.InvalidPath, $"path {index} {problem}");
    }

    private void CheckType(ValueType type, Place place, string who, int line = 0, string? function = null)
    {
        string? problem = ProblemOf(type, place);
        if (problem is not null) _report.Add(VerifierDiagnostics.MisplacedType, $"{who} {problem}", line, function);
        else if (type.IsReference) CheckIndex(type.Index, _module.HeapTypes.Count, who, "heap type", line);
        else if (type.Kind == ValueKind.Function) CheckIndex(type.Index, _module.Signatures.Count, who, "signature", line);
    }

    private string? ProblemOf(ValueType type, Place place)
    {
        if (type.Kind is ValueKind.None or > ValueKind.Con) return "has no type";
        if (type.IsScalar && type.Index != 0) return $"is {type.Kind.ToString().ToLowerInvariant()}, which takes no index";
        bool allowed = place switch
        {
            Place.Memory => type.Kind != ValueKind.Borrow,
            Place.Register => !type.IsNarrow,
            _ => !type.IsNarrow && type.Kind != ValueKind.Borrow,
        };
        return allowed ? null : $"cannot be {TypeNames.Describe(_module, type)}";
    }
}
