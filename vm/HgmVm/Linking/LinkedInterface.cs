namespace HgmVm.Linking;

/// <summary>An interface of a program: its methods, and every struct that implements it.</summary>
internal sealed class LinkedInterface
{
    /// <summary>The interface.</summary>
    public required LinkedHeapType Type { get; init; }

    /// <summary>The number of its first method among those of all interfaces; the others follow.</summary>
    public required int FirstMethod { get; init; }

    /// <summary>Number of its methods.</summary>
    public required int MethodCount { get; init; }

    /// <summary>For each struct that implements it, by type id: the functions that are its methods, in their
    /// order.</summary>
    public SortedDictionary<int, LinkedFunction[]> Implementations { get; } = [];
}
