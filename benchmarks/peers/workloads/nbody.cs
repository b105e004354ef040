using System.Globalization;

namespace HgmVm.Peers.Plain;

/// <summary>The outer planets, as the Computer Language Benchmarks Game gives them.</summary>
internal static class NBody
{
    private const double SolarMass = 39.47841760435743, Days = 365.24;

    private static readonly Body[] s_bodies =
    [
        new(0, 0, 0, 0, 0, 0, 1),
        new(4.84143144246472090e+00, -1.16032004402742839e+00, -1.03622044471123109e-01,
            1.66007664274403694e-03, 7.69901118419740425e-03, -6.90460016972063023e-05, 9.54791938424326609e-04),
        new(8.34336671824457987e+00, 4.12479856412430479e+00, -4.03523417114321381e-01,
            -2.76742510726411830e-03, 4.99852801234917238e-03, 2.30417297573763929e-05, 2.85885980666130812e-04),
        new(1.28943695621391310e+01, -1.51111514016986312e+01, -2.23307578892655734e-01,
            2.96460137564761618e-03, 2.37847173959480950e-03, -2.96589568540237556e-05, 4.36624404335156298e-05),
        new(1.53796971148509165e+01, -2.59193146099879641e+01, 1.79258772950371181e-01,
            2.68067772490389322e-03, 1.62824170038242295e-03, -9.51592254519715870e-05, 5.15138902046611451e-05),
    ];

    public static void Run(long steps)
    {
        Steady();
        Print(Energy());
        for (long i = 0; i < steps; i++) Advance(0.01);
        Print(Energy());
    }

    private static void Print(double energy) =>
        Console.WriteLine(energy.ToString("F9", CultureInfo.InvariantCulture));

    private static void Steady()
    {
        double px = 0, py = 0, pz = 0;
        foreach (Body b in s_bodies)
        {
            b.Mass *= SolarMass;
            b.Vx *= Days;
            b.Vy *= Days;
            b.Vz *= Days;
            px -= b.Vx * b.Mass;
            py -= b.Vy * b.Mass;
            pz -= b.Vz * b.Mass;
        }
        Body sun = s_bodies[0];
        sun.Vx = px / sun.Mass;
        sun.Vy = py / sun.Mass;
        sun.Vz = pz / sun.Mass;
    }

    private static void Advance(double dt)
    {
        Body[] bodies = s_bodies;
        for (int i = 0; i < bodies.Length; i++)
        {
            Body a = bodies[i];
            for (int j = i + 1; j < bodies.Length; j++)
            {
                Body b = bodies[j];
                double dx = a.X - b.X, dy = a.Y - b.Y, dz = a.Z - b.Z;
                double d = dx * dx + dy * dy + dz * dz;
                double force = dt / (d * Math.Sqrt(d));
                double m = b.Mass * force;
                a.Vx -= dx * m;
                a.Vy -= dy * m;
                a.Vz -= dz * m;
                m = a.Mass * force;
                b.Vx += dx * m;
                b.Vy += dy * m;
                b.Vz += dz * m;
            }
            a.X += a.Vx * dt;
            a.Y += a.Vy * dt;
            a.Z += a.Vz * dt;
        }
    }

    private static double Energy()
    {
        double sum = 0;
        for (int i = 0; i < s_bodies.Length; i++)
        {
            Body a = s_bodies[i];
            sum += (a.Vx * a.Vx + a.Vy * a.Vy + a.Vz * a.Vz) * a.Mass * 0.5;
            for (int j = i + 1; j < s_bodies.Length; j++)
            {
                Body b = s_bodies[j];
                double dx = a.X - b.X, dy = a.Y - b.Y, dz = a.Z - b.Z;
                sum -= b.Mass * a.Mass / Math.Sqrt(dx * dx + dy * dy + dz * dz);
            }
        }
        return sum;
    }

    private sealed class Body(double x, double y, double z, double vx, double vy, double vz, double mass)
    {
        public double X = x, Y = y, Z = z, Vx = vx, Vy = vy, Vz = vz, Mass = mass;
    }
}
