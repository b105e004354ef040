// The recursive Fibonacci function.
class fib {
    public static void main(String[] args) {
        long n = args.length > 0 ? Long.parseLong(args[0]) : 20;
        System.out.println("fib(" + n + ") = " + of(n));
    }

    static long of(long n) {
        return n < 2 ? n : of(n - 1) + of(n - 2);
    }
}
