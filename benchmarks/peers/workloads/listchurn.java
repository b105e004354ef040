// Lists that grow and shrink at random: nodes of many sizes, some short-lived, some long-lived.
class listchurn {
    static final int LISTS = 4096;
    static final Node[] lists = new Node[LISTS];
    static int seed = 1;

    public static void main(String[] args) {
        long steps = args.length > 0 ? Long.parseLong(args[0]) : 10000, sum = 0, freed = 0;
        for (long step = 0; step < steps; step++) {
            int list = below(LISTS), what = below(16);
            long value = step & 1023;
            if (what < 8) {
                push(list, new Node(value, below(8) < 7 ? 1 + below(8) : 9 + below(56)));
            } else if (what < 12) {
                Node node = pop(list);
                if (node != null) sum += node.value + node.payload[node.payload.length - 1];
            } else if (what < 14) {
                int other = below(LISTS);
                Node node = pop(list);
                if (node != null) push(other, node);
            } else if (what == 14) {
                for (; lists[list] != null; freed++) pop(list);
            } else {
                sum += brief(value);
            }
        }
        System.out.println("sum " + sum + ", " + freed + " cleared");
    }

    static int below(int n) {
        seed = seed * 69069 + 1;
        return (seed >>> 8) % n;
    }

    static void push(int list, Node node) {
        node.next = lists[list];
        lists[list] = node;
    }

    static Node pop(int list) {
        Node node = lists[list];
        if (node != null) lists[list] = node.next;
        return node;
    }

    // A list that lives only here.
    static long brief(long value) {
        Node head = null;
        for (int i = 0; i < 16; i++) {
            Node node = new Node(value + i);
            node.next = head;
            head = node;
        }
        long sum = 0;
        for (Node node = head; node != null; node = node.next) sum += node.value;
        return sum;
    }

    static final class Node {
        final long value;
        long[] payload;
        Node next;

        Node(long value) {
            this.value = value;
        }

        Node(long value, int length) {
            this.value = value;
            payload = new long[length];
            for (int i = 0; i < length; i++) payload[i] = value + i;
        }
    }
}
