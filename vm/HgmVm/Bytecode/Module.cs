using HgmVm.Isa;

namespace HgmVm.Bytecode;

/// <summary>
/// A module as text or bytes describe it: nothing here has been verified. Tables are indexed by 16-bit numbers;
/// imported structs and functions stand in the same tables as local ones, with the name of their module and the shape
/// this module was built against, so that a module can be verified and disassembled alone and linking only compares.
/// </summary>
public sealed class Module
{
    public Module(string name) => Name = name;

    /// <summary>Dotted name, e.g. <c>std.io</c>.</summary>
    public string Name { get; set; }

    /// <summary>The mode of the module's own code.</summary>
    public Mode Mode { get; set; }

    /// <summary>True when the module may use <c>tether.soft</c> (V22, option C).</summary>
    public bool AllowsSoftTethers { get; set; }

    /// <summary>Modules that this one, as the main module, permits to run in fast mode: <c>geometry</c> or
    /// <c>geometry.Point</c>.</summary>
    public List<string> AllowFast { get; } = [];

    /// <summary>Names of the modules this one imports.</summary>
    public List<string> Imports { get; } = [];

    /// <summary>File name of the text this was assembled from, for messages; empty when unknown.</summary>
    public string SourceName { get; set; } = "";

    public List<StructDefinition> Structs { get; } = [];

    public List<HeapType> HeapTypes { get; } = [];

    public List<Signature> Signatures { get; } = [];

    public List<GlobalDefinition> Globals { get; } = [];

    /// <summary>The constants of <c>str</c> and <c>trap</c>: any bytes, UTF-8 when they come from text.</summary>
    public List<byte[]> Strings { get; } = [];

    public List<FieldPath> Paths { get; } = [];

    public List<FunctionDefinition> Functions { get; } = [];

    /// <summary>Which structs implement which interfaces, as far as this module says so or relies on it.</summary>
    public List<ImplementationDefinition> Implementations { get; } = [];

    /// <summary>The interface that a type is a reference to; null when it is anything else. Its index is in
    /// range.</summary>
    public StructDefinition? InterfaceOf(ValueType type) => type.IsReference
        && HeapTypes[type.Index] is { IsStruct: true } target
        && Structs[target.StructIndex] is { IsInterface: true } found ? found : null;
}

/// <summary>A struct, union or interface of this module, or the shape of an imported one.</summary>
public sealed class StructDefinition
{
    public required string Name { get; init; }

    /// <summary>The module that defines it; null when this one does.</summary>
    public string? Module { get; init; }

    public List<FieldDefinition> Fields { get; } = [];

    /// <summary>True for a sealed union: a value of one of its variants. It has no fields, destructor or mode of its
    /// own.</summary>
    public bool IsUnion { get; init; }

    /// <summary>
    /// True for an interface: any struct may implement it. Its fields are its methods, all final, each a function whose
    /// first parameter is a reference to the interface. It has no destructor or mode of its own.
    /// </summary>
    public bool IsInterface { get; init; }

    /// <summary>The structs that a union may hold, as indices of the module's structs; the tag numbers them from
    /// 0.</summary>
    public List<int> Variants { get; } = [];

    /// <summary>Index of the destructor in the module's functions; null when there is none, always null for an
    /// import.</summary>
    public int? Destructor { get; set; }

    /// <summary>The mode of steps of this module on references to the struct; null: that of the module.</summary>
    public Mode? Mode { get; set; }

    /// <summary>Source line of the definition; 0 when unknown.</summary>
    public int Line { get; set; }
}

/// <summary>A field. A <c>final</c> one is set only while its object is fresh: allocated by this function, not yet
/// shared.</summary>
/// <param name="Name">Unique among the fields of the struct.</param>
/// <param name="Type">What it holds.</param>
/// <param name="IsFinal">False for <c>varying</c>.</param>
/// <param name="IsUnique">
/// For a varying inline member: nothing refers to it or borrows it, so replacing it needs no inner generation (M15).
/// </param>
public sealed record FieldDefinition(string Name, ValueType Type, bool IsFinal, bool IsUnique = false);

/// <summary>
/// That a struct implements an interface. It is said once, in the module of one of the two. Others may rely on it:
/// imports cannot go in circles, so there is one module at most that can say it.
/// </summary>
public sealed class ImplementationDefinition
{
    /// <summary>The interface, as an index of the module's structs.</summary>
    public required int Interface { get; init; }

    /// <summary>The struct, as an index of the module's structs.</summary>
    public required int Struct { get; init; }

