namespace HgmVm.Peers.Plain;

/// <summary>Pancakes: the most flips that any permutation needs, and a checksum over all of them.</summary>
internal static class Fannkuch
{
    public static void Run(int n)
    {
        int[] perm = new int[n], work = new int[n], count = new int[n];
        int checksum = 0, most = 0, r = n;
        bool isEven = true;
        for (int i = 0; i < n; i++) perm[i] = i;
        for (; ; )
        {
            for (; r != 1; r--) count[r - 1] = r;
            if (perm[0] != 0)
            {
                for (int i = 1; i < n; i++) work[i] = perm[i];
                int flips = FlipsOf(work, perm[0]);
                if (flips > most) most = flips;
                checksum += isEven ? flips : -flips;
            }
            isEven = !isEven;
            for (; ; r++)
            {
                if (r == n)
                {
                    Console.WriteLine($"{checksum}\nPfannkuchen({n}) = {most}");
                    return;
                }
                int first = perm[0];
                for (int i = 0; i < r; i++) perm[i] = perm[i + 1];
                perm[r] = first;
                if (--count[r] > 0) break;
            }
        }
    }

    private static int FlipsOf(int[] p, int first)
    {
        int flips = 0;
        for (; first != 0; flips++)
        {
            for (int i = 1, j = first - 1; i < j; i++, j--) (p[i], p[j]) = (p[j], p[i]);
            int next = p[first];
            p[first] = first;
            first = next;
        }
        return flips;
    }
}
