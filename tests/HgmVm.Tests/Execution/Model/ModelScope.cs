namespace HgmVm.Tests.Execution.Model;

/// <summary>A function of a random program: what was written of it, and what its registers hold.</summary>
/// <param name="number">0 for <c>main</c>.</param>
internal sealed class ModelScope(int number)
{
    public int Number { get; } = number;

    public List<string> Lines { get; } = [];

    /// <summary>What <c>s0</c> and <c>s1</c> own.</summary>
    public ModelPlace?[] Owners { get; } = new ModelPlace?[2];

    /// <summary>The tethers that this function set, by register.</summary>
    public Dictionary<string, ModelTether> Tethers { get; } = [];

    /// <summary>The borrows that it was given.</summary>
    public Dictionary<string, ModelTether> Parameters { get; } = [];

    public ModelTether? ArrayTether { get; set; }

    /// <summary>Its parameters beside the fleet and the references.</summary>
    public List<string> Signature { get; } = [];

    /// <summary>The registers of the caller's that they come from.</summary>
    public List<string> Arguments { get; } = [];

    /// <summary>Which of its owners came from the caller.</summary>
    public List<int> Moved { get; } = [];

    /// <summary>Which of them go back.</summary>
    public List<int> Returned { get; } = [];

    /// <summary>The borrow of a ship or member in a register, of either sort.</summary>
    public ModelTether? BorrowIn(string register) =>
        Tethers.GetValueOrDefault(register) ?? Parameters.GetValueOrDefault(register);
}
