using HgmVm.Bytecode;

namespace HgmVm.Linking;

/// <summary>
/// A value type that means the same in every module of a program: for references <paramref name="Id"/> is the type id of
/// object headers, for function references the number of the program-wide signature.
/// </summary>
/// <param name="Kind">The kind of value.</param>
/// <param name="Id">Type id or signature number; 0 for scalars.</param>
internal readonly record struct LinkedType(ValueKind Kind, int Id = 0)
{
    /// <summary>Eight-byte stack slots a register of this type takes.</summary>
    public int Slots => Kind switch { ValueKind.Ref => 2, ValueKind.Borrow => 3, _ => 1 };

    /// <summary>Bytes in a field or element; the alignment too, but for <c>ref</c>, which is aligned to 8.</summary>
    public int Bytes => Kind switch
    {
        ValueKind.I8 or ValueKind.U8 or ValueKind.Bool => 1,
        ValueKind.I16 or ValueKind.U16 => 2,
        ValueKind.I32 or ValueKind.U32 or ValueKind.F32 => 4,
        ValueKind.Ref => 16,
        _ => 8,
    };

    public bool IsReference => Kind >= ValueKind.Own;
}

/// <summary>A signature whose types mean the same in every module.</summary>
internal sealed class LinkedSignature(LinkedType[] parameters, LinkedType[] results) : IEquatable<LinkedSignature>
{
    public LinkedType[] Parameters { get; } = parameters;

    public LinkedType[] Results { get; } = results;

    public int ParameterSlots => Parameters.Sum(type => type.Slots);

    public int ResultSlots => Results.Sum(type => type.Slots);

    public bool Equals(LinkedSignature? other) => other is not null
        && Parameters.AsSpan().SequenceEqual(other.Parameters) && Results.AsSpan().SequenceEqual(other.Results);

    public override bool Equals(object? obj) => Equals(obj as LinkedSignature);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (LinkedType type in Parameters) hash.Add(type);
        hash.Add(-1);
        foreach (LinkedType type in Results) hash.Add(type);
        return hash.ToHashCode();
    }
}
