// Spaceships that hunt each other. A ship knows its target by the target's place in the fleet and the generation of that
// place, because a reference would keep the target from being gone.
class ships {
    static final int SHIPS = 1000;
    static final long[] generations = new long[SHIPS];
    static final Ship[] fleet = new Ship[SHIPS];
    static int seed = 1;
    static long shots, kills, turnsToOthers, refuels, scrap;

    public static void main(String[] args) {
        long turns = args.length > 0 ? Long.parseLong(args[0]) : 20, positions = 0;
        for (int place = 0; place < SHIPS; place++) {
            generations[place] = 1;
            fleet[place] = new Ship(place);
        }
        for (long turn = 0; turn < turns; turn++) {
            for (int place = 0; place < SHIPS; place++) act(fleet[place]);
        }
        for (int place = 0; place < SHIPS; place++) {
            positions += fleet[place].position;
            destroy(fleet[place]);
        }
        System.out.println("shots " + shots + "\nkills " + kills + "\nother targets " + turnsToOthers + "\nnew engines "
            + refuels + "\npositions " + positions + "\nscrap " + scrap);
    }

    static int below(int n) {
        seed = seed * 69069 + 1;
        return (seed >>> 8) % n;
    }

    static void destroy(Ship ship) {
        scrap += ship.name[0] + ship.name.length;
    }

    static void shoot(Ship target) {
        shots++;
        target.hull -= 10 + below(21);
        if (target.hull > 0) return;
        kills++;
        int place = target.place;
        destroy(target);
        generations[place]++;
        fleet[place] = new Ship(place);
    }

    static void fly(Ship ship, long distance) {
        if (ship.engine.fuel == 0) {
            refuels++;
            ship.engine = new Engine();
            return;
        }
        ship.engine.fuel -= 20;
        ship.position += distance > 0 ? 20 : -20;
    }

    static void act(Ship ship) {
        Ship target = generations[ship.targetPlace] == ship.targetGeneration ? fleet[ship.targetPlace] : null;
        if (target == null) {
            int other = below(SHIPS);
            if (other == ship.place) other = (other + 1) % SHIPS;
            ship.targetPlace = other;
            ship.targetGeneration = generations[other];
            turnsToOthers++;
            return;
        }
        long distance = target.position - ship.position;
        if (distance > 20 || distance < -20) fly(ship, distance);
        else shoot(target);
    }

    static final class Engine {
        long fuel = 60;
    }

    static final class Ship {
        final byte[] name;
        final int place;
        Engine engine;
        long position, hull = 50;
        int targetPlace;
        long targetGeneration;

        Ship(int place) {
            name = new byte[4 + below(12)];
            for (int i = 0; i < name.length; i++) name[i] = (byte) ('a' + (place + i) % 26);
            engine = new Engine();
            this.place = place;
            position = below(400);
        }
    }
}
