using HgmVm.Bytecode;

namespace HgmVm.Verification;

/// <summary>
/// A module that the verifier accepted. Only the verifier makes one; linking, lowering and execution take
/// nothing else, and rely on what it proved.
/// </summary>
public sealed class VerifiedModule
{
    internal VerifiedModule(Module module, IReadOnlyList<FunctionFacts?> facts)
    {
        Module = module;
        Facts = facts;
    }

    /// <summary>The module. It must not change any more.</summary>
    public Module Module { get; }

    /// <summary>What was found out about each local function, by function index; null for imported and host
    /// functions.</summary>
    internal IReadOnlyList<FunctionFacts?> Facts { get; }
}

/// <summary>What the verifier learned about a function that lowering needs.</summary>
internal sealed class FunctionFacts
{
    /// <summary>Positions of instructions that reach an object or array through a borrow that may be null (after
    /// tether.soft).</summary>
    public HashSet<int> MaybeNullBorrows { get; } = [];

    /// <summary>
    /// At the position of each <c>untether</c>: the other registers that hold live tethers there and might be of the
    /// same object, so that the bit may have to pass on to one of them (P4). Absent when there are none.
    /// </summary>
    public Dictionary<int, ushort[]> OtherTethers { get; } = [];

    /// <summary>Positions that control can reach; lowering skips the rest.</summary>
    public HashSet<int> Unreachable { get; } = [];
}
