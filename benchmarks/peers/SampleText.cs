using System.Text;

namespace HgmVm.Peers;

/// <summary>Text for counting words: the same on every machine, with common and rare words as in real text.</summary>
internal static class SampleText
{
    private const int Vocabulary = 30_000;

    /// <summary>Text of that many words, in ASCII.</summary>
    public static byte[] Words(long count)
    {
        var random = new Generator();
        string[] vocabulary = new string[Vocabulary];
        for (int i = 0; i < Vocabulary; i++) vocabulary[i] = MakeWord(random);
        var text = new StringBuilder();
        for (long i = 0; i < count; i++)
        {
            // The product of two equally likely numbers is small much more often than large, which is how words are.
            int first = random.Below(Vocabulary), second = random.Below(Vocabulary);
            string word = vocabulary[(int)((long)first * second / Vocabulary)];
            text.Append(random.Below(10) == 0 ? char.ToUpperInvariant(word[0]) : word[0])
                .Append(word, 1, word.Length - 1);
            text.Append(random.Below(12) switch { 0 => ", ", 1 => ".\n", 2 => "\n", _ => " " });
        }
        return Encoding.ASCII.GetBytes(text.Append('\n').ToString());
    }

    // Two to eleven letters, now and then with an apostrophe inside.
    private static string MakeWord(Generator random)
    {
        var word = new StringBuilder();
        int length = 2 + random.Below(5) + random.Below(6);
        for (int i = 0; i < length; i++) word.Append((char)('a' + random.Below(26)));
        if (length > 4 && random.Below(20) == 0) word.Insert(length - 1, '\'');
        return word.ToString();
    }

    /// <summary>A linear congruential generator; that of the framework may change with its version.</summary>
    private sealed class Generator
    {
        private uint _state = 1;

        public int Below(int n)
        {
            _state = _state * 69069 + 1;
            return (int)((_state >> 8) % (uint)n);
        }
    }
}
