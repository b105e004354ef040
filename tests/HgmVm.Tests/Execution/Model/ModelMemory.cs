namespace HgmVm.Tests.Execution.Model;

/// <summary>An object, or the storage of an array: what references remember besides a place in it.</summary>
internal sealed class ModelRoot
{
    public bool IsAlive { get; set; } = true;
}

/// <summary>Something with a tether of its own: a ship, or a member of one that can be replaced.</summary>
internal sealed class ModelPart
{
    private static long s_last;

    /// <summary>Another number for each value that was ever here.</summary>
    public long Generation { get; private set; } = Interlocked.Increment(ref s_last);

    /// <summary>How many tethers of it live: its bit is set exactly while there are any.</summary>
    public int Tethers { get; set; }

    /// <summary>True for storage that fast code left: its bits are nobody's business any more.</summary>
    public bool IsAbandoned { get; set; }

    public void Renew() => Generation = Interlocked.Increment(ref s_last);
}

/// <summary>The navigation of a ship: what its destructors say, and in which order, follows from this.</summary>
internal sealed record ModelNav(long Range, long? Spark);

/// <summary>The light of a ship: a lamp, or a torch with a spark.</summary>
internal sealed record ModelLight(bool IsTorch, long Number, long? Spark);

/// <summary>What a ship holds. One that is dead, or was never filled, is empty.</summary>
internal sealed class ModelShip
{
    public long X { get; set; }

    public ModelNav Nav { get; set; } = new(0, null);

    public ModelLight? Light { get; set; }

    public long? Kept { get; set; }
}

/// <summary>Where a ship lies: an object of its own, or an element.</summary>
internal sealed class ModelPlace(ModelRoot root, bool isElement)
{
    public ModelRoot Root { get; } = root;

    public bool IsElement { get; } = isElement;

    public ModelPart Ship { get; } = new();

    public ModelPart Nav { get; } = new();

    public ModelPart Light { get; } = new();

    public ModelShip Value { get; set; } = new();

    public IEnumerable<ModelPart> Parts => [Ship, Nav, Light];

    public ModelPart PartOf(ModelTarget target) => target switch
    {
        ModelTarget.Ship => Ship,
        ModelTarget.Nav => Nav,
        _ => Light,
    };

    public bool IsHeld => Parts.Any(part => part.Tethers > 0);

    /// <summary>Another value comes here, or none is left.</summary>
    public void Renew()
    {
        foreach (ModelPart part in Parts) part.Renew();
    }
}

/// <summary>The array of ships.</summary>
internal sealed class ModelFleet
{
    public ModelRoot Storage { get; set; } = new();

    public List<ModelPlace> Places { get; set; } = [];

    public ModelPart Array { get; } = new();

    public int Length { get; set; }

    public IEnumerable<ModelPlace> Elements => Places.Take(Length);
}

/// <summary>What a reference refers to: a ship, or a member of one.</summary>
internal enum ModelTarget
{
    Ship,
    Nav,
    Light,
}

/// <summary>A reference to a ship, to its navigation or to its light.</summary>
internal sealed record ModelRef(ModelPlace Place, ModelTarget Target)
{
    private readonly long _generation = Place.PartOf(Target).Generation;
    private readonly long _ship = Place.Ship.Generation;

    /// <summary>With tether bits a navigation has no generation: it is as alive as its ship.</summary>
    public bool IsAlive(bool hasBits) => Place.Root.IsAlive && (hasBits && Target == ModelTarget.Nav
        ? Place.Ship.Generation == _ship : Place.PartOf(Target).Generation == _generation);
}

/// <summary>A borrow: tethered, or one that the caller answers for.</summary>
internal sealed record ModelTether(ModelPlace Place, ModelPart Part)
{
    private readonly long _generation = Part.Generation;

    /// <summary>False when fast code moved or ended what was tethered.</summary>
    public bool IsGood => Part.Generation == _generation;
}
