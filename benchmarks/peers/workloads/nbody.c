/* The outer planets, as the Computer Language Benchmarks Game gives them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define BODIES 5
#define SOLAR_MASS 39.47841760435743
#define DAYS 365.24

struct body {
    double x, y, z, vx, vy, vz, mass;
};

static struct body bodies[BODIES] = {
    {0, 0, 0, 0, 0, 0, 1},
    {4.84143144246472090e+00, -1.16032004402742839e+00, -1.03622044471123109e-01,
     1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05, 9.54791938424326609e-04},
    {8.34336671824457987e+00, 4.12479856412430479e+00, -4.03523417114321381e-01,
     -2.76742510726411830e-03, 4.99852801234917238e-03, 2.30417297573763929e-05, 2.85885980666130812e-04},
    {1.28943695621391310e+01, -1.51111514016986312e+01, -2.23307578892655734e-01,
     2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05, 4.36624404335156298e-05},
    {1.53796971148509165e+01, -2.59193146099879641e+01, 1.79258772950371181e-01,
     2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05, 5.15138902046611451e-05},
};

static void steady(void) {
    double px = 0, py = 0, pz = 0;
    for (int i = 0; i < BODIES; i++) {
        struct body *b = &bodies[i];
        b->mass *= SOLAR_MASS;
        b->vx *= DAYS;
        b->vy *= DAYS;
        b->vz *= DAYS;
        px -= b->vx * b->mass;
        py -= b->vy * b->mass;
        pz -= b->vz * b->mass;
    }
    bodies[0].vx = px / bodies[0].mass;
    bodies[0].vy = py / bodies[0].mass;
    bodies[0].vz = pz / bodies[0].mass;
}

static void advance(double dt) {
    for (int i = 0; i < BODIES; i++) {
        struct body *a = &bodies[i];
        for (int j = i + 1; j < BODIES; j++) {
            struct body *b = &bodies[j];
            double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
            double d = dx * dx + dy * dy + dz * dz;
            double force = dt / (d * sqrt(d));
            double m = b->mass * force;
            a->vx -= dx * m;
            a->vy -= dy * m;
            a->vz -= dz * m;
            m = a->mass * force;
            b->vx += dx * m;
            b->vy += dy * m;
            b->vz += dz * m;
        }
        a->x += a->vx * dt;
        a->y += a->vy * dt;
        a->z += a->vz * dt;
    }
}

static double energy(void) {
    double sum = 0;
    for (int i = 0; i < BODIES; i++) {
        struct body *a = &bodies[i];
        sum += (a->vx * a->vx + a->vy * a->vy + a->vz * a->vz) * a->mass * 0.5;
        for (int j = i + 1; j < BODIES; j++) {
            struct body *b = &bodies[j];
            double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
            sum -= b->mass * a->mass / sqrt(dx * dx + dy * dy + dz * dz);
        }
    }
    return sum;
}

int main(int argc, char **argv) {
    long steps = argc > 1 ? atol(argv[1]) : 1000;
    steady();
    printf("%.9f\n", energy());
    for (long i = 0; i < steps; i++) advance(0.01);
    printf("%.9f\n", energy());
    return 0;
}
