using HgmVm.Isa;

namespace HgmVm.Tests.Execution.Model;

/// <summary>Owners that may be nothing, passed between ships, to new navigations, and to and from an array.</summary>
internal sealed partial class ModelProgram
{
    private const int SparkCount = 3;

    /// <summary>What the array of sparks owns.</summary>
    private readonly long?[] _sparks = new long?[SparkCount];

    /// <summary>What one ship keeps goes to another, or to itself.</summary>
    private void Pass()
    {
        if (Holder() is not { } from) return;
        string? to = Trap == TrapKind.None ? Holder() : from;
        if (to is null) return;
        if (Trap == TrapKind.None && !CanKeep(PlaceOf(to), PlaceOf(from).Value.Kept)) return;
        Write($"pass {to}.kept, {from}.kept");
        if (Trap != TrapKind.None) return;
        long? kept = PlaceOf(from).Value.Kept;
        PlaceOf(from).Value.Kept = null;
        PlaceOf(to).Value.Kept = kept;
    }

    private void PassToElement()
    {
        int index = _random.Next(SparkCount + 1);
        if (Holder() is not { } from) return;
        // An index out of range would be found before the dead reference.
        if (Trap != TrapKind.None) index %= SparkCount;
        else if (!Allows(index == SparkCount ? TrapKind.Bounds : TrapIfFull(_sparks[index]))) return;
        Write("global.ref k, sparks");
        Write($"pass k[{index}], {from}.kept");
        if (Trap != TrapKind.None) return;
        _sparks[index] = PlaceOf(from).Value.Kept;
        PlaceOf(from).Value.Kept = null;
    }

    private void PassFromElement()
    {
        int index = _random.Next(SparkCount + 1);
        if (Holder() is not { } to) return;
        bool isThere = index < SparkCount;
        bool isDead = Trap != TrapKind.None;
        if (!isDead && !(isThere ? CanKeep(PlaceOf(to), _sparks[index]) : Allows(TrapKind.Bounds))) return;
        Write("global.ref k, sparks");
        Write($"pass {to}.kept, k[{index}]");
        if (Trap != TrapKind.None) return;
        PlaceOf(to).Value.Kept = _sparks[index];
        _sparks[index] = null;
    }

    /// <summary>Makes a navigation whose final owner is what a ship kept.</summary>
    private ModelNav NavWithSparkOf(string from)
    {
        Write("alloc v");
        Write($"st v.range, {++_last}");
        Write($"pass v.spark, {from}.kept");
        ModelShip ship = PlaceOf(from).Value;
        var nav = new ModelNav(_last, ship.Kept);
        ship.Kept = null;
        return nav;
    }

    /// <summary>True when a ship can be passed a spark. What an undead one got would end later than the model
    /// knows.</summary>
    private bool CanKeep(ModelPlace to, long? spark) =>
        (to.Root.IsAlive || spark is null) && Allows(TrapIfFull(to.Value.Kept));

    private static TrapKind TrapIfFull(long? place) => place is null ? TrapKind.None : TrapKind.DoubleFree;

    private void FreeSparks()
    {
        Write("global.take sp, sparks");
        Write("free sp");
        if (Trap != TrapKind.None) return;
        foreach (long? spark in _sparks)
            if (spark is { } id) Notes.Add(ModelText.Spark + id);
    }
}
