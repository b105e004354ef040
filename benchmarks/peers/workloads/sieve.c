/* Prime numbers with the sieve of Eratosthenes: one large array of bytes. */
#include <stdio.h>
#include <stdlib.h>

static unsigned char *mark(long limit) {
    unsigned char *composite = calloc(limit + 1, 1);
    composite[0] = composite[1] = 1;
    for (long n = 2; n * n <= limit; n++) {
        if (composite[n]) continue;
        for (long i = n * n; i <= limit; i += n) composite[i] = 1;
    }
    return composite;
}

int main(int argc, char **argv) {
    long limit = argc > 1 ? atol(argv[1]) : 100000;
    unsigned char *composite = mark(limit);
    long count = 0, last = 0;
    for (long n = 2; n <= limit; n++) {
        if (composite[n]) continue;
        count++;
        last = n;
    }
    free(composite);
    printf("%ld primes up to %ld\nthe last one is %ld\n", count, limit, last);
    return 0;
}
