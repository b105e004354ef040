import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;

// The ten most frequent words of standard input: a hash table with chains that grows.
class wordcount {
    static final int WANTED = 10;
    static Entry[] buckets = new Entry[1024];
    static int words;

    public static void main(String[] args) throws IOException {
        byte[] text = System.in.readAllBytes();
        countWords(text);
        report();
    }

    static long hashOf(byte[] text, int from, int to) {
        long h = 0xCBF29CE484222325L;
        for (int i = from; i < to; i++) h = (h ^ (text[i] & 0xFF)) * 0x100000001B3L;
        return h ^ h >>> 32;
    }

    static void link(Entry entry) {
        int bucket = (int) entry.hash & (buckets.length - 1);
        entry.next = buckets[bucket];
        buckets[bucket] = entry;
    }

    static void enlarge() {
        Entry[] old = buckets;
        buckets = new Entry[old.length * 4];
        for (Entry first : old) {
            for (Entry entry = first, next; entry != null; entry = next) {
                next = entry.next;
                link(entry);
            }
        }
    }

    static void count(byte[] text, int from, int to) {
        long hash = hashOf(text, from, to);
        for (Entry entry = buckets[(int) hash & (buckets.length - 1)]; entry != null; entry = entry.next) {
            if (entry.hash != hash || !Arrays.equals(entry.word, 0, entry.word.length, text, from, to)) continue;
            entry.count++;
            return;
        }
        link(new Entry(Arrays.copyOfRange(text, from, to), hash));
        if (++words > buckets.length) enlarge();
    }

    static boolean startsWord(byte letter) {
        return letter < 0 || letter >= 'a' && letter <= 'z' || letter >= '0' && letter <= '9';
    }

    static void countWords(byte[] text) {
        for (int i = 0; i < text.length; i++) {
            if (text[i] >= 'A' && text[i] <= 'Z') text[i] += 'a' - 'A';
        }
        for (int at = 0; at < text.length;) {
            if (!startsWord(text[at])) {
                at++;
                continue;
            }
            int start = at++;
            while (at < text.length && (startsWord(text[at])
                || text[at] == '\'' && at + 1 < text.length && startsWord(text[at + 1]))) at++;
            count(text, start, at);
        }
    }

    static boolean comesBefore(Entry a, Entry b) {
        return a.count != b.count ? a.count > b.count : Arrays.compareUnsigned(a.word, b.word) < 0;
    }

    static void report() throws IOException {
        ArrayList<Entry> best = new ArrayList<>();
        for (Entry first : buckets) {
            for (Entry entry = first; entry != null; entry = entry.next) {
                int place = best.size();
                while (place > 0 && comesBefore(entry, best.get(place - 1))) place--;
                best.add(place, entry);
                if (best.size() > WANTED) best.remove(WANTED);
            }
        }
        for (Entry entry : best) {
            System.out.write((entry.count + " ").getBytes());
            System.out.write(entry.word);
            System.out.write('\n');
        }
        System.out.flush();
    }

    static final class Entry {
        final byte[] word;
        final long hash;
        long count = 1;
        Entry next;

        Entry(byte[] word, long hash) {
            this.word = word;
            this.hash = hash;
        }
    }
}
