using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Emission;
using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;
using HgmVm.Bytecode;

namespace HgmVm.Assembler.Binding;

/// <summary>The module that is being bound: what its names stand for, and its tables so far.</summary>
internal sealed class ModuleScope
{
    private readonly Dictionary<string, int> _structs = [];
    private readonly Dictionary<string, int> _functions = [];
    private readonly Dictionary<string, int> _globals = [];
    private readonly Dictionary<int, Dictionary<string, int>> _fieldsOf = [];
    private readonly ImportTable _imports;
    private readonly HashSet<string> _overflows = [];

    public ModuleScope(Module module, DiagnosticBag bag, IModuleResolver resolver)
    {
        Module = module;
        Bag = bag;
        Tables = new ModuleTables(module);
        Types = new TypeBinder(this);
        _imports = new ImportTable(this, resolver);
    }

    public Module Module { get; }

    public DiagnosticBag Bag { get; }

    public ModuleTables Tables { get; }

    public TypeBinder Types { get; }

    /// <summary>Names whose declaration could not be read: to say at each of their uses that they are unknown would
    /// bury the mistake.</summary>
    public required IReadOnlySet<string> BrokenNames { get; init; }

    public void Import(ImportSyntax import) => _imports.Declare(import);

    public bool TryFindStruct(string fullName, out int index) => _structs.TryGetValue(fullName, out index);

    public bool TryFindFunction(string fullName, out int index) => _functions.TryGetValue(fullName, out index);

    /// <summary>Adds a struct; false when its name is taken.</summary>
    public bool AddStruct(StructDefinition definition, TextSpan span, out int index) =>
        Add(_structs, Module.Structs, definition.FullName(), definition, "structs", span, out index);

    public bool AddFunction(FunctionDefinition function, TextSpan span, out int index) =>
        Add(_functions, Module.Functions, function.FullName(), function, "functions", span, out index);

    public bool AddGlobal(GlobalDefinition global, TextSpan span) =>
        Add(_globals, Module.Globals, global.Name, global, "globals", span, out _);

    /// <summary>Adds a field; false when the struct has one of that name.</summary>
    public bool AddField(int structIndex, FieldDefinition field)
    {
        List<FieldDefinition> fields = Module.Structs[structIndex].Fields;
        if (!_fieldsOf.TryGetValue(structIndex, out Dictionary<string, int>? names))
            _fieldsOf.Add(structIndex, names = []);
        if (!names.TryAdd(field.Name, fields.Count)) return false;
        fields.Add(field);
        return true;
    }

    public int? FindField(int structIndex, string name) =>
        _fieldsOf.TryGetValue(structIndex, out Dictionary<string, int>? names) && names.TryGetValue(name, out int field)
            ? field : null;

    /// <summary>The struct of that name, imported on its first use; null when there is none, which is then
    /// diagnosed.</summary>
    public int? FindStruct(NameSyntax name)
    {
        if (_structs.TryGetValue(name.Text, out int index)) return index;
        if (!name.IsSimple) return _imports.FindStruct(name);
        ReportUnknown(AssemblerDiagnostics.UnknownStruct, name.Span, $"there is no struct `{name}`", name.Text, _structs.Keys);
        return null;
    }

    /// <summary>
    /// True when it is known that the struct implements the interface, here or in a module that could say so. Ours are
    /// bound before any code.
    /// </summary>
    public bool Implements(int structIndex, int interfaceIndex)
    {
        if (Module.Implementations.Exists(known => known.Struct == structIndex && known.Interface == interfaceIndex))
            return true;
        if (Module.Structs[structIndex].Module is null || Module.Structs[interfaceIndex].Module is null
            || !_imports.AnySaysImplements(structIndex, interfaceIndex)) return false;
        AddImplementation(new ImplementationDefinition
        {
            Interface = interfaceIndex, Struct = structIndex, IsImported = true,
        });
        return true;
    }

    /// <summary>Adds an implementation. Whether there is one already is for the caller to know.</summary>
    public void AddImplementation(ImplementationDefinition definition, TextSpan span = default)
    {
        if (Module.Implementations.Count < ModuleLimits.MaxTableEntries) Module.Implementations.Add(definition);
        else ReportLimit(span, "implementations", ModuleLimits.MaxTableEntries);
    }

    /// <summary>The function of that name, imported on its first use; null when there is none, which is then
    /// diagnosed.</summary>
    /// <param name="name">Dotted for functions of other modules and of the host.</param>
    /// <param name="hint">A better hint than a similar name, if the caller knows one.</param>
    public int? FindFunction(NameSyntax name, string? hint = null)
    {
        if (_functions.TryGetValue(name.Text, out int index)) return index;
        if (!name.IsSimple && hint is null && name.Name.Prefix == Module.Name && _functions.ContainsKey(name.Name.Last))
            hint = $"inside its module it is just `{name.Name.Last}`";
        if (!name.IsSimple && hint is null) return _imports.FindFunction(name);
        ReportUnknown(AssemblerDiagnostics.UnknownFunction, name.Span, $"there is no function `{name}`", name.Text,
            _functions.Keys, hint);
        return null;
    }

    public int? FindGlobal(NameSyntax name)
    {
        if (_globals.TryGetValue(name.Text, out int index)) return index;
        ReportUnknown(AssemblerDiagnostics.UnknownGlobal, name.Span, $"there is no global `{name}`", name.Text, _globals.Keys);
        return null;
    }

    /// <summary>Reports a name that stands for nothing, with the nearest of the names that do.</summary>
    public void ReportUnknown(HgmVm.Diagnostics.DiagnosticDescriptor descriptor, TextSpan span, string message,
        string name,
        IEnumerable<string> known, string? hint = null)
    {
        if (BrokenNames.Contains(name) || Bag.IsFull) return;
        Bag.Report(descriptor, span, message, hint ?? Suggest.Hint(name, known));
    }

    public void ReportDuplicate(NameSyntax name, string what) =>
        Bag.Report(AssemblerDiagnostics.DuplicateName, name.Span, $"the {what} `{name}` is declared twice");

    /// <summary>Reports a table or list that is full, once for each.</summary>
    public void ReportLimit(TextSpan span, string what, int limit)
    {
        if (_overflows.Add(what)) Bag.Report(AssemblerDiagnostics.LimitExceeded, span, $"more than {limit} {what}");
    }

    private bool Add<T>(Dictionary<string, int> names, List<T> table, string name, T entry, string what, TextSpan span,
        out int index)
    {
        index = table.Count;
        if (name.Length > ModuleLimits.MaxNameBytes)
            Bag.Report(AssemblerDiagnostics.LimitExceeded, span, $"the full name of {name.Length} characters is longer than "
                + $"{ModuleLimits.MaxNameBytes}");
        if (table.Count >= ModuleLimits.MaxTableEntries)
        {
            ReportLimit(span, what, ModuleLimits.MaxTableEntries);
            index = 0;
            return true;
        }
        if (!names.TryAdd(name, index)) return false;
        table.Add(entry);
        return true;
    }
}
