using System.Collections.Immutable;
using HgmVm.Assembler.Diagnostics;
using HgmVm.Assembler.Syntax;
using HgmVm.Assembler.Text;
using HgmVm.Bytecode;

namespace HgmVm.Assembler.Binding;

/// <summary>Binds written types to the module's tables. A type that cannot be bound has kind <c>None</c> and is
/// diagnosed.</summary>
internal sealed class TypeBinder(ModuleScope scope)
{
    private readonly List<TypeSize> _heapTypes = [];
    private readonly List<TypeSize> _signatures = [];

    public ValueType Bind(TypeSyntax syntax)
    {
        (ValueType type, TypeSize size) = BindSized(syntax);
        if (type.Kind == ValueKind.None || size.Fits) return type;
        ReportSize(syntax.Span);
        return default;
    }

    /// <summary>The signature of a function; null when one of its types could not be bound.</summary>
    public int? BindSignature(IEnumerable<ValueType> parameters, IEnumerable<ValueType> results, TextSpan span)
    {
        var signature = new Signature(parameters, results);
        if (signature.Parameters.Count > ModuleLimits.MaxParameters)
            Report(AssemblerDiagnostics.LimitExceeded, span, $"more than {ModuleLimits.MaxParameters} parameters");
        if (signature.Results.Count > ModuleLimits.MaxResults)
            Report(AssemblerDiagnostics.LimitExceeded, span, $"more than {ModuleLimits.MaxResults} results");
        if (HoldsUnbound(signature.Parameters) || HoldsUnbound(signature.Results)) return null;
        TypeSize size = SizeOf(signature);
        if (!size.Fits) ReportSize(span);
        return Intern(signature, span);
    }

    private static bool HoldsUnbound(IReadOnlyList<ValueType> types)
    {
        for (int i = 0; i < types.Count; i++)
        {
            if (types[i].Kind == ValueKind.None) return true;
        }
        return false;
    }

    /// <summary>The entry of a heap type, whose parts are in the tables already.</summary>
    public ushort Intern(HeapType type, TextSpan span)
    {
        ushort index = scope.Tables.HeapType(type);
        if (index == _heapTypes.Count) _heapTypes.Add(type.IsStruct ? new TypeSize(1, 1) : SizeOf(type.Element).Deeper);
        CheckTables(span);
        return index;
    }

    /// <summary>The entry of a signature, whose parts are in the tables already.</summary>
    public ushort Intern(Signature signature, TextSpan span)
    {
        ushort index = scope.Tables.Signature(signature);
        if (index == _signatures.Count) _signatures.Add(SizeOf(signature));
        CheckTables(span);
        return index;
    }

    private (ValueType Type, TypeSize Size) BindSized(TypeSyntax syntax)
    {
        ValueType type = syntax switch
        {
            ScalarTypeSyntax scalar => new ValueType(scalar.Kind),
            StructReferenceSyntax reference => BindStruct(reference),
            ArrayReferenceSyntax array => BindArray(array),
            FixedReferenceSyntax row => BindFixed(row),
            FunctionTypeSyntax function => BindFunction(function),
            _ => default,
        };
        return (type, type.Kind == ValueKind.None ? default : SizeOf(type));
    }

    private ValueType BindStruct(StructReferenceSyntax syntax) => scope.FindStruct(syntax.Struct) is { } index
        ? new ValueType(syntax.Kind, Intern(HeapType.Struct(index), syntax.Span)) : default;

    private ValueType BindArray(ArrayReferenceSyntax syntax)
    {
        ValueType element = BindSized(syntax.Element).Type;
        return element.Kind == ValueKind.None ? default
            : new ValueType(syntax.Kind, Intern(HeapType.Array(element, syntax.IsDense), syntax.Span));
    }

    private ValueType BindFixed(FixedReferenceSyntax syntax)
    {
        ValueType element = BindSized(syntax.Element).Type;
        if (element.Kind == ValueKind.None) return default;
        bool fits = syntax.Count.Value > 0 && syntax.Count.Value <= ushort.MaxValue;
        if (!fits)
        {
            Report(AssemblerDiagnostics.LimitExceeded, syntax.Count.Span, $"a fixed array has 1 to {ushort.MaxValue} elements");
            return default;
        }
        return new ValueType(syntax.Kind,
            Intern(HeapType.Fixed((int)syntax.Count.Value, element, syntax.HasFinalElements), syntax.Span));
    }

    private ValueType BindFunction(FunctionTypeSyntax syntax)
    {
        if (syntax.Parameters.Length > ModuleLimits.MaxParameters || syntax.Results.Length > ModuleLimits.MaxResults)
        {
            Report(AssemblerDiagnostics.LimitExceeded, syntax.Span,
                $"more than {ModuleLimits.MaxParameters} parameters or {ModuleLimits.MaxResults} results");
            return default;
        }
        ImmutableArray<ValueType> parameters = [.. syntax.Parameters.Select(type => BindSized(type).Type)];
        ImmutableArray<ValueType> results = [.. syntax.Results.Select(type => BindSized(type).Type)];
        if (HoldsUnbound(parameters) || HoldsUnbound(results)) return default;
        return new ValueType(ValueKind.Function, Intern(new Signature(parameters, results), syntax.Span));
    }

    /// <summary>As <see cref="TypeTables"/> counts.</summary>
    private TypeSize SizeOf(ValueType type)
    {
        var one = new TypeSize(1, 0);
        List<TypeSize>? table = type.Kind == ValueKind.Function ? _signatures : type.NamesHeapType ? _heapTypes : null;
        return table is null || type.Index >= table.Count ? one : one.Plus(table[type.Index]);
    }

    private TypeSize SizeOf(Signature signature)
    {
        var size = new TypeSize(1, 0);
        foreach (ValueType type in signature.Parameters) size = size.Plus(SizeOf(type));
        foreach (ValueType type in signature.Results) size = size.Plus(SizeOf(type));
        return size.Deeper;
    }

    private void CheckTables(TextSpan span)
    {
        if (scope.Tables.Overflow is { } table) scope.ReportLimit(span, table, ModuleLimits.MaxTableEntries);
    }

    private void ReportSize(TextSpan span) => Report(AssemblerDiagnostics.TypeTooLarge, span,
        $"this type is more than {ModuleLimits.MaxTypeDepth} levels deep or consists of more than {ModuleLimits.MaxTypeNodes} types");

    private void Report(HgmVm.Diagnostics.DiagnosticDescriptor descriptor, TextSpan span, string message) =>
        scope.Bag.Report(descriptor, span, message);
}
