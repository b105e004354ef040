namespace HgmVm.Peers.Plain;

/// <summary>Lists that grow and shrink at random: nodes of many sizes, some short-lived, some long-lived.</summary>
internal static class ListChurn
{
    private const int Lists = 4096;

    private static readonly Node?[] s_lists = new Node?[Lists];
    private static uint s_seed = 1;

    public static void Run(long steps)
    {
        long sum = 0, freed = 0;
        for (long step = 0; step < steps; step++)
        {
            long list = Below(Lists), what = Below(16), value = step & 1023;
            if (what < 8)
            {
                Push(list, new Node(value, Below(8) < 7 ? 1 + Below(8) : 9 + Below(56)));
            }
            else if (what < 12)
            {
                if (Pop(list) is { } node) sum += node.Value + node.Payload![^1];
            }
            else if (what < 14)
            {
                long other = Below(Lists);
                if (Pop(list) is { } node) Push(other, node);
            }
            else if (what == 14)
            {
                for (; s_lists[list] is not null; freed++) Pop(list);
            }
            else
            {
                sum += Brief(value);
            }
        }
        Console.WriteLine($"sum {sum}, {freed} cleared");
    }

    private static long Below(long n)
    {
        s_seed = s_seed * 69069 + 1;
        return (s_seed >> 8) % n;
    }

    private static void Push(long list, Node node)
    {
        node.Next = s_lists[list];
        s_lists[list] = node;
    }

    private static Node? Pop(long list)
    {
        Node? node = s_lists[list];
        if (node is not null) s_lists[list] = node.Next;
        return node;
    }

    /// <summary>A list that lives only here.</summary>
    private static long Brief(long value)
    {
        Node? head = null;
        for (long i = 0; i < 16; i++) head = new Node(value + i) { Next = head };
        long sum = 0;
        for (Node? node = head; node is not null; node = node.Next) sum += node.Value;
        return sum;
    }

    private sealed class Node
    {
        public readonly long Value;
        public readonly long[]? Payload;
        public Node? Next;

        public Node(long value) => Value = value;

        public Node(long value, long length)
        {
            Value = value;
            Payload = new long[length];
            for (int i = 0; i < Payload.Length; i++) Payload[i] = value + i;
        }
    }
}
