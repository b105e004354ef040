using HgmVm.Bytecode;
using ValueType = HgmVm.Bytecode.ValueType;

namespace HgmVm.Verification;

/// <summary>
/// What else must hold of the tables: names, imports, destructors, registers against signatures, initial values, line
/// tables. Errors here leave every index good, so the code is still looked at.
/// </summary>
internal sealed class TableChecker
{
    private readonly Module _module;
    private readonly VerificationReport _report;
    private readonly HashSet<string> _imports;

    private TableChecker(Module module, VerificationReport report)
    {
        _module = module;
        _report = report;
        _imports = [.. module.Imports];
    }

    public static void Check(Module module, VerificationReport report)
    {
        var checker = new TableChecker(module, report);
        checker.CheckModule();
        checker.CheckStructs();
        checker.CheckGlobals();
        checker.CheckFunctions();
    }

    private void CheckModule()
    {
        CheckName(_module.Name, dotted: true, "the module");
        CheckMode(_module.Mode, "the module");
        foreach (string name in _module.AllowFast) CheckName(name, dotted: true, "a fast permission");
        var seen = new HashSet<string>();
        foreach (string name in _module.Imports)
        {
            CheckName(name, dotted: true, "an import");
            CheckUnique(seen, name, "import");
        }
    }

    private void CheckStructs()
    {
        var seen = new HashSet<string>();
        var owners = new HashSet<int>();
        for (int i = 0; i < _module.Structs.Count; i++)
        {
            StructDefinition definition = _module.Structs[i];
            int line = definition.Line;
            if (line < 0) _report.Add(VerifierDiagnostics.WrongLineTable, $"struct `{definition.Name}` has line {line}");
            CheckName(definition.Name, dotted: false, "a struct", line);
            CheckUnique(seen, TypeNames.StructName(definition), "struct", line);
            CheckMode(definition.Mode, $"struct `{definition.Name}`", line);
            CheckImport(definition.Module, definition.Module is not null, $"struct `{definition.Name}`", line);
            var fields = new HashSet<string>();
            foreach (FieldDefinition field in definition.Fields)
            {
                CheckName(field.Name, dotted: false, "a field", line);
                CheckUnique(fields, field.Name, $"field of `{definition.Name}`", line);
            }
            if (definition.Destructor is int destructor) CheckDestructor(i, destructor, owners);
        }
    }

    private void CheckDestructor(int structIndex, int index, HashSet<int> owners)
    {
        StructDefinition definition = _module.Structs[structIndex];
        FunctionDefinition function = _module.Functions[index];
        Signature signature = _module.Signatures[function.Signature];
        string? problem = definition.Module is not null ? "an imported struct names no destructor"
            : function.Kind != FunctionKind.Local ? $"`{function.Name}` is not local"
            : function.Name != definition.Name + ".drop" ? $"`{function.Name}` is not called `{definition.Name}.drop`"
            : !owners.Add(index) ? $"`{function.Name}` is another struct's destructor already"
            : signature.Results.Count > 0 || signature.Parameters.Count != 1
                || !IsBorrowOf(signature.Parameters[0], structIndex)
                ? $"`{function.Name}` does not have the signature (borrow {definition.Name})"
            : null;
        if (problem is not null) _report.Add(VerifierDiagnostics.WrongDestructor, problem, definition.Line,
            function.Name);
    }

    private bool IsBorrowOf(ValueType type, int structIndex) => type.Kind == ValueKind.Borrow
        && _module.HeapTypes[type.Index] is { IsStruct: true } heapType && heapType.StructIndex == structIndex;

    private void CheckGlobals()
    {
        var seen = new HashSet<string>();
        foreach (GlobalDefinition global in _module.Globals)
        {
            CheckName(global.Name, dotted: false, "a global");
            CheckUnique(seen, global.Name, "global");
            ulong largest = global.Type.Kind switch
            {
                ValueKind.I64 or ValueKind.F64 => ulong.MaxValue,
                ValueKind.I32 or ValueKind.U32 or ValueKind.F32 => uint.MaxValue,
                ValueKind.I16 or ValueKind.U16 => ushort.MaxValue,
                ValueKind.I8 or ValueKind.U8 => byte.MaxValue,
                ValueKind.Bool => 1,
                _ => 0,
            };
            if (global.InitialBits > largest)
                _report.Add(VerifierDiagnostics.WrongInitialValue,
                    $"global `{global.Name}` starts at 0x{global.InitialBits:X}, which is no {TypeNames.Describe(_module, global.Type)}");
        }
    }

