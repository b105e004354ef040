using HgmVm.Bytecode;
using HgmVm.Diagnostics;
using HgmVm.Memory;

namespace HgmVm.Linking;

/// <summary>Numbers the struct and array types and the signatures of a program, and compares imported structs with
/// their definitions.</summary>
internal sealed class TypeLinking(LinkedModule[] modules, LinkOptions options, List<Diagnostic> diagnostics)
{
    /// <summary>Type ids are 16 bits in object headers; some are the heap's own.</summary>
    private const int MaxTypes = 65_000;

    private readonly List<LinkedHeapType> _types = TypesOfTheHeap();
    private readonly Dictionary<string, LinkedHeapType> _structs = [];
    private readonly Dictionary<ArrayShape, int> _arrays = [];
    private readonly List<LinkedSignature> _signatures = [];
    private readonly Dictionary<LinkedSignature, int> _signatureNumbers = [];

    private static List<LinkedHeapType> TypesOfTheHeap()
    {
        var types = new List<LinkedHeapType>();
        for (int id = 0; id < LinkedProgram.FirstTypeId; id++) types.Add(new LinkedHeapType { Name = "(heap)", Id = id });
        return types;
    }

    /// <summary>All types; the index is the type id.</summary>
    public LinkedHeapType[] All => [.. _types];

    public void LinkAll()
    {
        foreach (LinkedModule module in modules) DefineStructs(module);
        foreach (LinkedModule module in modules) FindStructs(module);
        if (diagnostics.Exists(d => d.IsError)) return;
        foreach (LinkedModule module in modules)
        {
            LinkTables(module);
            if (_types.Count > MaxTypes)
            {
                diagnostics.Add(new Diagnostic(LinkDiagnostics.TooManyTypes, $"the program has more than {MaxTypes} types"));
                return;
            }
        }
        foreach (LinkedModule module in modules) CompareStructs(module);
    }

    /// <summary>Lays out all types, once destructors are known.</summary>
    public LinkedHeapType[] Complete()
    {
        LinkedHeapType[] types = [.. _types];
        foreach (LinkedHeapType type in types)
        {
            if (type.Struct?.Destructor is { } destructor) type.Destructor = type.Module!.Functions[destructor];
            foreach (LinkedType part in type.Parts)
                if (part.Kind == ValueKind.Inline) types[part.Id].MayBeInner = true;
        }
        // What a narrowed borrow of an inline union refers to is a member as well.
        foreach (LinkedHeapType type in types)
        {
            if (!type.IsUnion || !type.MayBeInner) continue;
            foreach (int variant in type.Variants) types[variant].MayBeInner = true;
        }
        foreach (LinkedHeapType type in types)
            if (type.IsInterface) type.MayBeInner = Array.Exists(type.Variants, id => types[id].MayBeInner);
        if (LinkedProgram.MembersWithInterfaces(types).Length is > InnerRef.MostNumbers and int count)
            diagnostics.Add(new Diagnostic(LinkDiagnostics.TooManyMemberTypes,
                $"{count} structs are inline somewhere and implement an interface"));
        var layout = new LayoutPass(types, options.Inner, options.UnionWords);
        foreach (LinkedHeapType type in types.AsSpan(LinkedProgram.FirstTypeId))
        {
            layout.Place(type);
            if (type.PayloadBytes > LayoutPass.MaxStructBytes)
                diagnostics.Add(new Diagnostic(LinkDiagnostics.StructTooLarge, $"`{type.Name}` takes {LayoutPass.SizeText(type)} bytes"));
        }
        foreach (LinkedHeapType type in types.AsSpan(LinkedProgram.FirstTypeId)) layout.Describe(type);
        foreach (LinkedHeapType type in types)
            if (type is { IsDense: true, Descriptor.ElementsHaveDestructors: true })
                diagnostics.Add(new Diagnostic(LinkDiagnostics.DenseDestructor,
                    $"`{type.Name}`: its elements, or members of them, have a destructor"));
        if (layout.TooManyParts is { } problem) diagnostics.Add(new Diagnostic(LinkDiagnostics.TooManyParts, problem));
        return types;
    }

    private void DefineStructs(LinkedModule module)
    {
        for (int i = 0; i < module.Module.Structs.Count; i++)
        {
            StructDefinition definition = module.Module.Structs[i];
            if (definition.Module is not null) continue;
            var type = new LinkedHeapType
            {
                Name = $"{module.Module.Name}.{definition.Name}",
                Id = _types.Count,
                Module = module,
                Struct = definition,
            };
            _types.Add(type);
            _structs[type.Name] = type;
            module.StructIds[i] = type.Id;
        }
    }

    private void FindStructs(LinkedModule module)
    {
        for (int i = 0; i < module.Module.Structs.Count; i++)
        {
            StructDefinition definition = module.Module.Structs[i];
            if (definition.Module is null) continue;
            if (_structs.TryGetValue($"{definition.Module}.{definition.Name}", out LinkedHeapType? type))
                module.StructIds[i] = type.Id;
            else diagnostics.Add(new Diagnostic(LinkDiagnostics.MissingItem,
                $"`{module.Module.Name}` needs struct `{definition.Module}.{definition.Name}`, which is not defined there"));
        }
    }

