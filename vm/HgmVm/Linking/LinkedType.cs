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

    /// <summary>Bytes in a field or element; the alignment too, but for <c>ref</c>, which is aligned to 8. Not for
    /// inline members.</summary>
    public int Bytes => Kind switch
    {
        ValueKind.I8 or ValueKind.U8 or ValueKind.Bool => 1,
        ValueKind.I16 or ValueKind.U16 => 2,
        ValueKind.I32 or ValueKind.U32 or ValueKind.F32 => 4,
        ValueKind.Ref => 16,
        _ => 8,
    };

    public bool IsReference => Kind is >= ValueKind.Own and <= ValueKind.Con;

    public bool Equals(LinkedType other) => Kind == other.Kind && Id == other.Id;

    // What a record hashes with by itself is made by reflection, once for each type of a part.
    public override int GetHashCode() => (int)Kind << 24 ^ Id;
}

/// <summary>A signature whose types mean the same in every module.</summary>
internal sealed class LinkedSignature(LinkedType[] parameters, LinkedType[] results) : IEquatable<LinkedSignature>
{
    public LinkedType[] Parameters { get; } = parameters;

    public LinkedType[] Results { get; } = results;

    public int ParameterSlots { get; } = SlotsOf(parameters);

    public int ResultSlots { get; } = SlotsOf(results);

    public bool Equals(LinkedSignature? other) => other is not null
        && AreEqual(Parameters, other.Parameters) && AreEqual(Results, other.Results);

    public override bool Equals(object? obj) => Equals(obj as LinkedSignature);

    public override int GetHashCode()
    {
        int hash = Parameters.Length;
        foreach (LinkedType type in Parameters) hash = hash * 31 + type.GetHashCode();
        foreach (LinkedType type in Results) hash = hash * 31 + type.GetHashCode();
        return hash;
    }

    private static int SlotsOf(LinkedType[] types)
    {
        int slots = 0;
        foreach (LinkedType type in types) slots += type.Slots;
        return slots;
    }

    private static bool AreEqual(LinkedType[] types, LinkedType[] others)
    {
        if (types.Length != others.Length) return false;
        for (int i = 0; i < types.Length; i++)
        {
            if (!types[i].Equals(others[i])) return false;
        }
        return true;
    }
}
