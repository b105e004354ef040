using HgmVm.Bytecode;
using HgmVm.Linking;

namespace HgmVm.Elision;

/// <summary>The proofs of all functions of a program, found when they are asked for. For any number of
/// threads.</summary>
internal sealed class ProgramElision(LinkedProgram program)
{
    private readonly Lock _lock = new();
    private readonly ElisionFacts?[] _facts = new ElisionFacts?[program.Functions.Length];
    private ProgramEffects? _effects;

    /// <summary>True when every check is performed although it is proved, and a contradiction is an internal
    /// error.</summary>
    public bool Verifies { get; init; }

    /// <summary>True when statistics want to know how often a proof stood for a check.</summary>
    public bool Counts { get; init; }

    /// <summary>The proofs of a local function.</summary>
    public ElisionFacts Of(LinkedFunction function)
    {
        lock (_lock)
        {
            _effects ??= new ProgramEffects(program);
            return _facts[function.Number] ??= FunctionElision.Analyse(_effects, function, register =>
                IsChecked(function, register));
        }
    }

    /// <summary>The arrays of a function that stay as they are all through a loop.</summary>
    public List<LoopArrays> LoopArraysOf(LinkedFunction function)
    {
        lock (_lock)
        {
            _effects ??= new ProgramEffects(program);
            return LoopArrays.Find(_effects, function);
        }
    }

    /// <summary>References that may be to inline members are checked by steps of their own, which nothing
    /// proves.</summary>
    private bool IsChecked(LinkedFunction function, int register)
    {
        LinkedType type = function.Module.Link(function.Definition.Registers[register].Type);
        return type.Kind == ValueKind.Ref && !program.Types[type.Id].MayBeInner
            && function.ModeOf(register) != Mode.Fast;
    }
}
