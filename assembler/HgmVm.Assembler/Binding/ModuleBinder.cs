using System.Collections.Immutable;
using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Emission;
using HgmVm.Assembler.Syntax;
using HgmVm.Bytecode;

namespace HgmVm.Assembler.Binding;

/// <summary>
/// Binds a syntax tree to a module: first all names that are declared, then types, then bodies, so that everything may
/// be used before it is declared. Keeps going after a mistake; only a text without any gives a module.
/// </summary>
internal sealed partial class ModuleBinder
{
    private readonly ModuleSyntax _syntax;
    private readonly DiagnosticBag _bag;
    private readonly Module _module;
    private readonly ModuleScope _scope;
    private WrittenTables _writtenTables;

    /// <summary>True once a <c>source</c> directive was met: the text was disassembled, and its own lines mean
    /// nothing.</summary>
    private bool _hasSource;

    private ModuleBinder(ModuleSyntax syntax, IModuleResolver resolver, DiagnosticBag bag)
    {
        _syntax = syntax;
        _bag = bag;
        _module = new Module(syntax.Name?.Text ?? "") { SourceName = syntax.Source.FileName };
        _scope = new ModuleScope(_module, bag, resolver) { BrokenNames = syntax.BrokenNames };
    }

    /// <summary>The module, or null when the bag holds errors, old or new.</summary>
    public static Module? Bind(ModuleSyntax syntax, IModuleResolver resolver, DiagnosticBag bag)
    {
        var binder = new ModuleBinder(syntax, resolver, bag);
        binder.Run();
        if (bag.HasErrors) return null;
        CanonicalOrder.Apply(binder._module, binder._writtenTables);
        return binder._module;
    }

    private void Run()
    {
        foreach (ItemSyntax item in _syntax.Items) BindDirective(item);
        int? line = null;
        var frames = new FrameBlocks(_syntax, _bag);
        foreach (ItemSyntax item in frames.Items)
        {
            if (item is LineItemSyntax directive) line = directive.Line;
            else if (item is StructSyntax definition) DeclareStruct(definition, line);
            else if (item is UnionSyntax union) DeclareUnion(union, line);
            else if (item is InterfaceSyntax type) DeclareInterface(type, line);
            else if (item is ImplementationSyntax implementation) _implementations.Add((implementation, line));
        }
        foreach (ItemSyntax item in frames.Items)
        {
            if (item is FunctionSyntax function) DeclareFunction(function);
        }
        foreach ((UnionSyntax syntax, int index) in _unions) BindVariants(syntax, index);
        foreach (ItemSyntax item in _syntax.Items) BindTableEntry(item);
        foreach ((StructSyntax syntax, int index) in _structs) BindFields(syntax, index);
        foreach ((InterfaceSyntax syntax, int index) in _interfaces) BindMethods(syntax, index);
        foreach (ItemSyntax item in _syntax.Items)
        {
            if (item is GlobalSyntax global) BindGlobal(global);
        }
        foreach ((FunctionSyntax syntax, int index) in _functions) BindSignature(syntax, _module.Functions[index]);
        foreach ((ImplementationSyntax syntax, int? at) in _implementations) BindImplementation(syntax, at);
        foreach ((FunctionSyntax syntax, int index) in _functions) BindBody(syntax, _module.Functions[index]);
    }

    private void BindDirective(ItemSyntax item)
    {
        switch (item)
        {
            case ModeItemSyntax mode:
                _module.Mode = mode.Mode.Mode;
                break;
            case AllowFastSyntax allow:
                foreach (NameSyntax name in allow.Names)
                {
                    if (_module.AllowFast.Contains(name.Text)) _scope.ReportDuplicate(name, "permission");
                    else if (_module.AllowFast.Count < ModuleLimits.MaxTableEntries) _module.AllowFast.Add(name.Text);
                    else _scope.ReportLimit(name.Span, "fast permissions", ModuleLimits.MaxTableEntries);
                }
                break;
            case AllowSoftTetherSyntax allow:
                if (_module.AllowsSoftTethers)
                    _bag.Report(AssemblerDiagnostics.DuplicateName, allow.Span, "`allow soft-tether` stands twice");
                _module.AllowsSoftTethers = true;
                break;
            case ImportSyntax import:
                _scope.Import(import);
                break;
            case SourceSyntax source:
                _hasSource = true;
                _module.SourceName = source.Path;
                break;
        }
    }

    private void BindTableEntry(ItemSyntax item)
    {
        (WrittenTables table, bool isNew) = item switch
        {
            TableTypeSyntax type => (WrittenTables.Types, BindTypeEntry(type)),
            TableFieldSyntax field => (WrittenTables.Paths, BindPathEntry(field)),
            TableRowSyntax row => (WrittenTables.Paths, BindRowEntry(row)),
            TableTextSyntax text => (WrittenTables.Strings, BindTextEntry(text)),
            _ => (WrittenTables.None, true),
        };
        _writtenTables |= table;
        if (!isNew) _bag.Report(AssemblerDiagnostics.RepeatedTableEntry, item.Span, "this entry is in the table already");
    }

