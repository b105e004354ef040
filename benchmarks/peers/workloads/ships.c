/* Spaceships that hunt each other. A ship knows its target by the target's place in the fleet and the generation of that
   place, because a pointer would not say that the target is gone. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define SHIPS 1000

struct engine {
    long fuel;
};

struct handle {
    long place;
    unsigned long generation;
};

struct ship {
    char *name;
    long name_length;
    struct engine *engine;
    long place, position, hull;
    struct handle target;
};

static struct slot {
    unsigned long generation;
    struct ship *ship;
} fleet[SHIPS];

static uint32_t seed = 1;
static long shots, kills, turns_to_others, refuels, scrap;

static long below(long n) {
    seed = seed * 69069 + 1;
    return (seed >> 8) % n;
}

static struct engine *new_engine(void) {
    struct engine *engine = malloc(sizeof *engine);
    engine->fuel = 60;
    return engine;
}

static struct ship *build(long place) {
    struct ship *ship = malloc(sizeof *ship);
    ship->name_length = 4 + below(12);
    ship->name = malloc(ship->name_length);
    for (long i = 0; i < ship->name_length; i++) ship->name[i] = 'a' + (place + i) % 26;
    ship->engine = new_engine();
    ship->place = place;
    ship->position = below(400);
    ship->hull = 50;
    ship->target = (struct handle){0, 0};
    return ship;
}

static void destroy(struct ship *ship) {
    scrap += ship->name[0] + ship->name_length;
    free(ship->name);
    free(ship->engine);
    free(ship);
}

static struct ship *find(struct handle handle) {
    return fleet[handle.place].generation == handle.generation ? fleet[handle.place].ship : NULL;
}

static void shoot(struct ship *target) {
    shots++;
    target->hull -= 10 + below(21);
    if (target->hull > 0) return;
    kills++;
    long place = target->place;
    destroy(target);
    fleet[place].generation++;
    fleet[place].ship = build(place);
}

static void fly(struct ship *ship, long distance) {
    if (ship->engine->fuel == 0) {
        refuels++;
        free(ship->engine);
        ship->engine = new_engine();
        return;
    }
    ship->engine->fuel -= 20;
    ship->position += distance > 0 ? 20 : -20;
}

static void act(struct ship *ship) {
    struct ship *target = find(ship->target);
    if (!target) {
        long other = below(SHIPS);
        if (other == ship->place) other = (other + 1) % SHIPS;
        ship->target = (struct handle){other, fleet[other].generation};
        turns_to_others++;
        return;
    }
    long distance = target->position - ship->position;
    if (distance > 20 || distance < -20) fly(ship, distance);
    else shoot(target);
}

int main(int argc, char **argv) {
    long turns = argc > 1 ? atol(argv[1]) : 20, positions = 0;
    for (long place = 0; place < SHIPS; place++) fleet[place] = (struct slot){1, build(place)};
    for (long turn = 0; turn < turns; turn++) {
        for (long place = 0; place < SHIPS; place++) act(fleet[place].ship);
    }
    for (long place = 0; place < SHIPS; place++) {
        positions += fleet[place].ship->position;
        destroy(fleet[place].ship);
    }
    printf("shots %ld\nkills %ld\nother targets %ld\nnew engines %ld\npositions %ld\nscrap %ld\n", shots, kills,
        turns_to_others, refuels, positions, scrap);
    return 0;
}
