/* Included before each C workload for WebAssembly, whose `long` has 32 bits: there it gets the 64 that it has elsewhere. */
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int print_long(const char *format, ...) {
    char wide[512];
    size_t n = 0;
    for (; *format && n < sizeof wide - 2; format++) {
        wide[n++] = *format;
        if (format[0] == '%' && format[1] == 'l' && format[2] == 'd') wide[n++] = 'l';
    }
    wide[n] = 0;
    va_list values;
    va_start(values, format);
    int printed = vprintf(wide, values);
    va_end(values);
    return printed;
}

#define long long long
#define printf print_long
