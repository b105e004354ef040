// Binary trees: many short-lived ones beside one that stays.
class binarytrees {
    public static void main(String[] args) {
        long deepest = Math.max(6, args.length > 0 ? Long.parseLong(args[0]) : 10);
        System.out.println("stretch tree of depth " + (deepest + 1) + "\t check: " + count(grow(deepest + 1)));
        Node longLived = grow(deepest);
        for (long depth = 4; depth <= deepest; depth += 2) {
            long trees = 1L << (deepest - depth + 4), nodes = 0;
            for (long i = 0; i < trees; i++) nodes += count(grow(depth));
            System.out.println(trees + "\t trees of depth " + depth + "\t check: " + nodes);
        }
        System.out.println("long lived tree of depth " + deepest + "\t check: " + count(longLived));
    }

    static Node grow(long depth) {
        Node node = new Node();
        if (depth > 0) {
            node.left = grow(depth - 1);
            node.right = grow(depth - 1);
        }
        return node;
    }

    static long count(Node node) {
        return node.left == null ? 1 : 1 + count(node.left) + count(node.right);
    }

    static final class Node {
        Node left, right;
    }
}
