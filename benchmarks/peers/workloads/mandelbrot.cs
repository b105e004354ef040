using System.Text;

namespace HgmVm.Peers.Plain;

/// <summary>The Mandelbrot set as a picture: bytes on standard output.</summary>
internal static class Mandelbrot
{
    public static void Run(int width)
    {
        using Stream output = new BufferedStream(Console.OpenStandardOutput(), 1 << 16);
        output.Write(Encoding.ASCII.GetBytes($"P5\n{width} {width}\n255\n"));
        double scale = 3.0 / width;
        var row = new byte[width];
        for (int j = 0; j < width; j++)
        {
            double cy = j * scale - 1.5;
            for (int i = 0; i < row.Length; i++) row[i] = (byte)(255 - Steps(i * scale - 2.0, cy));
            output.Write(row);
        }
    }

    private static int Steps(double cx, double cy)
    {
        double x = 0, y = 0, xx = 0, yy = 0;
        int n = 0;
        do
        {
            y *= x;
            y = y + y + cy;
            x = xx - yy + cx;
            xx = x * x;
            yy = y * y;
            if (xx + yy > 4) break;
        }
        while (++n < 255);
        return n;
    }
}
