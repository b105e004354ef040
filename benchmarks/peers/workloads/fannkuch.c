/* Pancakes: the most flips that any permutation needs, and a checksum over all of them. */
#include <stdio.h>
#include <stdlib.h>

static int flips_of(int *p, int first) {
    int flips = 0;
    for (; first != 0; flips++) {
        for (int i = 1, j = first - 1; i < j; i++, j--) {
            int t = p[i];
            p[i] = p[j];
            p[j] = t;
        }
        int next = p[first];
        p[first] = first;
        first = next;
    }
    return flips;
}

int main(int argc, char **argv) {
    int n = argc > 1 ? atoi(argv[1]) : 7;
    int *perm = malloc(n * sizeof *perm), *work = malloc(n * sizeof *work), *count = malloc(n * sizeof *count);
    int checksum = 0, most = 0, r = n, even = 1;
    for (int i = 0; i < n; i++) perm[i] = i;
    for (;;) {
        for (; r != 1; r--) count[r - 1] = r;
        if (perm[0] != 0) {
            for (int i = 1; i < n; i++) work[i] = perm[i];
            int flips = flips_of(work, perm[0]);
            if (flips > most) most = flips;
            checksum += even ? flips : -flips;
        }
        even = !even;
        for (;; r++) {
            if (r == n) {
                printf("%d\nPfannkuchen(%d) = %d\n", checksum, n, most);
                free(perm);
                free(work);
                free(count);
                return 0;
            }
            int first = perm[0];
            for (int i = 0; i < r; i++) perm[i] = perm[i + 1];
            perm[r] = first;
            if (--count[r] > 0) break;
        }
    }
}
