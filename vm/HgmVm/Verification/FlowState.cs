using System.Numerics;

namespace HgmVm.Verification;

/// <summary>
/// What all registers of a function hold at one point: three bits each, and a word for every borrow register. A number,
/// function reference or ref is filled when every path has written it; an own or con when it holds something.
/// </summary>
internal sealed class FlowState
{
    private readonly RegisterMap _map;
    private readonly ulong[] _filled;
    private readonly ulong[] _fresh;
    private readonly ulong[] _unknown;
    private readonly BorrowState[] _borrows;

    public FlowState(RegisterMap map)
    {
        _map = map;
        _filled = new ulong[map.Linear.Length];
        _fresh = new ulong[map.Linear.Length];
        _unknown = new ulong[map.Linear.Length];
        _borrows = new BorrowState[map.Borrows.Length];
        // Array.Fill is never precompiled, because it uses vectors of the machine's own length: every start would pay.
        for (int i = 0; i < _borrows.Length; i++) _borrows[i] = new BorrowState(BorrowKind.Unset);
    }

    public bool IsFilled(int register) => Get(_filled, register);

    /// <summary>True for the own of an object that this function allocated and nobody else can know.</summary>
    public bool IsFresh(int register) => Get(_fresh, register);

    /// <summary>True for a linear register about which an error was reported.</summary>
    public bool IsUnknown(int register) => Get(_unknown, register);

    public BorrowState Borrow(int register) => _borrows[_map.BorrowNumber(register)];

    public void SetBorrow(int register, BorrowState state) => _borrows[_map.BorrowNumber(register)] = state;

    public void Fill(int register, bool fresh = false)
    {
        Put(_filled, register, true);
        Put(_fresh, register, fresh);
        Put(_unknown, register, false);
    }

    public void Empty(int register)
    {
        Put(_filled, register, false);
        Put(_fresh, register, false);
        Put(_unknown, register, false);
    }

    public void Forget(int register)
    {
        Empty(register);
        Put(_unknown, register, true);
    }

    public void Share(int register) => Put(_fresh, register, false);

    public void CopyFrom(FlowState other)
    {
        other._filled.CopyTo(_filled, 0);
        other._fresh.CopyTo(_fresh, 0);
        other._unknown.CopyTo(_unknown, 0);
        other._borrows.CopyTo(_borrows, 0);
    }

    /// <summary>The linear registers that are known to hold something, ascending.</summary>
    public IEnumerable<int> FullOwners()
    {
        for (int w = 0; w < _filled.Length; w++)
            for (ulong bits = _filled[w] & _map.Linear[w]; bits != 0; bits &= bits - 1)
                yield return w * 64 + BitOperations.TrailingZeroCount(bits);
    }

    /// <summary>
    /// Joins what another path brings here. True when that changed anything: states only ever move down their short
    /// lists, which is why the analysis ends.
    /// </summary>
    /// <param name="other">The state at the end of the other path.</param>
    /// <param name="refused">Gets every register on which the paths disagree in a way that is refused.</param>
    public bool Join(FlowState other, List<int> refused)
    {
        bool changed = false;
        for (int w = 0; w < _filled.Length; w++)
        {
            ulong unknown = _unknown[w] | other._unknown[w];
            ulong differ = (_filled[w] ^ other._filled[w]) & _map.Linear[w] & ~unknown;
            for (ulong bits = differ; bits != 0; bits &= bits - 1)
                refused.Add(w * 64 + BitOperations.TrailingZeroCount(bits));
            unknown |= differ;
            ulong filled = _filled[w] & other._filled[w] & ~unknown;
            ulong fresh = _fresh[w] & other._fresh[w] & filled;
            changed |= filled != _filled[w] || fresh != _fresh[w] || unknown != _unknown[w];
            _filled[w] = filled;
            _fresh[w] = fresh;
            _unknown[w] = unknown;
        }
        for (int i = 0; i < _borrows.Length; i++)
        {
            BorrowState joined = _borrows[i].Join(other._borrows[i]);
            if (joined == _borrows[i]) continue;
            if (joined.Kind == BorrowKind.Unknown && other._borrows[i].Kind != BorrowKind.Unknown)
                refused.Add(_map.Borrows[i]);
            _borrows[i] = joined;
            changed = true;
        }
        return changed;
    }

    private static bool Get(ulong[] bits, int register) => (bits[register / 64] >> register & 1) != 0;

    private static void Put(ulong[] bits, int register, bool value)
    {
        if (value) bits[register / 64] |= 1UL << register;
        else bits[register / 64] &= ~(1UL << register);
    }
}
