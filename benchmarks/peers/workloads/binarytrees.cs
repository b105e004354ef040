namespace HgmVm.Peers.Plain;

/// <summary>Binary trees: many short-lived ones beside one that stays.</summary>
internal static class BinaryTrees
{
    public static void Run(long deepest)
    {
        if (deepest < 6) deepest = 6;
        Console.WriteLine($"stretch tree of depth {deepest + 1}\t check: {Count(Grow(deepest + 1))}");
        Node longLived = Grow(deepest);
        for (long depth = 4; depth <= deepest; depth += 2)
        {
            long trees = 1L << (int)(deepest - depth + 4), nodes = 0;
            for (long i = 0; i < trees; i++) nodes += Count(Grow(depth));
            Console.WriteLine($"{trees}\t trees of depth {depth}\t check: {nodes}");
        }
        Console.WriteLine($"long lived tree of depth {deepest}\t check: {Count(longLived)}");
    }

    private static Node Grow(long depth) =>
        depth > 0 ? new Node(Grow(depth - 1), Grow(depth - 1)) : new Node(null, null);

    private static long Count(Node node) => node.Left is null ? 1 : 1 + Count(node.Left) + Count(node.Right!);

    private sealed class Node(Node? left, Node? right)
    {
        public readonly Node? Left = left, Right = right;
    }
}
