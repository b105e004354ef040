using HgmVm.Isa;
using HgmVm.Memory;

namespace HgmVm.Tests.Execution.Model;

/// <summary>The storage of the fleet, and the end of what functions own.</summary>
internal sealed partial class ModelProgram
{
    /// <summary>Ends the tethers of a function, as it must; after a trap nothing of it runs.</summary>
    private void LetGo()
    {
        foreach (string register in Tethers.Keys.Order().ToArray()) End(register);
        if (_scope.ArrayTether is not null) EndArrayTether();
    }

    private void End(string register)
    {
        Write($"untether {register}");
        if (Trap == TrapKind.None) Tethers[register].Part.Tethers--;
        Tethers.Remove(register);
    }

    private void EndArrayTether()
    {
        Write("untether a0");
        if (Trap == TrapKind.None) _scope.ArrayTether!.Part.Tethers--;
        _scope.ArrayTether = null;
    }

    private void FreeOwners()
    {
        for (int i = 0; i < Owners.Length; i++)
        {
            if (Owners[i] is not { } place) continue;
            Write($"free s{i}");
            Owners[i] = null;
            if (Trap != TrapKind.None) continue;
            EndShips([place]);
            Kill(place);
        }
    }

    private void NewFleet(int length)
    {
        _fleet = new ModelFleet { Length = length };
        _parts.Add(_fleet.Array);
        AddPlaces(CapacityOf(ArrayObject.SizeBytes + length * stride, ArrayObject.SizeBytes));
    }

    private void AddPlaces(int count)
    {
        for (int i = 0; i < count; i++) _fleet.Places.Add(NewPlace(_fleet.Storage, true));
    }

    private int CapacityOf(int bytes, int before) =>
        (SizeClasses.SlotBytes(SizeClasses.ForPayload(bytes)) - ObjectHeader.SizeBytes - before) / stride;

    /// <summary>All elements move to new storage; whatever referred to them is dead.</summary>
    private void Grow()
    {
        int wanted = Math.Max(Math.Max(_fleet.Length + 1, 4), _fleet.Places.Count * 2);
        List<ModelPlace> old = _fleet.Places;
        _fleet.Storage.IsAlive = false;
        _fleet.Storage = new ModelRoot();
        _fleet.Places = [];
        AddPlaces(CapacityOf(wanted * stride, 0));
        for (int i = 0; i < _fleet.Length; i++) _fleet.Places[i].Value = old[i].Value;
        foreach (ModelPlace place in old)
        {
            place.Renew();
            foreach (ModelPart part in place.Parts) part.IsAbandoned = true;
        }
    }
}
