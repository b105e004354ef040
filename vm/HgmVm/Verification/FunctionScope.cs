using HgmVm.Bytecode;
using HgmVm.Diagnostics;
using ValueType = HgmVm.Bytecode.ValueType;

namespace HgmVm.Verification;

/// <summary>One local function while it is verified: its tables, names for messages, and where errors go.</summary>
/// <param name="module">A module whose tables were found good.</param>
/// <param name="inline">The rules of its inline members.</param>
/// <param name="index">The function's index.</param>
/// <param name="destructors">Indices of the functions that are destructors.</param>
/// <param name="report">Where errors go; null while states are recomputed for a module that was accepted.</param>
internal sealed class FunctionScope(Module module, InlineRules inline, int index, IReadOnlySet<int> destructors,
    VerificationReport? report)
{
    public Module Module { get; } = module;

    public InlineRules Inline { get; } = inline;

    public int Index { get; } = index;

    public FunctionDefinition Function { get; } = module.Functions[index];

    public Signature Signature => Module.Signatures[Function.Signature];

    public bool IsDestructor(int function) => destructors.Contains(function);

    /// <summary>True when no further error would be kept.</summary>
    public bool IsFull => report?.IsFull ?? false;

    public ValueType TypeOf(int register) => Function.Registers[register].Type;

    public HeapType HeapTypeOf(int register) => Module.HeapTypes[TypeOf(register).Index];

    public string NameOf(int register) => Function.Registers[register].Name;

    public string Describe(ValueType type) => TypeNames.Describe(Module, type);

    /// <summary>Where a position is, in the words of a message.</summary>
    public string Place(int position) => position < 0 ? "from the start of the function"
        : Function.LineAt(position) is int line and > 0 ? $"from line {line} (position {position})" : $"from position {position}";

    /// <summary>Reports an error in the code.</summary>
    public void Report(DiagnosticDescriptor descriptor, int position, string message, int register = -1,
        string? hint = null) =>
        report?.Add(new Diagnostic(descriptor, message,
            new SourceSpan(Module.SourceName, Function.LineAt(position), 0, 0), hint,
            TypeNames.FunctionName(Function), position, register < 0 ? null : NameOf(register)));
}