    private void CheckFunctions()
    {
        var seen = new HashSet<string>();
        var destructors = new HashSet<int>();
        foreach (StructDefinition definition in _module.Structs)
        {
            if (definition.Destructor is { } destructor) destructors.Add(destructor);
        }
        for (int i = 0; i < _module.Functions.Count; i++)
        {
            FunctionDefinition function = _module.Functions[i];
            int line = function.LineAt(0);
            if (function.Kind > FunctionKind.Host)
                _report.Add(VerifierDiagnostics.InvalidMode, $"function `{function.Name}` is of no known kind", line, function.Name);
            CheckName(function.Name, dotted: function.Kind != FunctionKind.Imported, "a function", line);
            if (function.Kind == FunctionKind.Local && function.Name.Contains('.') && !destructors.Contains(i))
                _report.Add(VerifierDiagnostics.WrongDestructor,
                    $"`{function.Name}` has a dotted name but is no destructor", line, function.Name);
            CheckUnique(seen, TypeNames.FunctionName(function), "function", line);
            CheckImport(function.Module, function.Kind == FunctionKind.Imported, $"function `{function.Name}`", line);
            CheckRegisters(function, line);
            CheckBody(function, line);
        }
    }

    private void CheckRegisters(FunctionDefinition function, int line)
    {
        TypeList parameters = _module.Signatures[function.Signature].Parameters;
        int count = function.Registers.Count;
        bool fits = function.Kind == FunctionKind.Local ? count >= parameters.Count : count == 0
            || count == parameters.Count;
        if (!fits)
            _report.Add(VerifierDiagnostics.RegistersDisagree,
                $"function `{function.Name}` has {count} registers for {parameters.Count} parameters", line, function.Name);
        for (int i = 0; i < parameters.Count && fits && count > 0; i++)
        {
            RegisterDefinition register = function.Registers[i];
            if (register.Type != parameters[i])
                _report.Add(VerifierDiagnostics.RegistersDisagree, $"parameter `{register.Name}` is "
                    + $"{TypeNames.Describe(_module, register.Type)}, in the signature {TypeNames.Describe(_module, parameters[i])}",
                    line, function.Name);
        }
        var seen = new HashSet<string>();
        foreach (RegisterDefinition register in function.Registers)
        {
            CheckName(register.Name, dotted: false, "a register", line, function.Name);
            CheckUnique(seen, register.Name, $"register of `{function.Name}`", line, function.Name);
            CheckMode(register.Mode, $"register `{register.Name}`", line, function.Name);
        }
    }

    private void CheckBody(FunctionDefinition function, int line)
    {
        if (function.Kind != FunctionKind.Local && (function.Code.Count > 0 || function.Lines.Count > 0))
            _report.Add(VerifierDiagnostics.UnexpectedCode, $"function `{function.Name}` is not local but has code", line, function.Name);
        int previous = -1;
        foreach (LineEntry entry in function.Lines)
        {
            if (entry.Position <= previous || entry.Position >= function.Code.Count || entry.Line < 0)
                _report.Add(VerifierDiagnostics.WrongLineTable,
                    $"line {entry.Line} at position {entry.Position} follows position {previous} of {function.Code.Count}",
                    Math.Max(entry.Line, 0), function.Name);
            previous = entry.Position;
        }
    }

    private void CheckName(string name, bool dotted, string who, int line = 0, string? function = null)
    {
        if (dotted ? Names.IsDotted(name) : Names.IsIdentifier(name)) return;
        // Whoever built the module may have put anything into the name; what reaches a terminal must be printable.
        string shown = string.Concat(name.Take(40).Select(c => c is >= ' ' and <= '~' ? c : '?'));
        _report.Add(VerifierDiagnostics.InvalidName, $"{who} is called `{shown}`", line, function);
    }

    private void CheckUnique(HashSet<string> seen, string name, string what, int line = 0, string? function = null)
    {
        if (!seen.Add(name)) _report.Add(VerifierDiagnostics.DuplicateName, $"{what} `{name}` is there twice", line, function);
    }

    private void CheckMode(Mode? mode, string who, int line = 0, string? function = null)
    {
        if (mode > Mode.Fast) _report.Add(VerifierDiagnostics.InvalidMode, $"{who} has mode {(int)mode}", line, function);
    }

    private void CheckImport(string? module, bool isImport, string who, int line)
    {
        string? problem = isImport != module is not null ? (isImport ? "names no module" : "is not imported but names a module")
            : module is null ? null
            : module == _module.Name ? "comes from the module itself"
            : !_imports.Contains(module) ? $"comes from `{module}`, which is not among the imports"
            : null;
        if (problem is not null) _report.Add(VerifierDiagnostics.WrongImport, $"{who} {problem}", line);
    }
}
