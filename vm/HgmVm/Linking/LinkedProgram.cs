namespace HgmVm.Linking;

/// <summary>
/// Verified modules that fit together, with everything decided that does not depend on a run: type ids, layouts, the
/// effective mode of each module, and which function each import means. Any number of machines may run it.
/// </summary>
public sealed class LinkedProgram
{
    /// <summary>The first type id of a program; those before are the heap's own.</summary>
    internal const int FirstTypeId = Memory.TypeTable.BufferTypeId + 1;

    internal LinkedProgram(LinkedModule[] modules, LinkedHeapType[] types, LinkedFunction[] functions,
        Dictionary<int, LinkedInterface> interfaces, LinkOptions options)
    {
        Interfaces = interfaces;
        Inner = options.Inner;
        UnionWords = options.UnionWords;
        Modules = modules;
        Types = types;
        Functions = functions;
        InterfaceMembers = MembersWithInterfaces(types);
    }

    /// <summary>Name of the main module.</summary>
    public string Name => Modules[0].Module.Name;

    /// <summary>How scopes of inline members are kept apart.</summary>
    public InnerPolicy Inner { get; }

    /// <summary>How the words before inline unions say what the union holds.</summary>
    public UnionWords UnionWords { get; }

    /// <summary>The modules, the main module first.</summary>
    internal LinkedModule[] Modules { get; }

    /// <summary>True when some step may be unchecked: a module or struct is fast, or has the permission for its
    /// registers.</summary>
    internal bool MayRunFast => Array.Exists(Modules, module => module.MayUseFast || module.Mode == Bytecode.Mode.Fast
        || module.StructModes.ContainsValue(Bytecode.Mode.Fast));

    /// <summary>What references can refer to; the index is the type id.</summary>
    internal LinkedHeapType[] Types { get; }

    /// <summary>All local and host functions of all modules; the index is the function number.</summary>
    internal LinkedFunction[] Functions { get; }

    /// <summary>The interfaces, by type id.</summary>
    internal Dictionary<int, LinkedInterface> Interfaces { get; }

    /// <summary>The type ids of all that is inline somewhere and implements an interface, in order: a reference to the
    /// interface says which of them a member is.</summary>
    internal int[] InterfaceMembers { get; }

    internal static int[] MembersWithInterfaces(LinkedHeapType[] types) =>
    [
        .. types.Where(type => type.IsInterface).SelectMany(type => type.Variants).Where(id => types[id].MayBeInner)
            .Distinct().Order(),
    ];

    /// <summary>A type as texts spell it, with the module of its struct.</summary>
    internal string NameOf(LinkedType type) => type.Kind == Bytecode.ValueKind.Function ? "fn"
        : type.Kind >= Bytecode.ValueKind.Own ? $"{type.Kind.ToString().ToLowerInvariant()} {Types[type.Id].Name}"
        : type.Kind.ToString().ToLowerInvariant();

    /// <summary>The local function of that name in the main module; null when there is none.</summary>
    internal LinkedFunction? FindFunction(string name) =>
        Array.Find(Functions, f => f.Module == Modules[0] && f.Host is null && f.Definition.Name == name);
}
