using System.Collections;

namespace HgmVm.Bytecode;

/// <summary>The parameter types or the result types of a signature. Equal when the types are, one by one.</summary>
/// <remarks>
/// A class of our own rather than an array behind an interface: the framework's generic code over our structs has to be
/// prepared at every start, and every program has signatures.
/// </remarks>
public sealed class TypeList : IReadOnlyList<ValueType>, IEquatable<TypeList>
{
    private readonly ValueType[] _types;

    public TypeList(IEnumerable<ValueType> types)
    {
        ArgumentNullException.ThrowIfNull(types);
        _types = types switch
        {
            TypeList list => list._types,
            List<ValueType> list => list.ToArray(),
            ValueType[] array => array.AsSpan().ToArray(),
            _ => types.ToArray(),
        };
    }

    public int Count => _types.Length;

    public ValueType this[int index] => _types[index];

    public ReadOnlySpan<ValueType>.Enumerator GetEnumerator() => new ReadOnlySpan<ValueType>(_types).GetEnumerator();

    /// <summary>The results of a function on each type, in the same order.</summary>
    public T[] ConvertAll<T>(Func<ValueType, T> convert)
    {
        ArgumentNullException.ThrowIfNull(convert);
        var results = new T[_types.Length];
        for (int i = 0; i < results.Length; i++) results[i] = convert(_types[i]);
        return results;
    }

    public bool Equals(TypeList? other)
    {
        if (other is null || other._types.Length != _types.Length) return false;
        for (int i = 0; i < _types.Length; i++)
        {
            if (!_types[i].Equals(other._types[i])) return false;
        }
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as TypeList);

    public override int GetHashCode()
    {
        int hash = _types.Length;
        foreach (ValueType type in _types) hash = hash * 31 + type.GetHashCode();
        return hash;
    }

    IEnumerator<ValueType> IEnumerable<ValueType>.GetEnumerator() => ((IEnumerable<ValueType>)_types).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _types.GetEnumerator();
}
