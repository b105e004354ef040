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

    /// <summary>The value itself, in fields and elements only: a struct or fixed array that the index names.</summary>
    Inline,
}

/// <summary>
/// The type of a register, field, element, parameter, result or global: a kind and, for reference kinds, an entry of
/// the module's table of heap types, or for function references of its table of signatures.
/// </summary>
public readonly record struct ValueType(ValueKind Kind, ushort Index = 0)
{
    /// <summary>True for <c>own</c>, <c>ref</c>, <c>borrow</c> and <c>con</c>.</summary>
    public bool IsReference => Kind is >= ValueKind.Own and <= ValueKind.Con;

    /// <summary>True when the index names a heap type: for references and inline members.</summary>
    public bool NamesHeapType => Kind >= ValueKind.Own;

    /// <summary>True for <c>own</c> and <c>con</c>: every value is consumed exactly once.</summary>
    public bool IsLinear => Kind is ValueKind.Own or ValueKind.Con;

    /// <summary>True for the integers that exist in memory only.</summary>
    public bool IsNarrow => Kind is >= ValueKind.I8 and <= ValueKind.Bool;

    /// <summary>True for numbers, narrow or not.</summary>
    public bool IsScalar => Kind is >= ValueKind.I32 and <= ValueKind.Bool;

    /// <summary>The type a register has after loading this: <c>i32</c> for narrow integers, else the type
    /// itself.</summary>
    public ValueType Widened => IsNarrow ? new ValueType(ValueKind.I32) : this;

    public bool Equals(ValueType other) => Kind == other.Kind && Index == other.Index;

    // What a record compares and hashes with by itself is made by reflection, once for each type of a part.
    public override int GetHashCode() => (int)Kind << 16 | Index;

    // What a record writes by itself would ask Widened, whose value would ask again.
    public override string ToString() => Kind >= ValueKind.Function ? $"{Kind} {Index}" : $"{Kind}";
}

/// <summary>Which kind of thing a heap type is.</summary>
public enum HeapKind : byte
{
    /// <summary>A struct of the module's table.</summary>
    Struct,

    /// <summary>A growing array of some element type.</summary>
    Array,

    /// <summary>A fixed number of elements, one after the other.</summary>
    Fixed,
}

/// <summary>What a reference can refer to, and a member can be: a struct (by index), a heap array, or a fixed
/// array.</summary>
public readonly record struct HeapType
{
    private HeapType(HeapKind kind, ushort index, ValueType element, bool isMarked)
    {
        Kind = kind;
        _index = index;
        Element = element;
        _isMarked = isMarked;
    }

    private readonly ushort _index;

    /// <summary>Of a fixed array that its elements are final, of a heap array that it is dense.</summary>
    private readonly bool _isMarked;

    public HeapKind Kind { get; }

    /// <summary>True for a heap array, whose elements may grow in number.</summary>
    public bool IsArray => Kind == HeapKind.Array;

    public bool IsStruct => Kind == HeapKind.Struct;

    public bool IsFixed => Kind == HeapKind.Fixed;

    /// <summary>Index into the module's structs, when this is a struct; else 0.</summary>
    public ushort StructIndex => IsStruct ? _index : (ushort)0;

    /// <summary>Number of elements of a fixed array; else 0.</summary>
    public ushort Count => IsFixed ? _index : (ushort)0;

    /// <summary>Element type, when this is an array of either kind.</summary>
    public ValueType Element { get; }

    /// <summary>True when the owning elements of a fixed array may be filled but neither taken nor replaced.</summary>
    public bool HasFinalElements => IsFixed && _isMarked;

    /// <summary>
    /// True for a heap array whose inline elements have no words: a reference to a place in it finds whatever element
    /// is there.
    /// </summary>
    public bool IsDense => IsArray && _isMarked;

    public static HeapType Struct(int index) => new(HeapKind.Struct, (ushort)index, default, false);

    public static HeapType Array(ValueType element, bool isDense = false) => new(HeapKind.Array, 0, element, isDense);

    public static HeapType Fixed(int count, ValueType element, bool hasFinalElements) =>
        new(HeapKind.Fixed, (ushort)count, element, hasFinalElements);

    public bool Equals(HeapType other) => Kind == other.Kind && _index == other._index
        && Element.Equals(other.Element) && _isMarked == other._isMarked;

    // What a record compares and hashes with by itself is made by reflection, once for each type of a part.
    public override int GetHashCode() =>
        (Element.GetHashCode() * 31 + _index) * 8 + (int)Kind * 2 + (_isMarked ? 1 : 0);

    /// <summary>The same type with another element type; a struct stays as it is.</summary>
    public HeapType WithElement(ValueType element) => IsStruct ? this : new(Kind, _index, element, _isMarked);
}
