using System.Numerics;

namespace HgmVm.Verification;

/// <summary>A set of code positions, taken in ascending order, round and round: a queue that needs no memory for
/// repeats.</summary>
internal sealed class PendingSet(int length)
{
    private readonly ulong[] _bits = new ulong[(length + 63) / 64];

    public void Add(int position) => _bits[position / 64] |= 1UL << position;

    /// <summary>Removes the first position from <paramref name="start"/> on, or from the beginning; -1 when the set is
    /// empty.</summary>
    public int TakeFrom(int start)
    {
        int word = start / 64;
        ulong bits = _bits[word] & (ulong.MaxValue << start);
        // One word more than there are: the first is looked at again, for what lies before the start.
        for (int i = 0; i <= _bits.Length; i++)
        {
            if (bits != 0)
            {
                _bits[word] &= ~(bits & (0 - bits));
                return word * 64 + BitOperations.TrailingZeroCount(bits);
            }
            word = word + 1 < _bits.Length ? word + 1 : 0;
            bits = _bits[word];
        }
        return -1;
    }
}
