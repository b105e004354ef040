#include <stdio.h>
#include <stdlib.h>

/* The pointer is volatile, or the compiler would leave the pair out. */
int main(void) {
    long i;
    for (i = 0; i < 50000000; i++) {
        long *volatile cell = calloc(1, 40);
        cell[0] = i;
        free(cell);
    }
    printf("%ld\n", i);
    return 0;
}
