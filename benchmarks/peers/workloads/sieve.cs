namespace HgmVm.Peers.Plain;

/// <summary>Prime numbers with the sieve of Eratosthenes: one large array of bytes.</summary>
internal static class Sieve
{
    public static void Run(long limit)
    {
        bool[] composite = Mark(limit);
        long count = 0, last = 0;
        for (long n = 2; n < composite.Length; n++)
        {
            if (composite[n]) continue;
            count++;
            last = n;
        }
        Console.WriteLine($"{count} primes up to {limit}\nthe last one is {last}");
    }

    private static bool[] Mark(long limit)
    {
        var composite = new bool[limit + 1];
        composite[0] = composite[1] = true;
        for (long n = 2; n * n <= limit; n++)
        {
            if (composite[n]) continue;
            for (long i = n * n; i < composite.Length; i += n) composite[i] = true;
        }
        return composite;
    }
}
