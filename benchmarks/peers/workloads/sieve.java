// Prime numbers with the sieve of Eratosthenes: one large array of bytes.
class sieve {
    public static void main(String[] args) {
        int limit = args.length > 0 ? Integer.parseInt(args[0]) : 100000;
        boolean[] composite = mark(limit);
        long count = 0, last = 0;
        for (int n = 2; n <= limit; n++) {
            if (composite[n]) continue;
            count++;
            last = n;
        }
        System.out.println(count + " primes up to " + limit + "\nthe last one is " + last);
    }

    static boolean[] mark(int limit) {
        boolean[] composite = new boolean[limit + 1];
        composite[0] = composite[1] = true;
        for (int n = 2; (long) n * n <= limit; n++) {
            if (composite[n]) continue;
            for (int i = n * n; i <= limit; i += n) composite[i] = true;
        }
        return composite;
    }
}
