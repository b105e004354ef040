namespace HgmVm.Peers.Plain;

/// <summary>
/// Spaceships that hunt each other. A ship knows its target by the target's place in the fleet and the generation of
/// that place, because a reference would keep the target from being gone.
/// </summary>
internal static class Ships
{
    private const int Count = 1000;

    private static readonly Slot[] s_fleet = new Slot[Count];
    private static uint s_seed = 1;
    private static long s_shots, s_kills, s_turnsToOthers, s_refuels, s_scrap;

    public static void Run(long turns)
    {
        for (int place = 0; place < Count; place++)
            s_fleet[place] = new Slot { Generation = 1, Ship = new Ship(place) };
        for (long turn = 0; turn < turns; turn++)
            for (int place = 0; place < Count; place++) Act(s_fleet[place].Ship);
        long positions = 0;
        for (int place = 0; place < Count; place++)
        {
            positions += s_fleet[place].Ship.Position;
            Destroy(s_fleet[place].Ship);
        }
        Console.WriteLine($"shots {s_shots}\nkills {s_kills}\nother targets {s_turnsToOthers}\nnew engines {s_refuels}\n"
            + $"positions {positions}\nscrap {s_scrap}");
    }

    private static long Below(long n)
    {
        s_seed = s_seed * 69069 + 1;
        return (s_seed >> 8) % n;
    }

    private static void Destroy(Ship ship) => s_scrap += ship.Name[0] + ship.Name.Length;

    private static Ship? Find(Handle handle) =>
        s_fleet[handle.Place].Generation == handle.Generation ? s_fleet[handle.Place].Ship : null;

    private static void Shoot(Ship target)
    {
        s_shots++;
        target.Hull -= 10 + Below(21);
        if (target.Hull > 0) return;
        s_kills++;
        long place = target.Place;
        Destroy(target);
        s_fleet[place].Generation++;
        s_fleet[place].Ship = new Ship(place);
    }

    private static void Fly(Ship ship, long distance)
    {
        if (ship.Engine.Fuel == 0)
        {
            s_refuels++;
            ship.Engine = new Engine();
            return;
        }
        ship.Engine.Fuel -= 20;
        ship.Position += distance > 0 ? 20 : -20;
    }

    private static void Act(Ship ship)
    {
        if (Find(ship.Target) is not { } target)
        {
            long other = Below(Count);
            if (other == ship.Place) other = (other + 1) % Count;
            ship.Target = new Handle { Place = other, Generation = s_fleet[other].Generation };
            s_turnsToOthers++;
            return;
        }
        long distance = target.Position - ship.Position;
        if (distance is > 20 or < -20) Fly(ship, distance);
        else Shoot(target);
    }

    private struct Handle
    {
        public long Place;
        public ulong Generation;
    }

    private struct Slot
    {
        public ulong Generation;
        public Ship Ship;
    }

    private sealed class Engine
    {
        public long Fuel = 60;
    }

    private sealed class Ship
    {
        public readonly byte[] Name;
        public readonly long Place;
        public Engine Engine;
        public long Position, Hull = 50;
        public Handle Target;

        public Ship(long place)
        {
            Name = new byte[4 + Below(12)];
            for (int i = 0; i < Name.Length; i++) Name[i] = (byte)('a' + (place + i) % 26);
            Engine = new Engine();
            Place = place;
            Position = Below(400);
        }
    }
}
