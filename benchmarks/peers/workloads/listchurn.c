/* Lists that grow and shrink at random: nodes of many sizes, some short-lived, some long-lived. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define LISTS 4096

struct node {
    long value;
    long *payload;
    long length;
    struct node *next;
};

static uint32_t seed = 1;
static struct node *lists[LISTS];

static long below(long n) {
    seed = seed * 69069 + 1;
    return (seed >> 8) % n;
}

static struct node *make(long value, long length) {
    struct node *node = malloc(sizeof *node);
    node->value = value;
    node->payload = malloc(length * sizeof *node->payload);
    node->length = length;
    for (long i = 0; i < length; i++) node->payload[i] = value + i;
    return node;
}

static void discard(struct node *node) {
    free(node->payload);
    free(node);
}

static void push(long list, struct node *node) {
    node->next = lists[list];
    lists[list] = node;
}

static struct node *pop(long list) {
    struct node *node = lists[list];
    if (node) lists[list] = node->next;
    return node;
}

static long clear(long list) {
    long freed = 0;
    for (struct node *node; (node = pop(list)); freed++) discard(node);
    return freed;
}

/* A list that lives only here. */
static long brief(long value) {
    struct node *head = NULL;
    for (long i = 0; i < 16; i++) {
        struct node *node = malloc(sizeof *node);
        node->value = value + i;
        node->payload = NULL;
        node->next = head;
        head = node;
    }
    long sum = 0;
    for (struct node *node = head; node; node = node->next) sum += node->value;
    for (struct node *node = head, *next; node; node = next) {
        next = node->next;
        discard(node);
    }
    return sum;
}

int main(int argc, char **argv) {
    long steps = argc > 1 ? atol(argv[1]) : 10000, sum = 0, freed = 0;
    for (long step = 0; step < steps; step++) {
        long list = below(LISTS), what = below(16), value = step & 1023;
        if (what < 8) {
            push(list, make(value, below(8) < 7 ? 1 + below(8) : 9 + below(56)));
        } else if (what < 12) {
            struct node *node = pop(list);
            if (!node) continue;
            sum += node->value + node->payload[node->length - 1];
            discard(node);
        } else if (what < 14) {
            long other = below(LISTS);
            struct node *node = pop(list);
            if (node) push(other, node);
        } else if (what == 14) {
            freed += clear(list);
        } else {
            sum += brief(value);
        }
    }
    for (long list = 0; list < LISTS; list++) clear(list);
    printf("sum %ld, %ld cleared\n", sum, freed);
    return 0;
}
