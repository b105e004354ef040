/* The spectral norm of an infinite matrix: arrays of floats and a function that is called a lot. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static double element(long i, long j) {
    return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1);
}

static void multiply(long n, const double *v, double *result, int transposed) {
    for (long i = 0; i < n; i++) {
        double sum = 0;
        for (long j = 0; j < n; j++) sum += (transposed ? element(j, i) : element(i, j)) * v[j];
        result[i] = sum;
    }
}

static void multiply_twice(long n, const double *v, double *result, double *scratch) {
    multiply(n, v, scratch, 0);
    multiply(n, scratch, result, 1);
}

static double product(long n, const double *a, const double *b) {
    double sum = 0;
    for (long i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

int main(int argc, char **argv) {
    long n = argc > 1 ? atol(argv[1]) : 100;
    double *u = malloc(n * sizeof *u), *v = malloc(n * sizeof *v), *scratch = malloc(n * sizeof *scratch);
    for (long i = 0; i < n; i++) u[i] = 1;
    for (int i = 0; i < 10; i++) {
        multiply_twice(n, u, v, scratch);
        multiply_twice(n, v, u, scratch);
    }
    printf("%.9f\n", sqrt(product(n, u, v) / product(n, v, v)));
    free(u);
    free(v);
    free(scratch);
    return 0;
}
