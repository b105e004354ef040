/* Binary trees: many short-lived ones beside one that stays. */
#include <stdio.h>
#include <stdlib.h>

struct node {
    struct node *left, *right;
};

static struct node *grow(long depth) {
    struct node *node = malloc(sizeof *node);
    node->left = depth > 0 ? grow(depth - 1) : NULL;
    node->right = depth > 0 ? grow(depth - 1) : NULL;
    return node;
}

static long count(const struct node *node) {
    return node->left ? 1 + count(node->left) + count(node->right) : 1;
}

static void cut(struct node *node) {
    if (node->left) {
        cut(node->left);
        cut(node->right);
    }
    free(node);
}

static long check(long depth) {
    struct node *tree = grow(depth);
    long nodes = count(tree);
    cut(tree);
    return nodes;
}

int main(int argc, char **argv) {
    long deepest = argc > 1 ? atol(argv[1]) : 10;
    if (deepest < 6) deepest = 6;
    printf("stretch tree of depth %ld\t check: %ld\n", deepest + 1, check(deepest + 1));
    struct node *long_lived = grow(deepest);
    for (long depth = 4; depth <= deepest; depth += 2) {
        long trees = 1L << (deepest - depth + 4), nodes = 0;
        for (long i = 0; i < trees; i++) nodes += check(depth);
        printf("%ld\t trees of depth %ld\t check: %ld\n", trees, depth, nodes);
    }
    printf("long lived tree of depth %ld\t check: %ld\n", deepest, count(long_lived));
    cut(long_lived);
    return 0;
}