    /// <summary>True when another module says so.</summary>
    public bool IsImported { get; init; }

    /// <summary>For each method of the interface, in their order: the function, as an index of the module's functions.
    /// Empty for an import.</summary>
    public List<int> Methods { get; } = [];

    /// <summary>Source line of the definition; 0 when unknown.</summary>
    public int Line { get; set; }
}

/// <summary>Parameter and result types of a function.</summary>
public sealed class Signature(IEnumerable<ValueType> parameters, IEnumerable<ValueType> results) : IEquatable<Signature>
{
    public TypeList Parameters { get; } = new(parameters);

    public TypeList Results { get; } = new(results);

    public bool Equals(Signature? other) => other is not null
        && Parameters.Equals(other.Parameters) && Results.Equals(other.Results);

    public override bool Equals(object? obj) => Equals(obj as Signature);

    public override int GetHashCode() => Parameters.GetHashCode() * 31 + Results.GetHashCode();
}

/// <summary>A variable of the module. Scalars start at <paramref name="InitialBits"/>, references null or empty.</summary>
/// <param name="Name">Unique among the module's globals.</param>
/// <param name="Type">Any type a field may have.</param>
/// <param name="InitialBits">The initial value of a scalar, as its bits, zero-extended.</param>
public sealed record GlobalDefinition(string Name, ValueType Type, ulong InitialBits);

/// <summary>
/// A constant path: where it starts, and the field or element to take at each step. All steps but the last lead through
/// inline structs and fixed arrays.
/// </summary>
public sealed class FieldPath(int structIndex, IEnumerable<ushort> fields) : IEquatable<FieldPath>
{
    /// <summary>Paths that start in a fixed array have the number of its heap type, and this much more, in the place of
    /// a struct's index.</summary>
    public const int FirstRow = 65_536;

    /// <summary>The struct that it starts in; from <see cref="FirstRow"/> on it is none.</summary>
    public int StructIndex { get; } = structIndex;

    /// <summary>The heap type of the fixed array that it starts in; null when that is a struct.</summary>
    public int? Row => StructIndex >= FirstRow ? StructIndex - FirstRow : null;

    public IReadOnlyList<ushort> Fields { get; } = [.. fields];

    public bool Equals(FieldPath? other) => other is not null && StructIndex == other.StructIndex
        && Fields.SequenceEqual(other.Fields);

    public override bool Equals(object? obj) => Equals(obj as FieldPath);

    public override int GetHashCode() =>
        HashCode.Combine(StructIndex, Fields.Count, Fields.Count > 0 ? Fields[0] : 0, Fields.Count > 0 ? Fields[^1]
            : 0);
}

/// <summary>Where the body of a function comes from.</summary>
public enum FunctionKind : byte
{
    /// <summary>It is here.</summary>
    Local,

    /// <summary>Another module has it.</summary>
    Imported,

    /// <summary>The host provides it.</summary>
    Host,
}

/// <summary>A function: its signature and, when it is local, registers, code and line table.</summary>
public sealed class FunctionDefinition
{
    public required string Name { get; init; }

    public FunctionKind Kind { get; init; }

    /// <summary>The module of an imported function; null otherwise.</summary>
    public string? Module { get; init; }

    /// <summary>Index into the module's signatures.</summary>
    public required int Signature { get; set; }

    /// <summary>All registers, parameters first. For imported and host functions: the parameters' names, if
    /// known.</summary>
    public List<RegisterDefinition> Registers { get; } = [];

    /// <summary>Instruction words, extension words included. Empty unless local.</summary>
    public List<Instruction> Code { get; } = [];

    /// <summary>Source lines, ascending by code position: entry k holds from its position to that of entry k +
    /// 1.</summary>
    public List<LineEntry> Lines { get; } = [];

    /// <summary>The source line of the instruction at a code position; 0 when unknown.</summary>
    public int LineAt(int position)
    {
        int low = 0, high = Lines.Count - 1, line = 0;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            if (Lines[middle].Position > position) { high = middle - 1; continue; }
            line = Lines[middle].Line;
            low = middle + 1;
        }
        return line;
    }
}

/// <summary>A register: its name, its type and, when it differs from the rest, the mode of steps that use it.</summary>
public sealed record RegisterDefinition(string Name, ValueType Type, Mode? Mode = null);

/// <summary>From this code position on, instructions come from this source line (1-based).</summary>
public readonly record struct LineEntry(int Position, int Line);
