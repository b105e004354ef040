/* The Mandelbrot set as a picture: bytes on standard output. */
#include <stdio.h>
#include <stdlib.h>

static int steps(double cx, double cy) {
    double x = 0, y = 0, xx = 0, yy = 0;
    int n = 0;
    do {
        y *= x;
        y = y + y + cy;
        x = xx - yy + cx;
        xx = x * x;
        yy = y * y;
        if (xx + yy > 4) break;
    } while (++n < 255);
    return n;
}

int main(int argc, char **argv) {
    long width = argc > 1 ? atol(argv[1]) : 64;
    double scale = 3.0 / width;
    unsigned char *row = malloc(width);
    printf("P5\n%ld %ld\n255\n", width, width);
    for (long j = 0; j < width; j++) {
        double cy = j * scale - 1.5;
        for (long i = 0; i < width; i++) row[i] = 255 - steps(i * scale - 2.0, cy);
        fwrite(row, 1, width, stdout);
    }
    free(row);
    return 0;
}
