using System.Globalization;

namespace HgmVm.Peers.Plain;

/// <summary>The spectral norm of an infinite matrix: arrays of floats and a function that is called a lot.</summary>
internal static class SpectralNorm
{
    public static void Run(long n)
    {
        double[] u = new double[n], v = new double[n], scratch = new double[n];
        Array.Fill(u, 1);
        for (int i = 0; i < 10; i++)
        {
            MultiplyTwice(u, v, scratch);
            MultiplyTwice(v, u, scratch);
        }
        Console.WriteLine(Math.Sqrt(Product(u, v) / Product(v, v)).ToString("F9", CultureInfo.InvariantCulture));
    }

    private static double Element(long i, long j) => 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1);

    private static void Multiply(double[] v, double[] result, bool isTransposed)
    {
        for (long i = 0; i < result.Length; i++)
        {
            double sum = 0;
            for (long j = 0; j < v.Length; j++) sum += (isTransposed ? Element(j, i) : Element(i, j)) * v[j];
            result[i] = sum;
        }
    }

    private static void MultiplyTwice(double[] v, double[] result, double[] scratch)
    {
        Multiply(v, scratch, false);
        Multiply(scratch, result, true);
    }

    private static double Product(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
