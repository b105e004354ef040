using HgmVm.Isa;

namespace HgmVm.Execution;

/// <summary>What a program did wrong, and where.</summary>
/// <param name="Kind">The kind, of a closed list.</param>
/// <param name="Message">What happened, in one sentence without a final stop.</param>
/// <param name="Stack">The functions that were running, innermost first; shortened in the middle when it is very
/// deep.</param>
/// <param name="TypeName">For memory traps: the type of the object concerned; null when there is none.</param>
/// <param name="AllocatedAt">With history: where that object was allocated; null when not known.</param>
/// <param name="FreedAt">With history: where it was freed; null when not known.</param>
/// <param name="Holders">For tethered and constraint: who holds the object, as far as found.</param>
public sealed record Trap(TrapKind Kind, string Message, IReadOnlyList<StackEntry> Stack, string? TypeName = null,
    CodeSite? AllocatedAt = null, CodeSite? FreedAt = null, IReadOnlyList<string>? Holders = null)
{
    /// <summary>True for limits that whoever ran the program set: fuel, time, memory, stack.</summary>
    public bool IsLimit => Kind is TrapKind.Fuel or TrapKind.Timeout or TrapKind.OutOfMemory or TrapKind.StackOverflow;
}

/// <summary>One function of a stack trace.</summary>
/// <param name="Function">Name with its module.</param>
/// <param name="SourceName">File name of the module's text; empty when unknown.</param>
/// <param name="Line">Line of the instruction, 1-based; 0 when unknown.</param>
/// <param name="Position">Position of the instruction in the function's code.</param>
/// <param name="Omitted">Frames left out before this one.</param>
public sealed record StackEntry(string Function, string SourceName, int Line, int Position, long Omitted = 0);

/// <summary>A place in code.</summary>
/// <param name="Function">Name with its module.</param>
/// <param name="SourceName">File name of the module's text; empty when unknown.</param>
/// <param name="Line">1-based; 0 when unknown.</param>
public sealed record CodeSite(string Function, string SourceName, int Line)
{
    public override string ToString() => Line > 0 ? $"{Function} ({SourceName}:{Line})" : Function;
}
