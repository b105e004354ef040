namespace HgmVm.Elision;

/// <summary>
/// The checks of a function that are proved, by the position of what proves each. A proof is that position plus one,
/// negated for a check that was hoisted to there; <see cref="Several"/> when paths with different ones meet.
/// </summary>
internal sealed class ElisionFacts
{
    /// <summary>On each path some check proves it, but not the same one.</summary>
    public const int Several = int.MaxValue;

    private readonly Dictionary<(int Position, int Register), int> _alive = [];
    private readonly Dictionary<int, int> _nullOrAlive = [];
    private readonly Dictionary<int, int> _inBounds = [];
    private readonly Dictionary<int, List<HoistedCheck>> _hoisted = [];
    private readonly List<HoistedTether> _hoistedTethers = [];
    private readonly HashSet<int> _unobserved = [];
    private readonly HashSet<int> _neverTethered = [];

    /// <summary>Number of checks that are proved.</summary>
    public int Count => _alive.Count + _nullOrAlive.Count + _inBounds.Count;

    /// <summary>What proves that the object in a register is alive at an instruction that reaches it; 0 for
    /// nothing.</summary>
    public int Alive(int position, int register) => _alive.GetValueOrDefault((position, register));

    /// <summary>What proves that the reference of a <c>lock</c> is null if it is dead; 0 for nothing.</summary>
    public int NullOrAlive(int position) => _nullOrAlive.GetValueOrDefault(position);

    /// <summary>What proves that the index of an instruction is in range; 0 for nothing.</summary>
    public int InBounds(int position) => _inBounds.GetValueOrDefault(position);

    /// <summary>Checks to make where control falls into a loop, in order; null when there are none at that
    /// position.</summary>
    public IReadOnlyList<HoistedCheck>? HoistedAt(int header) => _hoisted.GetValueOrDefault(header);

    /// <summary>True for a borrow register whose tethers nothing looks at while they last: they need not be
    /// set.</summary>
    public bool IsUnobserved(int register) => _unobserved.Contains(register);

    public void AddUnobserved(int register) => _unobserved.Add(register);

    /// <summary>True for a borrow register that never holds a tether which anything could look at.</summary>
    public bool IsNeverTethered(int register) => _neverTethered.Contains(register);

    public void AddNeverTethered(int register) => _neverTethered.Add(register);

    /// <summary>Tethers that last through all rounds of a loop.</summary>
    public IReadOnlyList<HoistedTether> HoistedTethers => _hoistedTethers;

    public void AddHoistedTether(HoistedTether tether) => _hoistedTethers.Add(tether);

    public static int ProofAt(int position) => position + 1;

    public static int HoistedTo(int header) => -(header + 1);

    /// <summary>The proof where two paths meet.</summary>
    public static int Join(int first, int second) =>
        first == second ? first : first == 0 || second == 0 ? 0 : Several;

    public void AddAlive(int position, int register, int proof) => _alive[(position, register)] = proof;

    public void AddNullOrAlive(int position, int proof) => _nullOrAlive[position] = proof;

    public void AddHoisted(int header, List<HoistedCheck> checks) => _hoisted.Add(header, checks);

    public void AddInBounds(int position, int proof) => _inBounds[position] = proof;
}

/// <summary>A liveness check that is made where a loop is entered.</summary>
/// <param name="Register">The <c>ref</c>.</param>
/// <param name="Position">The instruction in the loop whose check it is, where it traps.</param>
internal sealed record HoistedCheck(int Register, int Position);
