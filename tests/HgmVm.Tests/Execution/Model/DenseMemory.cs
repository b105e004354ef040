namespace HgmVm.Tests.Execution.Model;

/// <summary>A point, wherever it lies.</summary>
internal struct DensePoint
{
    public long X { get; set; }

    public long Y { get; set; }

    public DenseRef? To { get; set; }
}

/// <summary>
/// What a reference remembers: an object with a point in it, or the storage of the array with a place for each of its
/// elements. It has one tether for all of them.
/// </summary>
internal sealed class DenseRoot(int places)
{
    public DensePoint[] Places { get; } = new DensePoint[places];

    public bool IsAlive { get; private set; } = true;

    /// <summary>How many tethers live: the bit is set exactly while there are any.</summary>
    public int Tethers { get; set; }

    /// <summary>Whoever still holds on to it finds zeroes.</summary>
    public void End()
    {
        IsAlive = false;
        Array.Clear(Places);
    }

    /// <summary>The elements are elsewhere now. Who holds on to the old storage, as in fast code, finds what it had.
    /// </summary>
    public void Leave() => IsAlive = false;
}

/// <summary>A reference to a point, or to its part: to a place, that is.</summary>
internal sealed record DenseRef(DenseRoot Root, int Index)
{
    public bool IsAlive => Root.IsAlive;

    public ref DensePoint Point => ref Root.Places[Index];
}
