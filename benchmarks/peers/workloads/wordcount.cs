using System.Text;

namespace HgmVm.Peers.Plain;

/// <summary>The ten most frequent words of standard input: a hash table with chains that grows.</summary>
internal static class WordCount
{
    private const int Wanted = 10;

    private static Entry?[] s_buckets = new Entry?[1024];
    private static int s_words;

    public static void Run()
    {
        using var text = new MemoryStream();
        using (Stream input = Console.OpenStandardInput()) input.CopyTo(text);
        CountWords(text.GetBuffer().AsSpan(0, (int)text.Length));
        Report();
    }

    private static ulong HashOf(ReadOnlySpan<byte> word)
    {
        ulong h = 0xCBF29CE484222325;
        foreach (byte letter in word) h = (h ^ letter) * 0x100000001B3;
        return h ^ h >> 32;
    }

    private static void Link(Entry entry)
    {
        ref Entry? bucket = ref s_buckets[entry.Hash & (ulong)(s_buckets.Length - 1)];
        entry.Next = bucket;
        bucket = entry;
    }

    private static void Enlarge()
    {
        Entry?[] old = s_buckets;
        s_buckets = new Entry?[old.Length * 4];
        foreach (Entry? first in old)
        {
            for (Entry? entry = first, next; entry is not null; entry = next)
            {
                next = entry.Next;
                Link(entry);
            }
        }
    }

    private static void Count(ReadOnlySpan<byte> word)
    {
        ulong hash = HashOf(word);
        for (Entry? entry = s_buckets[hash & (ulong)(s_buckets.Length - 1)]; entry is not null; entry = entry.Next)
        {
            if (entry.Hash != hash || !word.SequenceEqual(entry.Word)) continue;
            entry.Count++;
            return;
        }
        Link(new Entry(word.ToArray(), hash));
        if (++s_words > s_buckets.Length) Enlarge();
    }

    private static bool StartsWord(byte letter) =>
        letter >= 0x80 || letter is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'0' and <= (byte)'9');

    private static void CountWords(Span<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
            if (text[i] is >= (byte)'A' and <= (byte)'Z') text[i] += 'a' - 'A';
        for (int at = 0; at < text.Length;)
        {
            if (!StartsWord(text[at]))
            {
                at++;
                continue;
            }
            int start = at++;
            while (at < text.Length && (StartsWord(text[at])
                || (text[at] == '\'' && at + 1 < text.Length && StartsWord(text[at + 1])))) at++;
            Count(text[start..at]);
        }
    }

    private static bool ComesBefore(Entry a, Entry b) =>
        a.Count != b.Count ? a.Count > b.Count : a.Word.AsSpan().SequenceCompareTo(b.Word) < 0;

    private static void Report()
    {
        var best = new List<Entry>();
        foreach (Entry? first in s_buckets)
        {
            for (Entry? entry = first; entry is not null; entry = entry.Next)
            {
                int place = best.Count;
                while (place > 0 && ComesBefore(entry, best[place - 1])) place--;
                best.Insert(place, entry);
                if (best.Count > Wanted) best.RemoveAt(Wanted);
            }
        }
        using Stream output = Console.OpenStandardOutput();
        foreach (Entry entry in best)
        {
            output.Write(Encoding.ASCII.GetBytes($"{entry.Count} "));
            output.Write(entry.Word);
            output.WriteByte((byte)'\n');
        }
    }

    private sealed class Entry(byte[] word, ulong hash)
    {
        public readonly byte[] Word = word;
        public readonly ulong Hash = hash;
        public long Count = 1;
        public Entry? Next;
    }
}
