using HgmVm.Linking;
using HgmVm.Lowering;

namespace HgmVm.Compiled;

/// <summary>A function whose code is to be written, and the calls in it that are replaced by the code of the
/// callee.</summary>
/// <param name="Function">The function.</param>
/// <param name="Code">Its executable code.</param>
internal sealed record InlinePlan(LinkedFunction Function, LoweredCode Code)
{
    /// <summary>By the word of the call.</summary>
    public Dictionary<int, InlinePlan> Calls { get; } = [];

    /// <summary>Words of executable code that this comes to, all inlined ones included.</summary>
    public int TotalWords => Code.Words.Length + Calls.Values.Sum(plan => plan.TotalWords);

    /// <summary>The function as it is, with nothing inlined.</summary>
    public InlinePlan WithoutCalls => new(Function, Code);
}
