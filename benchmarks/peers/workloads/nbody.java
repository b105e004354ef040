import java.util.Locale;

// The outer planets, as the Computer Language Benchmarks Game gives them.
class nbody {
    static final double SOLAR_MASS = 39.47841760435743, DAYS = 365.24;

    static final Body[] bodies = {
        new Body(0, 0, 0, 0, 0, 0, 1),
        new Body(4.84143144246472090e+00, -1.16032004402742839e+00, -1.03622044471123109e-01,
            1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05, 9.54791938424326609e-04),
        new Body(8.34336671824457987e+00, 4.12479856412430479e+00, -4.03523417114321381e-01,
            -2.76742510726411830e-03, 4.99852801234917238e-03, 2.30417297573763929e-05, 2.85885980666130812e-04),
        new Body(1.28943695621391310e+01, -1.51111514016986312e+01, -2.23307578892655734e-01,
            2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05, 4.36624404335156298e-05),
        new Body(1.53796971148509165e+01, -2.59193146099879641e+01, 1.79258772950371181e-01,
            2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05, 5.15138902046611451e-05),
    };

    public static void main(String[] args) {
        long steps = args.length > 0 ? Long.parseLong(args[0]) : 1000;
        steady();
        print(energy());
        for (long i = 0; i < steps; i++) advance(0.01);
        print(energy());
    }

    static void print(double energy) {
        System.out.println(String.format(Locale.ROOT, "%.9f", energy));
    }

    static void steady() {
        double px = 0, py = 0, pz = 0;
        for (Body b : bodies) {
            b.mass *= SOLAR_MASS;
            b.vx *= DAYS;
            b.vy *= DAYS;
            b.vz *= DAYS;
            px -= b.vx * b.mass;
            py -= b.vy * b.mass;
            pz -= b.vz * b.mass;
        }
        Body sun = bodies[0];
        sun.vx = px / sun.mass;
        sun.vy = py / sun.mass;
        sun.vz = pz / sun.mass;
    }

    static void advance(double dt) {
        for (int i = 0; i < bodies.length; i++) {
            Body a = bodies[i];
            for (int j = i + 1; j < bodies.length; j++) {
                Body b = bodies[j];
                double dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
                double d = dx * dx + dy * dy + dz * dz;
                double force = dt / (d * Math.sqrt(d));
                double m = b.mass * force;
                a.vx -= dx * m;
                a.vy -= dy * m;
                a.vz -= dz * m;
                m = a.mass * force;
                b.vx += dx * m;
                b.vy += dy * m;
                b.vz += dz * m;
            }
            a.x += a.vx * dt;
            a.y += a.vy * dt;
            a.z += a.vz * dt;
        }
    }

    static double energy() {
        double sum = 0;
        for (int i = 0; i < bodies.length; i++) {
            Body a = bodies[i];
            sum += (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz) * a.mass * 0.5;
            for (int j = i + 1; j < bodies.length; j++) {
                Body b = bodies[j];
                double dx = a.x - b.x, dy = a.y - b.y, dz = a.z - b.z;
                sum -= b.mass * a.mass / Math.sqrt(dx * dx + dy * dy + dz * dz);
            }
        }
        return sum;
    }

    static final class Body {
        double x, y, z, vx, vy, vz, mass;

        Body(double x, double y, double z, double vx, double vy, double vz, double mass) {
            this.x = x;
            this.y = y;
            this.z = z;
            this.vx = vx;
            this.vy = vy;
            this.vz = vz;
            this.mass = mass;
        }
    }
}
