namespace HgmVm.Peers.Plain;

/// <summary>Runs the workload that the first argument names; the second is its size.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        long size = args.Length > 1 ? long.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 0;
        switch (args.Length > 0 ? args[0] : "")
        {
            case "fib": Fib.Run(size); return 0;
            case "sieve": Sieve.Run(size); return 0;
            case "nbody": NBody.Run(size); return 0;
            case "spectralnorm": SpectralNorm.Run(size); return 0;
            case "fannkuch": Fannkuch.Run((int)size); return 0;
            case "mandelbrot": Mandelbrot.Run((int)size); return 0;
            case "binarytrees": BinaryTrees.Run(size); return 0;
            case "listchurn": ListChurn.Run(size); return 0;
            case "ships": Ships.Run(size); return 0;
            case "richards": Richards.Run(size); return 0;
            case "wordcount": WordCount.Run(); return 0;
            default:
                Console.Error.WriteLine("usage: HgmVm.Peers.Plain WORKLOAD [SIZE]");
                return 2;
        }
    }
}