    // Entries refer only to earlier entries of their own table or of the other one: the verifier saw to that.
    // Signatures and heap types can name each other, so both tables are resolved on demand.
    private void LinkTables(LinkedModule module)
    {
        var heapDone = new bool[module.TypeIds.Length];
        var signatureDone = new bool[module.SignatureIds.Length];
        for (int i = 0; i < heapDone.Length; i++) HeapTypeOf(i);
        for (int i = 0; i < signatureDone.Length; i++) SignatureOf(i);
        for (int i = 0; i < module.Module.Structs.Count; i++)
        {
            if (module.Module.Structs[i].Module is not null) continue;
            StructDefinition definition = module.Module.Structs[i];
            LinkedHeapType type = _types[module.StructIds[i]];
            type.Variants = new int[definition.Variants.Count];
            for (int k = 0; k < type.Variants.Length; k++) type.Variants[k] = module.StructIds[definition.Variants[k]];
            type.FieldTypes = new LinkedType[definition.Fields.Count];
            for (int k = 0; k < type.FieldTypes.Length; k++)
                type.FieldTypes[k] = module.Link(definition.Fields[k].Type);
        }

        void HeapTypeOf(int index)
        {
            if (heapDone[index]) return;
            HeapType type = module.Module.HeapTypes[index];
            module.TypeIds[index] = type.IsStruct ? module.StructIds[type.StructIndex]
                : ArrayOf(type, LinkedOf(type.Element));
            heapDone[index] = true;
        }

        void SignatureOf(int index)
        {
            if (signatureDone[index]) return;
            Signature signature = module.Module.Signatures[index];
            var linked = new LinkedSignature(signature.Parameters.ConvertAll(LinkedOf),
                signature.Results.ConvertAll(LinkedOf));
            if (!_signatureNumbers.TryGetValue(linked, out int number))
            {
                number = _signatures.Count;
                _signatures.Add(linked);
                _signatureNumbers.Add(linked, number);
            }
            module.SignatureIds[index] = number;
            module.Signatures[index] = _signatures[number];
            signatureDone[index] = true;
        }

        LinkedType LinkedOf(Bytecode.ValueType type)
        {
            if (type.Kind == ValueKind.Function) SignatureOf(type.Index);
            else if (type.NamesHeapType) HeapTypeOf(type.Index);
            return module.Link(type);
        }
    }

    private int ArrayOf(HeapType type, LinkedType element)
    {
        var key = new ArrayShape(type.Kind, type.Count, element, type.HasFinalElements || type.IsDense);
        if (_arrays.TryGetValue(key, out int id)) return id;
        id = _types.Count;
        string name = type.IsFixed ? $"[{type.Count}]{(type.HasFinalElements ? "final " : "")}{NameOf(element)}"
            : $"array {(type.IsDense ? "dense " : "")}{NameOf(element)}";
        _types.Add(new LinkedHeapType { Name = name, Id = id, Kind = type.Kind, Count = type.Count,
            Element = element, HasFinalElements = type.HasFinalElements, IsDense = type.IsDense });
        _arrays.Add(key, id);
        return id;
    }

    private string NameOf(LinkedType type) => type.Kind == ValueKind.Function ? "fn"
        : type.IsReference || type.Kind == ValueKind.Inline ? $"{type.Kind.ToString().ToLowerInvariant()} {_types[type.Id].Name}"
        : type.Kind.ToString().ToLowerInvariant();

    private void CompareStructs(LinkedModule module)
    {
        for (int i = 0; i < module.Module.Structs.Count; i++)
        {
            StructDefinition shape = module.Module.Structs[i];
            if (shape.Module is null) continue;
            LinkedHeapType type = _types[module.StructIds[i]];
            if (!IsSame(module, shape, type))
                diagnostics.Add(new Diagnostic(LinkDiagnostics.ShapeMismatch,
                    $"`{module.Module.Name}` was built against another struct `{type.Name}`"));
        }
    }

    /// <summary>True when a module was built against what its import turned out to be.</summary>
    private static bool IsSame(LinkedModule module, StructDefinition shape, LinkedHeapType type)
    {
        List<FieldDefinition> fields = type.Struct!.Fields;
        if (shape.IsUnion != type.IsUnion || shape.IsInterface != type.IsInterface
            || shape.Fields.Count != fields.Count || shape.Variants.Count != type.Variants.Length) return false;
        for (int i = 0; i < fields.Count; i++)
        {
            FieldDefinition wanted = shape.Fields[i];
            if (wanted.Name != fields[i].Name || wanted.IsFinal != fields[i].IsFinal
                || wanted.IsUnique != fields[i].IsUnique
                || !module.Link(wanted.Type).Equals(type.FieldTypes[i])) return false;
        }
        for (int i = 0; i < type.Variants.Length; i++)
        {
            if (module.StructIds[shape.Variants[i]] != type.Variants[i]) return false;
        }
        return true;
    }

    /// <summary>What tells one array type from another. A class, because the framework's tables of our structs are
    /// compiled at every start.</summary>
    private sealed class ArrayShape(HeapKind kind, int count, LinkedType element, bool isMarked)
        : IEquatable<ArrayShape>
    {
        private HeapKind Kind { get; } = kind;

        private int Count { get; } = count;

        private LinkedType Element { get; } = element;

        /// <summary>Its elements are final, or dense.</summary>
        private bool IsMarked { get; } = isMarked;

        public bool Equals(ArrayShape? other) => other is not null && Kind == other.Kind && Count == other.Count
            && Element.Equals(other.Element) && IsMarked == other.IsMarked;

        public override bool Equals(object? obj) => Equals(obj as ArrayShape);

        public override int GetHashCode() => (Element.GetHashCode() * 31 + Count) * 8 + (int)Kind * 2
            + (IsMarked ? 1 : 0);
    }
}
