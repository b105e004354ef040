namespace HgmVm.Bytecode;

/// <summary>The kinds of values. Narrow kinds live in fields and elements only; registers hold the rest.</summary>
public enum ValueKind : byte
{
    None,
    I32,
    I64,
    F32,
    F64,
    I8,
    U8,
    I16,
    U16,
    U32,
    Bool,

    /// <summary>A function reference; the index names a signature.</summary>
    Function,

    /// <summary>The single owner of an object; the index names a heap type.</summary>
    Own,

    /// <summary>A generational reference; the index names a heap type.</summary>
    Ref,

    /// <summary>A borrow, in registers and parameters only; the index names a heap type.</summary>
    Borrow,

    /// <summary>A counted constraint reference; the index names a heap type.</summary>
    Con,
}

/// <summary>
/// The type of a register, field, element, parameter, result or global: a kind and, for reference kinds, an entry of
/// the module's table of heap types, or for function references of its table of signatures.
/// </summary>
public readonly record struct ValueType(ValueKind Kind, ushort Index = 0)
{
    /// <summary>True for <c>own</c>, <c>ref</c>, <c>borrow</c> and <c>con</c>.</summary>
    public bool IsReference => Kind >= ValueKind.Own;

    /// <summary>True for <c>own</c> and <c>con</c>: every value is consumed exactly once.</summary>
    public bool IsLinear => Kind is ValueKind.Own or ValueKind.Con;

    /// <summary>True for the integers that exist in memory only.</summary>
    public bool IsNarrow => Kind is >= ValueKind.I8 and <= ValueKind.Bool;

    /// <summary>True for numbers, narrow or not.</summary>
    public bool IsScalar => Kind is >= ValueKind.I32 and <= ValueKind.Bool;

    /// <summary>The type a register has after loading this: <c>i32</c> for narrow integers, else the type itself.</summary>
    public ValueType Widened => IsNarrow ? new ValueType(ValueKind.I32) : this;

    public bool Equals(ValueType other) => Kind == other.Kind && Index == other.Index;

    // What a record compares and hashes with by itself is made by reflection, once for each type of a part.
    public override int GetHashCode() => (int)Kind << 16 | Index;

    // What a record writes by itself would ask Widened, whose value would ask again.
    public override string ToString() => Kind >= ValueKind.Function ? $"{Kind} {Index}" : $"{Kind}";
}

/// <summary>What a reference can refer to: a struct (by index) or a heap array of some element type.</summary>
public readonly record struct HeapType
{
    private HeapType(bool isArray, ushort structIndex, ValueType element)
    {
        IsArray = isArray;
        StructIndex = structIndex;
        Element = element;
    }

    public bool IsArray { get; }

    /// <summary>Index into the module's structs, when this is no array.</summary>
    public ushort StructIndex { get; }

    /// <summary>Element type, when this is an array.</summary>
    public ValueType Element { get; }

    public static HeapType Struct(int index) => new(false, (ushort)index, default);

    public static HeapType Array(ValueType element) => new(true, 0, element);
}
