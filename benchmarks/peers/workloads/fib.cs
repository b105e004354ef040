namespace HgmVm.Peers.Plain;

/// <summary>The recursive Fibonacci function.</summary>
internal static class Fib
{
    public static void Run(long n) => Console.WriteLine($"fib({n}) = {Of(n)}");

    private static long Of(long n) => n < 2 ? n : Of(n - 1) + Of(n - 2);
}
