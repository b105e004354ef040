namespace HgmVm.Bytecode;

/// <summary>An entry of a module's heap types or of its signatures.</summary>
public readonly record struct TypeEntry(bool IsSignature, int Index);

/// <summary>The size of a type: the kinds it consists of when written out, and its levels. Both stop one beyond their
/// limit.</summary>
public readonly record struct TypeSize(int Nodes, int Depth)
{
    public bool Fits => Nodes <= ModuleLimits.MaxTypeNodes && Depth <= ModuleLimits.MaxTypeDepth;

    public TypeSize Plus(TypeSize part) => new(
        Math.Min(Nodes + part.Nodes, ModuleLimits.MaxTypeNodes + 1), Math.Max(Depth, part.Depth));

    public TypeSize Deeper => new(Nodes, Math.Min(Depth + 1, ModuleLimits.MaxTypeDepth + 1));
}

/// <summary>
/// What must hold of the two type tables together before anyone may follow their indices: every index is in range, no
/// entry occurs twice (types are compared by index), none contains itself, and none is larger than
/// <see cref="ModuleLimits.MaxTypeDepth"/> and <see cref="ModuleLimits.MaxTypeNodes"/> allow.
/// </summary>
/// <remarks>
/// Both tables must be writable in one sequence that keeps the order of each and lets entries refer only to earlier
/// ones. That is stricter than having no cycle, and it is what lets the text form rebuild the same tables.
/// </remarks>
public static class TypeTables
{
    /// <summary>The sequence, or null with what is wrong and with which entry.</summary>
    public static List<TypeEntry>? Order(Module module, out string problem, out TypeEntry culprit)
    {
        var order = new Sequencer(module);
        bool done = order.Run();
        problem = order.Problem;
        culprit = order.Culprit;
        return done ? order.Entries : null;
    }

    private sealed class Sequencer(Module module)
    {
        private readonly List<TypeSize> _heapTypes = [];
        private readonly List<TypeSize> _signatures = [];
        private readonly HashSet<HeapType> _seenHeapTypes = [];
        private readonly HashSet<Signature> _seenSignatures = [];
        private bool _waiting;

        public List<TypeEntry> Entries { get; } = [];

        public string Problem { get; private set; } = "";

        public TypeEntry Culprit { get; private set; }

        /// <summary>Takes from either table as long as its next entry refers to entries already taken.</summary>
        public bool Run()
        {
            while (Entries.Count < module.HeapTypes.Count + module.Signatures.Count)
            {
                int before = Entries.Count;
                while (_heapTypes.Count < module.HeapTypes.Count && TakeHeapType()) { }
                if (Problem.Length > 0) return false;
                while (_signatures.Count < module.Signatures.Count && TakeSignature()) { }
                if (Problem.Length > 0) return false;
                if (Entries.Count > before) continue;
                Culprit = new TypeEntry(_heapTypes.Count == module.HeapTypes.Count,
                    _heapTypes.Count == module.HeapTypes.Count
                    ? _signatures.Count : _heapTypes.Count);
                return Fail("refers to itself or to an entry that comes later");
            }
            return true;
        }

        private bool TakeHeapType()
        {
            HeapType type = module.HeapTypes[_heapTypes.Count];
            Culprit = new TypeEntry(false, _heapTypes.Count);
            if (type.IsStruct && type.StructIndex >= module.Structs.Count)
                return Fail($"names struct {type.StructIndex} of {module.Structs.Count}");
            _waiting = false;
            TypeSize size = type.IsStruct ? new TypeSize(1, 1) : Measure(type.Element).Deeper;
            if (_waiting || Problem.Length > 0 || !Fits(size)) return false;
            if (!_seenHeapTypes.Add(type)) return Fail("occurs twice");
            _heapTypes.Add(size);
            Entries.Add(Culprit);
            return true;
        }

        private bool TakeSignature()
        {
            Signature signature = module.Signatures[_signatures.Count];
            Culprit = new TypeEntry(true, _signatures.Count);
            _waiting = false;
            var size = new TypeSize(1, 0);
            foreach (ValueType type in signature.Parameters) size = size.Plus(Measure(type));
            foreach (ValueType type in signature.Results) size = size.Plus(Measure(type));
            size = size.Deeper;
            if (_waiting || Problem.Length > 0 || !Fits(size)) return false;
            if (!_seenSignatures.Add(signature)) return Fail("occurs twice");
            _signatures.Add(size);
            Entries.Add(Culprit);
            return true;
        }

        private TypeSize Measure(ValueType type)
        {
            bool isFunction = type.Kind == ValueKind.Function;
            if (!isFunction && !type.NamesHeapType) return new TypeSize(1, 0);
            int count = isFunction ? module.Signatures.Count : module.HeapTypes.Count;
            if (type.Index >= count)
            {
                Fail($"names {(isFunction ? "signature" : "heap type")} {type.Index} of {count}");
                return default;
            }
            List<TypeSize> known = isFunction ? _signatures : _heapTypes;
            if (type.Index < known.Count) return new TypeSize(1, 0).Plus(known[type.Index]);
            _waiting = true;
            return default;
        }

        private bool Fits(TypeSize size)
        {
            if (size.Depth > ModuleLimits.MaxTypeDepth)
                return Fail($"is more than {ModuleLimits.MaxTypeDepth} levels deep");
            return size.Nodes <= ModuleLimits.MaxTypeNodes
                || Fail($"consists of more than {ModuleLimits.MaxTypeNodes} types");
        }

        private bool Fail(string problem)
        {
            Problem = problem;
            return false;
        }
    }
}