    private bool BindTypeEntry(TableTypeSyntax syntax)
    {
        int before = _module.HeapTypes.Count + _module.Signatures.Count;
        ValueType type = _scope.Types.Bind(syntax.Type);
        if (type.Kind == ValueKind.None) return true;
        if (type.Kind == ValueKind.Function || type.NamesHeapType)
            return _module.HeapTypes.Count + _module.Signatures.Count > before;
        _bag.Report(AssemblerDiagnostics.WrongOperand, syntax.Type.Span, "the table holds types of objects and functions",
            "write the reference to the object: `ref array u8`");
        return true;
    }

    /// <summary>Struct fields are not bound yet, so that their types come after the tables: a path is looked up in the
    /// syntax.</summary>
    private bool BindPathEntry(TableFieldSyntax syntax)
    {
        NameSyntax path = syntax.Path;
        if (_interfaces.Find(known => known.Syntax.Name.Text == path.Name.Prefix) is { Syntax: { } type } found)
            return BindMethodEntry(path, type, found.Index);
        StructSyntax? start = null;
        var fields = new List<ushort>();
        int part = 0;
        for (int length = 1; length < path.Name.Parts.Length; length++)
        {
            if (FindSyntax(string.Join('.', path.Name.Parts.Take(length))) is not { } owner) continue;
            (start, part) = (owner, length);
            break;
        }
        if (start is null)
        {
            _bag.Report(AssemblerDiagnostics.UnknownStruct, path.Span, $"there is no struct `{path.Name.Prefix}` in this text",
                "write `Struct.field`");
            return true;
        }
        if (FollowSyntax(start, null, [.. PathSyntax.Of(path, part).Steps, .. syntax.Tail], path.Name.Prefix, fields))
        {
            _scope.Tables.Path(_structs.First(known => known.Syntax == start).Index, fields, out bool isNew);
            return isNew;
        }
        return true;
    }

    private bool BindRowEntry(TableRowSyntax syntax)
    {
        ValueType type = _scope.Types.Bind(syntax.Row);
        if (type.Kind == ValueKind.None) return true;
        if (syntax.Row is not FixedReferenceSyntax || syntax.Tail.IsEmpty)
        {
            _bag.Report(AssemblerDiagnostics.WrongOperand, syntax.Span, "this is no path into a fixed array",
                "write the array's type, then the path: `inline [3]inline Pod[2].x`");
            return true;
        }
        var fields = new List<ushort>();
        if (!FollowSyntax(null, syntax.Row, syntax.Tail, "[..]", fields)) return true;
        _scope.Tables.Path(FieldPath.FirstRow + type.Index, fields, out bool isNew);
        return isNew;
    }

    /// <summary>The numbers of steps from a struct or member; false, and reported, when they lead nowhere.</summary>
    private bool FollowSyntax(StructSyntax? start, TypeSyntax? member, ImmutableArray<PathStep> steps, string prefix,
        List<ushort> fields)
    {
        foreach (PathStep step in steps)
        {
            if (step.Element is { } index && member is FixedReferenceSyntax { Kind: ValueKind.Inline } row)
            {
                fields.Add((ushort)Math.Min(index.Magnitude, ushort.MaxValue));
                member = row.Element;
                continue;
            }
            var inner = member as StructReferenceSyntax;
            string? within = inner?.Kind == ValueKind.Inline ? inner.Struct.Text : null;
            StructSyntax? at = member is null ? start : within is null ? null : FindSyntax(within);
            int field = at is null ? -1 : at.Fields.TakeWhile(known => known.Name.Text != step.Field).Count();
            if (at is null || field == at.Fields.Length)
            {
                string name = step.Field ?? $"[{step.Element?.Digits}]";
                _scope.ReportUnknown(AssemblerDiagnostics.UnknownField, step.Span,
                    $"struct `{at?.Name.Text ?? prefix}` has no field `{name}`", name,
                    at?.Fields.Select(known => known.Name.Text) ?? []);
                return false;
            }
            fields.Add((ushort)field);
            member = at.Fields[field].Type;
        }
        return true;
    }

    private bool BindMethodEntry(NameSyntax path, InterfaceSyntax type, int index)
    {
        int method = type.Methods.TakeWhile(known => known.Name.Text != path.Name.Last).Count();
        if (method == type.Methods.Length)
        {
            _scope.ReportUnknown(AssemblerDiagnostics.UnknownField, path.Span, $"interface `{type.Name}` has no method `{path.Name.Last}`",
                path.Name.Last, type.Methods.Select(known => known.Name.Text));
            return true;
        }
        _scope.Tables.Path(index, [(ushort)method], out bool isNew);
        return isNew;
    }

    private StructSyntax? FindSyntax(string name) => _structs.Find(known => known.Syntax.Name.Text == name).Syntax;

    private bool BindTextEntry(TableTextSyntax syntax)
    {
        _scope.Tables.Text(syntax.Bytes.AsSpan(), out bool isNew);
        return isNew;
    }
}
